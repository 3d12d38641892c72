using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace JobMaster.Sqlite;

/// <summary>Explains SQLite errors for a store, and what to do about them.</summary>
internal sealed class SqliteFailures(SqliteFile file, TimeSpan lockWait)
{
    /// <summary>SQLITE_READONLY_DBMOVED.</summary>
    private const int ReadOnlyMoved = 1032;

    public string Path => file.Path;

    public static bool IsLock(Exception exception) => exception is SqliteException { SqliteErrorCode: SQLITE_BUSY or SQLITE_LOCKED };

    /// <summary>
    /// Locks and lost races for them, and problems that an administrator may fix while calls are retried: a full or failing disk, no
    /// more file handles.
    /// </summary>
    public static bool IsTransient(Exception exception) =>
        exception is SqliteException
        {
            SqliteErrorCode: SQLITE_BUSY or SQLITE_LOCKED or SQLITE_PROTOCOL or SQLITE_FULL or SQLITE_IOERR or SQLITE_CANTOPEN
                or SQLITE_INTERRUPT,
        };

    /// <summary>Whether a write has waited for the lock for as long as the app lets it wait.</summary>
    public static bool IsOutwaited(Exception exception) => exception is LockedException;

    /// <summary>Whether a value is refused: it violates a constraint, is too large or of the wrong type.</summary>
    public static bool IsRefusal(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: SQLITE_CONSTRAINT or SQLITE_TOOBIG or SQLITE_MISMATCH };

    /// <summary>The exception for a write that did not get the lock in time.</summary>
    public SqliteException Locked() => new LockedException(
        $"The SQLite file {file.Path} was locked by another connection for longer than {lockWait.TotalSeconds:0.###} s.");

    /// <summary>The exception for a write to a file whose path now leads elsewhere.</summary>
    public SqliteException Moved() => new(
        $"The SQLite file {file.Path} was deleted, moved or replaced while it was open.", SQLITE_READONLY, ReadOnlyMoved);

    /// <summary>The exception that tells the caller of a scheduling call what to do.</summary>
    public JobMasterStoreException? ExplainRefusedSchedule(Exception exception) =>
        IsLock(exception)
            ? new JobMasterStoreException(
                $"The job was not stored: another connection held the write lock of the SQLite file {file.Path} for longer than " +
                $"{lockWait.TotalSeconds:0.###} s. "
                + "If you are inside a transaction of your own on this file, use scheduler.InTransaction(transaction), which writes " +
                    "through it. "
                + "Else find what holds the lock, or raise SqliteStoreOptions.LockWait.",
                exception)
            : ExplainUnusable(exception);

    /// <summary>The exception for a file that no call can use, or null.</summary>
    public JobMasterStoreException? ExplainUnusable(Exception exception) =>
        exception is SqliteException
        {
            SqliteErrorCode: SQLITE_NOTADB or SQLITE_CORRUPT or SQLITE_READONLY or SQLITE_PERM
            or SQLITE_CANTOPEN
        }
            ? Explain(exception)
            : null;

    /// <summary>The explanation of an error, and what to do about it; null if the error is not SQLite's.</summary>
    public JobMasterStoreException? Explain(Exception exception) =>
        exception is SqliteException sqlite
            ? new JobMasterStoreException($"The SQLite file {file.Path} {SqliteAdvice.For(sqlite)}", sqlite)
            : null;

    private sealed class LockedException(string message) : SqliteException(message, SQLITE_BUSY);
}
