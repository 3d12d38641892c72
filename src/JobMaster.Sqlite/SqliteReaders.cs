using System.Collections.Concurrent;
using JobMaster.Sql;

namespace JobMaster.Sqlite;

/// <summary>A few connections that only read. In WAL mode they neither wait for the writer nor block it.</summary>
internal sealed class SqliteReaders(Func<SqliteLink> open) : IDisposable
{
    private const int Count = 4;
    private readonly SemaphoreSlim free = new(Count);
    private readonly ConcurrentBag<SqliteLink> idle = [];
    private readonly Lock beating = new();
    private SqliteLink? beat;
    private volatile bool isClosed;

    public async Task<T> RunAsync<T>(Func<SqliteLink, ValueTask<T>> unit, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isClosed, this);
        await free.WaitAsync(cancellationToken).ConfigureAwait(false);
        SqliteLink? link = null;
        try
        {
            link = idle.TryTake(out var kept) ? kept : open();
            var result = await unit(link).ConfigureAwait(false);
            Return(link);
            return result;
        }
        catch
        {
            link?.Dispose();
            throw;
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>Reads for the heartbeat on a connection of its own.</summary>
    public T Beat<T>(Func<SqlCommands, T> unit)
    {
        lock (beating)
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            try
            {
                beat ??= open();
                return unit(beat.Commands);
            }
            catch
            {
                beat?.Dispose();
                beat = null;
                throw;
            }
        }
    }

    public void Dispose()
    {
        isClosed = true;
        while (idle.TryTake(out var link))
        {
            link.Dispose();
        }

        lock (beating)
        {
            beat?.Dispose();
            beat = null;
        }
    }

    private void Return(SqliteLink link)
    {
        idle.Add(link);

        // The store was closed while this connection was in use, so no other thread empties the bag.
        if (isClosed && idle.TryTake(out var left))
        {
            left.Dispose();
        }
    }
}
