using System.Collections.Concurrent;
using JobMaster.Conformance;
using JobMaster.Storage;
using Microsoft.Data.Sqlite;

namespace JobMaster.Chaos;

/// <summary>One store, the processes on it, and the files they leave.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("jobmaster-chaos-");
    private readonly ConcurrentDictionary<string, NodeProcess> _nodes = new(StringComparer.Ordinal);
    private readonly Lazy<IMasterStore> _store;

    public ChaosCluster()
    {
        Options = new NodeOptions
        {
            Provider = ChaosSettings.Provider,
            Connection = Environment.GetEnvironmentVariable("JOBMASTER_CHAOS_CONNECTION") ?? Path.Combine(_directory.FullName, "jobs.db"),
            Directory = _directory.FullName,
            HeartbeatTimeout = ChaosSettings.HeartbeatTimeout,
        };
        _store = new Lazy<IMasterStore>(() => StoreChoice.Open(Options.Provider, Options.Connection, StoreContexts.Create(storeClock: null, tablePrefix: "jm_")));
    }

    /// <summary>What every node here has in common.</summary>
    public NodeOptions Options { get; }

    public IMasterStore Store => _store.Value;

    public NodeProcess this[string name] => _nodes[name];

    public ICollection<string> Names => _nodes.Keys;

    /// <summary>What the processes wrote, whether they still live or not.</summary>
    public IEnumerable<string> Lines => _directory.EnumerateFiles("*.run").SelectMany(file => File.ReadLines(file.FullName));

    /// <summary>Starts a node, or starts it again in the place of one that has ended.</summary>
    public async Task<NodeProcess> StartAsync(NodeOptions options)
    {
        if (_nodes.TryGetValue(options.Name, out var former))
        {
            await former.DisposeAsync();
        }

        return _nodes[options.Name] = NodeProcess.Start(options);
    }

    /// <summary>Holds the store's write lock from outside.</summary>
    public async Task HoldLockAsync(TimeSpan duration)
    {
        await using var connection = await ConnectAsync();
        await using var transaction = connection.BeginTransaction(deferred: false);
        await Task.Delay(duration);
    }

    /// <summary>Stops a process where it holds no lock: with one it would stall the store, not only itself.</summary>
    public async Task PauseOutsideTransactionAsync(NodeProcess node)
    {
        while (true)
        {
            await node.PauseAsync();
            if (await CanWriteAsync())
            {
                return;
            }

            await node.ResumeAsync();
        }
    }

    /// <summary>Waits until so many of the cluster's jobs have ended as wanted.</summary>
    public async Task WaitAsync(Func<IReadOnlyList<JobCount>, bool> isAsWanted, string what)
    {
        using var patience = new CancellationTokenSource(ChaosSettings.Patience);
        IReadOnlyList<JobCount> counts = [];
        while (!patience.IsCancellationRequested)
        {
            counts = await Store.Reads.CountAsync(10_000_000, CancellationToken.None);
            if (isAsWanted(counts))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        throw new TimeoutException($"{what} did not come about; the jobs are {string.Join(", ", counts)}.\n{string.Join('\n', Lines.TakeLast(200))}");
    }

    public Task DrainedAsync() => WaitAsync(
        counts => counts.Count > 0 && counts.All(count => count.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled), "The end of all jobs");

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values)
        {
            await node.DisposeAsync();
        }

        if (_store.IsValueCreated)
        {
            await _store.Value.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }

    private async Task<bool> CanWriteAsync()
    {
        if (Options.Provider != "sqlite")
        {
            return true;
        }

        try
        {
            await using var connection = await ConnectAsync();
            await using var transaction = connection.BeginTransaction(deferred: false);
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private async Task<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={Options.Connection};Pooling=False;Default Timeout=1");
        await connection.OpenAsync();
        return connection;
    }
}
