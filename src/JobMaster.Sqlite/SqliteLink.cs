using JobMaster.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace JobMaster.Sqlite;

/// <summary>
/// An open connection with its commands. It controls transactions directly, not through the driver, which would retry a locked
/// file by sleeping.
/// </summary>
internal sealed class SqliteLink : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Dictionary<SqlStatement, sqlite3_stmt> control = [];

    private SqliteLink(SqliteConnection connection, SqlDialect dialect)
    {
        this.connection = connection;
        Commands = new SqliteCommands(dialect, connection);
    }

    public SqlCommands Commands { get; }

    /// <summary>The path as SQLite itself resolves it.</summary>
    public string DataSource => connection.DataSource;

    /// <summary>Whether the file, or the connection to it, is read-only.</summary>
    public bool IsReadOnly => sqlite3_db_readonly(connection.Handle, "main") == 1;

    /// <summary>Whether the file was deleted, moved or replaced since it was opened: later writes would be lost.</summary>
    public bool HasMoved => MovedFile.Is(connection.Handle!);

    /// <summary>Whether no transaction is open, because some errors make SQLite roll back by itself.</summary>
    public bool IsOutsideTransaction => sqlite3_get_autocommit(connection.Handle) != 0;

    public static SqliteLink Open(SqliteFile file, SqlDialect dialect, SqlStatement setUp)
    {
        var opened = new SqliteConnection(file.ConnectionString);
        try
        {
            opened.Open();
            var link = new SqliteLink(opened, dialect);
            link.Run(setUp);
            return link;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement without parameters or rows.</summary>
    public void Run(SqlStatement statement) =>
        SqliteException.ThrowExceptionForRC(sqlite3_exec(connection.Handle, statement.Text), connection.Handle);

    /// <summary>Runs one statement of transaction control, prepared once; false if the file is locked.</summary>
    public bool TryControl(SqlStatement statement)
    {
        if (!control.TryGetValue(statement, out var prepared))
        {
            SqliteException.ThrowExceptionForRC(sqlite3_prepare_v2(connection.Handle, statement.Text, out prepared), connection.Handle);
            control.Add(statement, prepared);
        }

        int code = sqlite3_step(prepared);
        sqlite3_reset(prepared);
        if ((code & 0xff) is SQLITE_BUSY or SQLITE_LOCKED)
        {
            return false;
        }

        SqliteException.ThrowExceptionForRC(code is SQLITE_DONE or SQLITE_ROW ? SQLITE_OK : code, connection.Handle);
        return true;
    }

    /// <summary>Runs one statement and returns the text in its only row.</summary>
    public string ReadText(SqlStatement statement)
    {
        SqliteException.ThrowExceptionForRC(sqlite3_prepare_v2(connection.Handle, statement.Text, out var prepared), connection.Handle);
        using (prepared)
        {
            int code = sqlite3_step(prepared);
            SqliteException.ThrowExceptionForRC(code is SQLITE_DONE or SQLITE_ROW ? SQLITE_OK : code, connection.Handle);
            return code == SQLITE_ROW ? sqlite3_column_text(prepared, 0).utf8_to_string() : "";
        }
    }

    public void Dispose()
    {
        foreach (var prepared in control.Values)
        {
            prepared.Dispose();
        }

        Commands.Dispose();
        connection.Dispose();
    }
}
