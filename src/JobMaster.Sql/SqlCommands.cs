using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace JobMaster.Sql;

/// <summary>The commands of one connection, each created once and kept. Used by one unit of work at a time.</summary>
[Experimental("JM9001")]
public class SqlCommands : IDisposable
{
    private readonly Dictionary<SqlStatement, DbCommand> commands = [];
    private readonly DbConnection connection;
    private readonly SqlDialect dialect;

    /// <summary>Creates the commands of a connection.</summary>
    /// <param name="dialect">How the database takes values.</param>
    /// <param name="connection">The open connection.</param>
    /// <param name="transaction">The transaction of all commands, if the driver needs it set.</param>
    public SqlCommands(SqlDialect dialect, DbConnection connection, DbTransaction? transaction = null)
    {
        this.dialect = dialect;
        this.connection = connection;
        Transaction = transaction;
    }

    /// <summary>The keys of limits that the unit of work has touched; null for none.</summary>
    private List<string>? touched;

    /// <summary>The transaction of all commands.</summary>
    public DbTransaction? Transaction { get; set; }

    /// <summary>Whether its statements can only read what was committed before the transaction began to read.</summary>
    internal bool ReadsOldSnapshot =>
        dialect.ReadsOldSnapshots && Transaction is { IsolationLevel: not IsolationLevel.ReadCommitted };

    /// <summary>Whether each statement is prepared at its first run. This pays if the commands are kept.</summary>
    public bool Prepares { get; init; }

    /// <summary>The timeout of statements that run here for the first time, in seconds; null means the connection's own.</summary>
    public int? TimeoutSeconds { get; set; }

    /// <summary>Runs a statement and reads each row it returns.</summary>
    public ValueTask<List<T>> QueryAsync<T>(
        SqlStatement statement, Func<DbDataReader, T> row, CancellationToken cancellationToken, params ReadOnlySpan<SqlArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (statement.Picked is { } picked)
        {
            return QueryPickedAsync(picked, row, arguments.ToArray(), cancellationToken);
        }

        bool isFirst = !commands.ContainsKey(statement);
        var command = Command(statement, arguments);
        var rows = isFirst && Prepares
            ? PrepareAndQueryAsync(command, row, cancellationToken)
            : QueryAsync(command, row, cancellationToken);
        return dialect.StatementRan is { } ran ? ThenAsync(rows, ran, statement) : rows;
    }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public ValueTask<int> ExecuteAsync(
        SqlStatement statement, CancellationToken cancellationToken, params ReadOnlySpan<SqlArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (statement.Picked is { } picked)
        {
            return ExecutePickedAsync(picked, arguments.ToArray(), cancellationToken);
        }

        var changed = new ValueTask<int>(Command(statement, arguments).ExecuteNonQueryAsync(cancellationToken));
        return dialect.StatementRan is { } ran ? ThenAsync(changed, ran, statement) : changed;
    }

    /// <summary>Runs a statement on the calling thread and reads each row it returns.</summary>
    public List<T> Query<T>(SqlStatement statement, Func<DbDataReader, T> row, params ReadOnlySpan<SqlArgument> arguments)
    {
        var rows = new List<T>();
        using (var reader = dialect.Reading(Command(statement, arguments).ExecuteReader()))
        {
            while (reader.Read())
            {
                rows.Add(row(reader));
            }
        }

        dialect.StatementRan?.Invoke(statement, true);
        return rows;
    }

    /// <summary>Runs a statement on the calling thread and returns the whole number that its one row begins with.</summary>
    public long QueryNumber(SqlStatement statement, params ReadOnlySpan<SqlArgument> arguments)
    {
        long number = RunForNumber(statement, arguments);
        dialect.StatementRan?.Invoke(statement, true);
        return number;
    }

    /// <summary>Runs a statement on the calling thread and returns how many rows it changed.</summary>
    public int Execute(SqlStatement statement, params ReadOnlySpan<SqlArgument> arguments)
    {
        int changed = RunForChanges(statement, arguments);
        dialect.StatementRan?.Invoke(statement, true);
        return changed;
    }

    /// <summary>What <see cref="QueryNumber"/> does; for a provider with a shorter way than the driver's.</summary>
    protected virtual long RunForNumber(SqlStatement statement, ReadOnlySpan<SqlArgument> arguments) =>
        Convert.ToInt64(Command(statement, arguments).ExecuteScalar(), CultureInfo.InvariantCulture);

    /// <summary>What <see cref="Execute"/> does; for a provider with a shorter way than the driver's.</summary>
    protected virtual int RunForChanges(SqlStatement statement, ReadOnlySpan<SqlArgument> arguments) =>
        Command(statement, arguments).ExecuteNonQuery();

    /// <summary>Notes keys of limits to report once this unit of work is committed.</summary>
    internal void Touch(IEnumerable<string> keys) => (touched ??= []).AddRange(keys);

