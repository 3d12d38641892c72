using Microsoft.Extensions.Logging;

namespace JobMaster.NatsJetStream;

/// <summary>Every message of this package.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Connected to {Server}, nats-server {Version}")]
    public static partial void Connected(ILogger logger, string server, string version);

    [LoggerMessage(2, LogLevel.Warning, "The connection to {Server} was lost: {Reason}")]
    public static partial void ConnectionLost(ILogger logger, string server, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Server} could not be reached: {Reason}")]
    public static partial void ServerNotReached(ILogger logger, string server, string reason);

    [LoggerMessage(4, LogLevel.Information, "No NATS server could be reached; next try in {Delay}")]
    public static partial void Waiting(ILogger logger, TimeSpan delay);

    [LoggerMessage(5, LogLevel.Information, "{Server} is about to shut down; the client connects to another server")]
    public static partial void LameDuck(ILogger logger, string server);

    [LoggerMessage(6, LogLevel.Warning, "{Server} reports: {Error}")]
    public static partial void ServerError(ILogger logger, string server, string error);

    [LoggerMessage(7, LogLevel.Information, "Stream '{Stream}' was {Change}")]
    public static partial void StreamChanged(ILogger logger, string stream, string change);

    [LoggerMessage(8, LogLevel.Warning, "Queue '{Subject}' refused a pull: {Reason}; the pull is repeated")]
    public static partial void PullRefused(ILogger logger, string subject, string reason);

    [LoggerMessage(9, LogLevel.Error, "A message on '{Subject}' has no job's id, so another program published it; it was removed")]
    public static partial void ForeignMessage(ILogger logger, string subject);

    [LoggerMessage(
        10, LogLevel.Debug, "Messages that no receive took could not be given back; they are delivered again when their lease ends")]
    public static partial void NotGivenBack(ILogger logger, Exception exception);

    [LoggerMessage(
        11,
        LogLevel.Warning,
        "Queue '{Subject}' still holds messages that were acknowledged before the server crashed, and delivers them to nobody; "
        + "its consumer is created anew, and admitted messages are dropped")]
    public static partial void AckedLeftovers(ILogger logger, string subject);

    [LoggerMessage(
        13, LogLevel.Information, "Stream '{Former}' is empty and no longer used: the agent was renamed and uses '{Stream}'. Delete it")]
    public static partial void StreamLeft(ILogger logger, string former, string stream);

    [LoggerMessage(14, LogLevel.Debug, "NATS client: {Message}")]
    public static partial void Client(ILogger logger, string message, Exception? exception);

    [LoggerMessage(
        12,
        LogLevel.Debug,
        "The queues could not be checked for acknowledged messages; the next connection, or the next minute, checks them")]
    public static partial void NotLookedOver(ILogger logger, Exception exception);
}
