using System.Collections.Concurrent;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>
/// Pools that outlive their stores and are shared by those with the same connection string. For tests only, which make thousands of stores:
/// where a server process is slow to start, as on some virtual machines, the connections of a new pool take longer than the test.
/// </summary>
internal sealed class PostgresPools
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Pool>>> _pools = new(StringComparer.Ordinal);

    /// <summary>The pool of a connection string; made by the first store that asks.</summary>
    public Task<Pool> GetAsync(string connectionString, Func<Task<Pool>> make) =>
        _pools.GetOrAdd(connectionString, _ => new Lazy<Task<Pool>>(make)).Value;

    /// <summary>Closes the connections, after something else has cut them. Those in use close when they come back.</summary>
    public async Task ClearAsync()
    {
        foreach (var pool in _pools.Values)
        {
            (await pool.Value.ConfigureAwait(false)).Source.Clear();
        }
    }

    /// <param name="Source">The connections.</param>
    /// <param name="Prepares">Whether it prepares statements.</param>
    internal sealed record Pool(NpgsqlDataSource Source, bool Prepares);
}
