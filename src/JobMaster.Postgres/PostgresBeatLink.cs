using JobMaster.Sql;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>
/// The heartbeat's own connection, kept open and used only by blocking calls. Each statement commits by itself: the driver limits a
/// statement by the time given here, but the end of a transaction by the timeout of the connection string, which the app sets for its
/// own data source.
/// </summary>
/// <param name="source">The source of the connection.</param>
/// <param name="dialect">How the database takes values.</param>
/// <param name="patience">How long opening and each statement may take.</param>
internal sealed class PostgresBeatLink(PostgresSource source, PostgresDialect dialect, TimeSpan patience) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Lock _beating = new();
    private NpgsqlConnection? _connection;
    private SqlCommands? _commands;
    private volatile bool _isClosed;

    /// <summary>
    /// How long a statement of a beat may take: a third of the heartbeat timeout, so that there is time for another beat, and at most 5
    /// seconds. The driver counts whole seconds.
    /// </summary>
    public static TimeSpan PatienceFor(TimeSpan heartbeatTimeout)
    {
        var third = TimeSpan.FromSeconds(Math.Max(1, Math.Floor(heartbeatTimeout.TotalSeconds / 3)));
        return third < Longest ? third : Longest;
    }

    public T Run<T>(Func<SqlCommands, T> unit)
    {
        lock (_beating)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            try
            {
                return unit(_commands ?? Open());
            }
            catch
            {
                Close();
                throw;
            }
            finally
            {
                if (_isClosed)
                {
                    Close();
                }
            }
        }
    }

    /// <summary>Closes the connection. A hanging heartbeat closes it when it returns.</summary>
    public void Dispose()
    {
        _isClosed = true;
        if (_beating.TryEnter())
        {
            try
            {
                Close();
            }
            finally
            {
                _beating.Exit();
            }
        }
    }

    private SqlCommands Open()
    {
        _connection = source.OpenOwn(patience);
        return _commands = new SqlCommands(dialect, _connection) { TimeoutSeconds = (int)patience.TotalSeconds };
    }

    private void Close()
    {
        _commands?.Dispose();
        _connection?.Dispose();
        (_commands, _connection) = (null, null);
    }
}
