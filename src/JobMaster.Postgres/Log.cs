using Microsoft.Extensions.Logging;

namespace JobMaster.Postgres;

/// <summary>Every message of this package.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Days} days were added to the history")]
    public static partial void HistoryPrepared(ILogger logger, int days);

    [LoggerMessage(
        2, LogLevel.Warning,
        "The history could not be prepared for the coming days; it is tried again, and a missing day is added when a job finishes on it")]
    public static partial void HistoryNotPrepared(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "A day of history past its retention is in use by a reader; it is dropped later")]
    public static partial void HistoryInUse(ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "Listening for jobs scheduled by other processes")]
    public static partial void Listening(ILogger logger);

    [LoggerMessage(
        5, LogLevel.Information,
        "There is a pooler between this process and the server, so notifications do not arrive; polls find the jobs of other processes")]
    public static partial void NotificationsDoNotArrive(ILogger logger);

    [LoggerMessage(6, LogLevel.Warning, "The listening connection was lost; polling until it is back, next try in {Delay}")]
    public static partial void ListeningLost(ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(
        8, LogLevel.Warning,
        "No notification arrived within {Patience}; polls find the jobs of other processes until notifications are tried again in " +
        "{Delay}")]
    public static partial void ProbeDidNotArrive(ILogger logger, TimeSpan patience, TimeSpan delay);

    [LoggerMessage(7, LogLevel.Debug, "A notification could not be sent; polls of other processes find the jobs")]
    public static partial void NotifyFailed(ILogger logger, Exception exception);
}
