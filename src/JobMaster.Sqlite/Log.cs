using Microsoft.Extensions.Logging;

namespace JobMaster.Sqlite;

/// <summary>Every message of this package.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1, LogLevel.Warning, "{Count} writes did not get the SQLite file's write lock within {LockWait}; another connection holds it")]
    public static partial void LockedOut(ILogger logger, int count, TimeSpan lockWait);

    [LoggerMessage(2, LogLevel.Warning, "An SQLite transaction of {Count} writes was rolled back")]
    public static partial void BatchFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(
        4, LogLevel.Error,
        "The SQLite file {Path} was deleted, moved or replaced while it was open. Nothing is stored from now on, and the last jobs may " +
        "be lost. Stop every process that has it open, put the right file in its place, and start again")]
    public static partial void FileMoved(ILogger logger, string path);

    [LoggerMessage(3, LogLevel.Debug, "A connection to the SQLite file could not be closed")]
    public static partial void NotClosed(ILogger logger, Exception exception);
}
