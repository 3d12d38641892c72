using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace JobMaster.Sqlite;

/// <summary>Another connection held the lock of the file for as long as the app lets a write wait.</summary>
internal sealed class SqliteLockedException(string message) : SqliteException(message, SQLITE_BUSY);
