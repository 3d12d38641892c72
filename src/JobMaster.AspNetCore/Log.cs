using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore;

internal static partial class Log
{
    [LoggerMessage(601, LogLevel.Error, "{Problem} The key lets nobody in.")]
    public static partial void KeyIgnored(ILogger logger, string problem);

    [LoggerMessage(605, LogLevel.Error, "{Problem} Calls that need it are refused.")]
    public static partial void PolicyMissing(ILogger logger, string problem);

    [LoggerMessage(602, LogLevel.Error, "A call of the JobMaster API failed: {Method} {Path}.")]
    public static partial void CallFailed(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(603, LogLevel.Warning,
        "Nobody can call the JobMaster API at {Path}: no key is configured under '{Section}', no policy is named, and " +
        "RequireAuthorization was not called on it.")]
    public static partial void Closed(ILogger logger, string path, string section);

    [LoggerMessage(604, LogLevel.Warning, "The state for live streams could not be read. Listeners are told; the next reading follows.")]
    public static partial void LiveUnread(ILogger logger, Exception exception);
}
