using System.Buffers;
using System.Text;
using JobMaster.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace JobMaster.Sqlite;

/// <summary>
/// The commands of a connection of the store's own. What runs on the calling thread, such as the insert of each job, goes straight to
/// SQLite: the driver finds each parameter by its name at each run. The driver's waits for a lock are not needed, because the writer holds
/// the lock before it runs a unit.
/// </summary>
internal sealed class SqliteCommands(SqlDialect dialect, SqliteConnection connection) : SqlCommands(dialect, connection)
{
    private readonly Dictionary<SqlStatement, Prepared> kept = [];

    protected override int RunForChanges(SqlStatement statement, ReadOnlySpan<SqlArgument> arguments)
    {
        Run(statement, arguments, static _ => 0);
        return sqlite3_changes(connection.Handle);
    }

    protected override long RunForNumber(SqlStatement statement, ReadOnlySpan<SqlArgument> arguments) =>
        Run(statement, arguments, static row => sqlite3_column_int64(row, 0));

    protected override void Dispose(bool disposing)
    {
        foreach (var prepared in kept.Values)
        {
            prepared.Statement.Dispose();
        }

        kept.Clear();
        base.Dispose(disposing);
    }

    private long Run(SqlStatement statement, ReadOnlySpan<SqlArgument> arguments, Func<sqlite3_stmt, long> read)
    {
        if (!kept.TryGetValue(statement, out var prepared))
        {
            prepared = Prepare(statement, arguments);
            kept.Add(statement, prepared);
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            if (prepared.Places[i] is > 0 and var place)
            {
                Check(Bind(prepared.Statement, place, arguments[i]));
            }
        }

        try
        {
            int code = sqlite3_step(prepared.Statement);
            Check(code is SQLITE_DONE or SQLITE_ROW ? SQLITE_OK : code);
            return read(prepared.Statement);
        }
        finally
        {
            // Answers with the code of the step again, which was looked at.
            sqlite3_reset(prepared.Statement);
        }
    }

    /// <summary>The statement, and the place of each argument in it: 0 for one that it does not use.</summary>
    private Prepared Prepare(SqlStatement statement, ReadOnlySpan<SqlArgument> arguments)
    {
        Check(sqlite3_prepare_v2(connection.Handle, statement.Text, out var prepared));
        int[] places = new int[arguments.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = sqlite3_bind_parameter_index(prepared, "@" + arguments[i].Name);
        }

        return new Prepared(prepared, places);
    }

    private static int Bind(sqlite3_stmt prepared, int place, SqlArgument argument) =>
        argument switch
        {
            { Value: null } => sqlite3_bind_null(prepared, place),
            { Value: long number } => sqlite3_bind_int64(prepared, place, number),
            { Value: string text } => BindText(prepared, place, text),
            { Value: Guid id } => BindId(prepared, place, id),
            { Value: byte[] bytes } => sqlite3_bind_blob(prepared, place, bytes),
            { Value: bool flag } => sqlite3_bind_int64(prepared, place, flag ? 1 : 0),
            { Value: DateTimeOffset time } => sqlite3_bind_int64(prepared, place, SqlTime.ToMicroseconds(time)),
            _ => throw new ArgumentException($"{argument.Name} is a {argument.Value.GetType()}, which SQLite cannot hold."),
        };

    private static int BindId(sqlite3_stmt prepared, int place, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return sqlite3_bind_blob(prepared, place, bytes);
    }

    /// <summary>SQLite copies the text.</summary>
    private static int BindText(sqlite3_stmt prepared, int place, string text)
    {
        if (text.Length == 0)
        {
            // An empty span would be null.
            return sqlite3_bind_text(prepared, place, text);
        }

        const int Small = 256;
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = most > Small ? ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text)) : null;
        var bytes = rented ?? stackalloc byte[Small];
        int code = sqlite3_bind_text(prepared, place, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return code;
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, connection.Handle);

    private sealed record Prepared(sqlite3_stmt Statement, int[] Places);
}
