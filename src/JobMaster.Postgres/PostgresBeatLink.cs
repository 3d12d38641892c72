using JobMaster.Sql;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>The heartbeat's own connection, kept open and used by blocking calls only.</summary>
internal sealed class PostgresBeatLink(PostgresSource source, PostgresDialect dialect) : IDisposable
{
    /// <summary>A beat that takes longer has failed, so that there is time for another.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _beating = new();
    private NpgsqlConnection? _connection;
    private SqlCommands? _commands;
    private bool _isClosed;

    public T Run<T>(bool writes, Func<SqlCommands, T> unit)
    {
        lock (_beating)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            try
            {
                var commands = _commands ?? Open();
                if (!writes)
                {
                    commands.Transaction = null;
                    return unit(commands);
                }

                using var transaction = _connection!.BeginTransaction();
                commands.Transaction = transaction;
                var result = unit(commands);
                transaction.Commit();
                return result;
            }
            catch
            {
                Close();
                throw;
            }
        }
    }

    public void Dispose()
    {
        lock (_beating)
        {
            _isClosed = true;
            Close();
        }
    }

    private SqlCommands Open()
    {
        _connection = source.OpenOwn(Patience);
        return _commands = new SqlCommands(dialect, _connection);
    }

    private void Close()
    {
        _commands?.Dispose();
        _connection?.Dispose();
        (_commands, _connection) = (null, null);
    }
}
