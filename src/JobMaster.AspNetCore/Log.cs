using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore;

internal static partial class Log
{
    [LoggerMessage(601, LogLevel.Error, "{Problem} The key lets nobody in.")]
    public static partial void KeyIgnored(ILogger logger, string problem);

    [LoggerMessage(606, LogLevel.Error, "{Problem} The user is let in nowhere.")]
    public static partial void UserIgnored(ILogger logger, string problem);

    [LoggerMessage(607, LogLevel.Warning,
        "Too many wrong passwords of {User} from {Address}: no password of this user from there, or from there at all, is looked at " +
        "for a while.")]
    public static partial void LoginLocked(ILogger logger, string user, string address);

    [LoggerMessage(605, LogLevel.Error, "{Problem} Calls that need it are refused.")]
    public static partial void PolicyMissing(ILogger logger, string problem);

    [LoggerMessage(602, LogLevel.Error, "A call of the JobMaster API failed: {Method} {Path}.")]
    public static partial void CallFailed(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(603, LogLevel.Warning,
        "Nobody can call the JobMaster API at {Path}: no key is configured under '{KeySection}' and no user under '{UserSection}', no " +
        "policy is named, and RequireAuthorization was not called on it.")]
    public static partial void Closed(ILogger logger, string path, string keySection, string userSection);

    [LoggerMessage(608, LogLevel.Warning,
        "The JobMaster API has no keys and users, and may be reached from other machines. To use it from a browser, open {Link} once " +
        "within {Minutes} minutes, with the host, port and path base by which the browser reaches the app. It gives a session with Admin.")]
    public static partial void LoginLink(ILogger logger, string link, int minutes);

    [LoggerMessage(604, LogLevel.Warning, "The state for live streams could not be read. Listeners are told; the next reading follows.")]
    public static partial void LiveUnread(ILogger logger, Exception exception);
}
