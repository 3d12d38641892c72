using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace JobMaster.Sqlite;

/// <summary>
/// The meaning of each error of SQLite, and the advice for operators. The extended code counts first, then the primary code, its lowest
/// byte.
/// </summary>
internal static class SqliteAdvice
{
    private const int BusySnapshot = 517;
    private const int ReadOnlyMoved = 1032;
    private const int ReadOnlyDirectory = 1544;
    private const int OutOfMemory = 3082;
    private const int SharedMemoryOpen = 4618;
    private const int SharedMemoryMap = 5386;
    private const int WrongIndex = 779;
    private const string Report = "Report this message to JobMaster's maintainers.";
    private const string Rights =
        "Give the account of this process the right to read and write the file and to create files in its directory.";

    private static readonly Dictionary<int, (string Problem, string Advice)> Lines = new()
    {
        [SQLITE_ERROR] = ("refused a statement", Report),
        [SQLITE_INTERNAL] = ("met a fault of SQLite", "Update the SQLite package of this app."),
        [SQLITE_PERM] = ("cannot be written to", "Give the account of this process the right to write the file and its directory."),
        [SQLITE_ABORT] = ("rolled a statement back", "Make the call again."),
        [SQLITE_BUSY] = (
            "was locked by another connection for too long",
            "If you are inside a transaction of your own on this file, make the call through scheduler.InTransaction(transaction), or " +
            "after the transaction has ended. Else find what holds the lock, or raise SqliteStoreOptions.LockWait."),
        [BusySnapshot] = (
            "changed under a transaction that read it first",
            "Let transactions that write take the lock when they begin: BeginTransaction(deferred: false)."),
        [SQLITE_LOCKED] = (
            "was locked by another connection of this process",
            "Close readers of the app before they write, and do not use 'Cache=Shared'."),
        [SQLITE_NOMEM] = ("needs more memory than this process has", "Give the process more memory, or make batches and payloads smaller."),
        [SQLITE_READONLY] = (
            "cannot be written to",
            "Give the account of this process the right to write the file, its directory, and the files '-wal' and '-shm' beside it, " +
            "which another account may have left."),
        [ReadOnlyMoved] = (
            "was deleted, moved or replaced while it was open",
            "Nothing is stored until the app is restarted; stop every process that has the file open before you move it."),
        [ReadOnlyDirectory] = (
            "cannot be written to: its directory is read-only",
            "Give the account of this process the right to create files in the directory."),
        [SQLITE_INTERRUPT] = ("had a call interrupted", "Make the call again."),
        [SQLITE_IOERR] = ("met an error of its disk", "Look at the disk and the system's log."),
        [OutOfMemory] = ("needs more memory than this process has", "Give the process more memory, or make batches and payloads smaller."),
        [SharedMemoryOpen] = ("cannot have shared memory beside it", "Put it on a local disk. " + Rights),
        [SharedMemoryMap] = ("cannot have shared memory beside it", "Put it on a local disk. " + Rights),
        [SQLITE_CORRUPT] = ("is damaged", "Restore it from a backup, or recover it with the sqlite3 tool's .recover command."),
        [WrongIndex] = ("has a damaged index", "Stop the app and run REINDEX with the sqlite3 tool."),
        [SQLITE_NOTFOUND] = ("met a fault of SQLite", "Update the SQLite package of this app."),
        [SQLITE_FULL] = ("has no more room on its disk", "Make room, or move the file to a larger disk."),
        [SQLITE_CANTOPEN] = ("cannot be opened", Rights),
        [SQLITE_PROTOCOL] = ("has locks that do not work as they should", "Put it on a local disk."),
        [SQLITE_SCHEMA] = ("had its tables changed under a statement", "Make the call again."),
        [SQLITE_TOOBIG] = ("refused a value over its limit", "Make the payload smaller."),
        [SQLITE_CONSTRAINT] = (
            "holds rows that contradict each other", "Look for triggers or programs that are not JobMaster's on its tables."),
        [SQLITE_MISMATCH] = ("refused a value of another type", Report),
        [SQLITE_MISUSE] = ("was used the wrong way", Report),
        [SQLITE_NOLFS] = ("is larger than this system allows", "Put it on a file system for large files."),
        [SQLITE_AUTH] = ("refused a statement to this process", "Look for an authorizer that the app has set."),
        [SQLITE_RANGE] = ("was used the wrong way", Report),
        [SQLITE_NOTADB] = (
            "is not an SQLite database (or is encrypted)", "Give another path, or move the file away to start with a new one."),
    };

    public static string For(SqliteException exception)
    {
        string said = exception.Message.TrimEnd('.');
        if (exception.SqliteErrorCode == SQLITE_ERROR && said.Contains("no such ", StringComparison.Ordinal))
        {
            return $"lacks a table or column: {said}. Start a node that may migrate, or run the SQL of " +
                "IJobMasterCluster.GetPendingSqlAsync.";
        }

        if (exception.SqliteErrorCode == SQLITE_ERROR && said.Contains(" already exists", StringComparison.Ordinal))
        {
            return $"has a table or index that JobMaster did not make: {said}. Give JobMaster a file of its own, or other table names " +
                "with UseSqlTablePrefixForMaster.";
        }

        if (
            !Lines.TryGetValue(exception.SqliteExtendedErrorCode, out var line)
                && !Lines.TryGetValue(exception.SqliteErrorCode & 0xff, out line))
        {
            line = ("refused a call", "Look at the disk and the system's log.");
        }

        return $"{line.Problem}. {line.Advice} ({said}.)";
    }
}
