using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>
/// The heartbeat's own connection, kept open and used only by blocking calls. Each statement commits by itself: the driver limits a
/// statement by the time given here, but the end of a transaction by the timeout of the connection string, which the app sets for its
/// own data source.
/// </summary>
/// <param name="open">Opens the connection, within the time given.</param>
/// <param name="dialect">How the database takes values.</param>
/// <param name="patience">How long opening and each statement may take.</param>
[Experimental("JM9001")]
public sealed class SqlBeatLink(Func<TimeSpan, DbConnection> open, SqlDialect dialect, TimeSpan patience) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Lock _beating = new();
    private DbConnection? _connection;
    private SqlCommands? _commands;
    private volatile bool _isClosed;

    /// <summary>
    /// How long a statement of a beat may take: a third of the heartbeat timeout, so that there is time for another beat, and at most 5
    /// seconds. Drivers count whole seconds.
    /// </summary>
    /// <param name="heartbeatTimeout">The cluster's heartbeat timeout.</param>
    public static TimeSpan PatienceFor(TimeSpan heartbeatTimeout)
    {
        var third = TimeSpan.FromSeconds(Math.Max(1, Math.Floor(heartbeatTimeout.TotalSeconds / 3)));
        return third < Longest ? third : Longest;
    }

    /// <summary>Runs statements on the connection, and opens it first if it is not open. Closes it when they throw.</summary>
    /// <typeparam name="T">The type of their result.</typeparam>
    /// <param name="unit">The statements.</param>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    /// <exception cref="DbException">A statement failed.</exception>
    public T Run<T>(Func<SqlCommands, T> unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
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
        _connection = open(patience);
        return _commands = new SqlCommands(dialect, _connection) { TimeoutSeconds = (int)patience.TotalSeconds };
    }

    private void Close()
    {
        _commands?.Dispose();
        _connection?.Dispose();
        (_commands, _connection) = (null, null);
    }
}