    /// <summary>Takes the keys that the unit of work has noted; a provider calls this when the unit ends.</summary>
    /// <returns>Reports the keys once the unit is committed; null if there is nothing to report.</returns>
    public Action? TakeTouched()
    {
        if (touched is not { } keys)
        {
            return null;
        }

        touched = null;
        return () => dialect.LimitsTouched?.Invoke(keys);
    }

    /// <summary>Whether a statement was run here.</summary>
    public bool HasRun(SqlStatement statement) => commands.ContainsKey(statement);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the commands hold.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        foreach (var command in commands.Values)
        {
            command.Dispose();
        }

        commands.Clear();
    }

    private static async ValueTask<T> ThenAsync<T>(ValueTask<T> running, Func<SqlStatement, bool, Task> ran, SqlStatement statement)
    {
        var result = await running.ConfigureAwait(false);
        await ran(statement, false).ConfigureAwait(false);
        return result;
    }

    private async ValueTask<List<T>> PrepareAndQueryAsync<T>(
        DbCommand command, Func<DbDataReader, T> row, CancellationToken cancellationToken)
    {
        await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await QueryAsync(command, row, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<List<T>> QueryAsync<T>(DbCommand command, Func<DbDataReader, T> row, CancellationToken cancellationToken)
    {
        var reader = dialect.Reading(await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false));
        await using (reader.ConfigureAwait(false))
        {
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows.Add(row(reader));
            }

            return rows;
        }
    }

    private async ValueTask<List<T>> QueryPickedAsync<T>(
        SqlPickedWrite write, Func<DbDataReader, T> row, SqlArgument[] arguments, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var picked = await PickAsync(
            write, reader =>
            {
                if (write.IsAnsweredByPick)
                {
                    rows.Add(row(reader));
                }
            },
            arguments, cancellationToken).ConfigureAwait(false);
        if (picked is null)
        {
            return rows;
        }

        if (!write.IsAnsweredByPick)
        {
            return await QueryAsync(write.Change, row, cancellationToken, [.. arguments, picked.Value]).ConfigureAwait(false);
        }

        await ExecuteAsync(write.Change, cancellationToken, [.. arguments, picked.Value]).ConfigureAwait(false);
        return rows;
    }

    private async ValueTask<int> ExecutePickedAsync(SqlPickedWrite write, SqlArgument[] arguments, CancellationToken cancellationToken) =>
        await PickAsync(write, static _ => { }, arguments, cancellationToken).ConfigureAwait(false) is { } picked
            ? await ExecuteAsync(write.Change, cancellationToken, [.. arguments, picked]).ConfigureAwait(false)
            : 0;

    /// <summary>Runs the first part; returns the parameter of the second, null if no row was found.</summary>
    private async ValueTask<SqlArgument?> PickAsync(
        SqlPickedWrite write, Action<DbDataReader> note, SqlArgument[] arguments, CancellationToken cancellationToken)
    {
        var picked = await QueryAsync(
            write.Pick,
            reader =>
            {
                note(reader);
                var type = reader.GetFieldType(0);
                return type == typeof(long)
                    ? new Picked(reader.GetInt64(0), default, null)
                    : type == typeof(string)
                    ? new Picked(0, default, reader.GetString(0))
                    : new Picked(0, dialect.ReadId(reader, 0), null);
            },
            cancellationToken,
            arguments).ConfigureAwait(false);
        return picked.Count == 0 ? null : SqlArgument.Json("picked", JsonRows.Write(picked, WritePicked));
    }

    private static void WritePicked(Utf8JsonWriter writer, Picked row)
    {
        if (row.Text is not null)
        {
            writer.WriteStringValue(row.Text);
        }
        else if (row.Id == Guid.Empty)
        {
            writer.WriteNumberValue(row.Number);
        }
        else
        {
            JsonRows.WriteId(writer, row.Id);
        }
    }

    private DbCommand Command(SqlStatement statement, ReadOnlySpan<SqlArgument> arguments)
    {
        if (statement.TakesToken)
        {
            SqlArgument[] marked = [.. arguments, SqlArgument.Number("token", dialect.NextToken())];
            arguments = marked;
        }

        if (!commands.TryGetValue(statement, out var command))
        {
            command = connection.CreateCommand();
            if (TimeoutSeconds is { } seconds)
            {
                command.CommandTimeout = seconds;
            }

            for (int i = 0; i < arguments.Length; i++)
            {
                command.Parameters.Add(command.CreateParameter());
            }

            commands.Add(statement, command);
        }

        string text = dialect.TextOf(statement, arguments);
        if (!ReferenceEquals(text, command.CommandText))
        {
            command.CommandText = text;
        }

        command.Transaction = Transaction;
        for (int i = 0; i < arguments.Length; i++)
        {
            dialect.Bind(command.Parameters[i], arguments[i]);
        }

        return command;
    }

    /// <summary>The first column of a row that a first part selected: a number, an id or a text.</summary>
    private readonly record struct Picked(long Number, Guid Id, string? Text);
}
