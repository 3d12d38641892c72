using JobMaster.Sql;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>
/// A few connections kept for inserts, with their commands prepared: for a single job, opening, parsing and planning would cost as much as
/// storing it. Their plans are kept too, because there is only one way to insert. A connection that was not used for a while is closed.
/// </summary>
internal sealed class InsertLinks : IAsyncDisposable
{
    /// <summary>How long a connection may be unused.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);


    private readonly PostgresSource _source;
    private readonly PostgresDialect _dialect;
    private readonly int _most;
    private readonly TimeProvider _time;
    private readonly ITimer _closing;
    private readonly Lock _lock = new();
    private readonly Stack<Link> _idle = new();
    private int _lent;
    private bool _isClosed;

    public InsertLinks(PostgresSource source, PostgresDialect dialect, int most, TimeProvider time)
    {
        (_source, _dialect, _most, _time) = (source, dialect, most, time);
        _closing = time.CreateTimer(_ => CloseUnused(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many connections are open and not in use.</summary>
    public int Unused
    {
        get
        {
            lock (_lock)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>Reserves a free connection, or the right to open one. A reserved one must be run.</summary>
    public bool TryReserve()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_lent == _most)
            {
                return false;
            }

            _lent++;
            return true;
        }
    }

    /// <summary>Runs a unit on the reserved connection.</summary>
    public async Task<T> RunAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken)
    {
        Link? link = null;
        try
        {
            link = TakeIdle() ?? new Link(
                await _source.OpenOwnAsync(_source.CommandTimeout, cancellationToken).ConfigureAwait(false), _dialect);
            return await unit(link.Commands, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await GiveBackAsync(link).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Link> closed;
        lock (_lock)
        {
            _isClosed = true;
            closed = [.. _idle];
            _idle.Clear();
        }

        await _closing.DisposeAsync().ConfigureAwait(false);
        foreach (var link in closed)
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Link? TakeIdle()
    {
        lock (_lock)
        {
            return _idle.TryPop(out var link) ? link : null;
        }
    }

    private async ValueTask GiveBackAsync(Link? link)
    {
        List<Link> closed = [];
        lock (_lock)
        {
            _lent--;
            if (link is { IsOpen: true } && !_isClosed)
            {
                link.UsedAt = _time.GetTimestamp();
                _idle.Push(link);
                if (_idle.Count == 1)
                {
                    _closing.Change(IdleTime, Timeout.InfiniteTimeSpan);
                }
            }
            else if (link is not null)
            {
                // If one connection was cut, the others were probably cut too.
                closed = [link, .. _idle];
                _idle.Clear();
            }
        }

        foreach (var one in closed)
        {
            await one.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void CloseUnused()
    {
        List<Link> unused;
        lock (_lock)
        {
            unused = [.. _idle.Where(link => _time.GetElapsedTime(link.UsedAt) >= IdleTime)];
            var used = _idle.Except(unused).Reverse().ToList();
            _idle.Clear();
            used.ForEach(_idle.Push);
            if (used.Count > 0)
            {
                _closing.Change(IdleTime, Timeout.InfiniteTimeSpan);
            }
        }

        unused.ForEach(link => link.Dispose());
    }

    private sealed class Link(NpgsqlConnection connection, PostgresDialect dialect) : IAsyncDisposable, IDisposable
    {
        public SqlCommands Commands { get; } = new(dialect, connection) { Prepares = true };

        public bool IsOpen => connection.State == System.Data.ConnectionState.Open;

        public long UsedAt { get; set; }

        public void Dispose()
        {
            Commands.Dispose();
            connection.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            Commands.Dispose();
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
