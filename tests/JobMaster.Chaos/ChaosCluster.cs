using System.Collections.Concurrent;
using JobMaster.Conformance;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobMaster.Chaos;

/// <summary>One store, the processes on it, and the files they leave.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly IChaosPlace _place;
    private readonly ConcurrentDictionary<string, NodeProcess> _nodes = new(StringComparer.Ordinal);
    private readonly Lazy<IMasterStore> _store;

    private ChaosCluster(IChaosPlace place, DirectoryInfo directory, NodeOptions options)
    {
        (_place, _directory, Options) = (place, directory, options);
        _store = new Lazy<IMasterStore>(() =>
            StoreChoice.Open(options.Provider, options.Connection, StoreContexts.Create(storeClock: null, tablePrefix: "jm_")));
    }

    /// <summary>What every node here has in common.</summary>
    public NodeOptions Options { get; }

    public IMasterStore Store => _store.Value;

    public NodeProcess this[string name] => _nodes[name];

    public ICollection<string> Names => _nodes.Keys;

    /// <summary>A file of that name beside the others.</summary>
    public string FileOf(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>What the processes wrote, whether they still live or not.</summary>
    public IEnumerable<string> Lines => _directory.EnumerateFiles("*.run").SelectMany(file => WholeLines(file.FullName));

    /// <summary>A cluster without nodes, in the place given, which goes with it.</summary>
    public static async Task<ChaosCluster> CreateAsync(IChaosPlace place)
    {
        var directory = Directory.CreateTempSubdirectory("jobmaster-chaos-");
        var options = new NodeOptions
        {
            Provider = place.Provider,
            Connection = await place.CreateAsync(directory.FullName),
            Directory = directory.FullName,
            HeartbeatTimeout = ChaosSettings.HeartbeatTimeout,
        };
        return new ChaosCluster(place, directory, options);
    }

    /// <summary>Starts a node, or starts it again in the place of one that has ended.</summary>
    public async Task<NodeProcess> StartAsync(NodeOptions options)
    {
        if (_nodes.TryGetValue(options.Name, out var former))
        {
            await former.DisposeAsync();
        }

        return _nodes[options.Name] = NodeProcess.Start(options);
    }

    /// <summary>Starts an app in this process that only schedules. What all hosts must agree on, it has as the nodes have it.</summary>
    public async Task<IHost> StartScheduleHostAsync(Action<JobMasterClusterConfig> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddJobMasterCluster(config =>
        {
            config.UseMasterStore(Options.Provider, context => StoreChoice.Open(Options.Provider, Options.Connection, context));
            config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(Options.HeartbeatTimeout);
            configure(config);
        });
        builder.Services.AddSingleton<RunFile>(_ => throw new InvalidOperationException("Nothing runs here.")).AddSingleton<Gate>();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>What a node is told that does at random what operators do.</summary>
    public NodeOptions OperatorOptions => Options with
    {
        Name = NodeOptions.Operator,
        Concurrency = 0,
        Operates = true,
        Seed = ChaosSettings.Seed,
    };

    /// <summary>
    /// The same for one that leaves jobs alone, where the test says what becomes of each. It takes its time: what it pauses, the test waits
    /// for.
    /// </summary>
    public NodeOptions ControlsOptions => OperatorOptions with { OnlyControls = true, OperatorPause = 500 };

    /// <summary>Keeps the store from being used for so long.</summary>
    public Task DisturbStoreAsync(TimeSpan duration) => _place.DisturbAsync(duration);

    /// <summary>Stops a process where it holds no lock: with one it would stall the store, not only itself.</summary>
    public async Task PauseOutsideTransactionAsync(NodeProcess node)
    {
        while (true)
        {
            await node.PauseAsync();
            if (await _place.IsFreeAsync())
            {
                return;
            }

            await node.ResumeAsync();
        }
    }

    /// <summary>For a failure: which processes have ended, what they said of it, and what all wrote last.</summary>
    public string Told()
    {
        var ended = _nodes.Where(node => node.Value.Exited.IsCompleted).Select(node => $"{node.Key} has ended.\n{node.Value.Lines.Text}");
        return string.Join('\n', ended.Concat(Lines.TakeLast(200)));
    }

    /// <summary>Waits until so many of the cluster's jobs have ended as wanted.</summary>
    public async Task WaitAsync(Func<IReadOnlyList<JobCount>, bool> isAsWanted, string what)
    {
        IReadOnlyList<JobCount> counts = [];
        await Eventually.BecomesAsync(
            what,
            async () => isAsWanted(counts = await Store.Reads.CountAsync(10_000_000, CancellationToken.None)),
            ChaosSettings.Patience,
            () => $"The jobs are {string.Join(", ", counts)}.\n{Told()}");
    }

    /// <summary>Waits until so many jobs were accepted. A job that two calls were answered with counts once.</summary>
    public Task AcceptedAsync(int jobs) => AcceptedAsync(jobs, "anyone", _ => true);

    /// <summary>Waits until agents have accepted so many jobs: while none answers, the master takes them.</summary>
    public Task AcceptedByAgentsAsync(int jobs) => AcceptedAsync(jobs, "agents", AgentJobId.Is);

    public Task DrainedAsync() => WaitAsync(
        counts =>
            counts.Count > 0 && counts.All(count => count.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled),
            "The end of all jobs");

    /// <summary>
    /// Kills a worker in the middle of a job, starts it again and lets any worker run the job to its end. What a run of strikes at random
    /// may miss, this meets. A worker that stalls is taken for dead and its job comes back, so that any attempt may be the one.
    /// </summary>
    public async Task KillOneAtWorkAsync(IReadOnlyList<string> workers)
    {
        var id = Guid.CreateVersion7();
        var job = new NewJob
        {
            Id = id, DefinitionId = "chaos.hold", Lane = "default", Priority = JobMasterPriority.Critical,
            Timeout = ChaosSettings.Patience, MaxRetries = 0, Payload = """{"BlocksItsThread":false}""",
        };
        await Store.Jobs.InsertAsync([job], mayBeStored: false, CancellationToken.None);
        var atWork = await Task.WhenAny(workers.Select(async name =>
        {
            await this[name].Lines.WaitAsync(line => line.StartsWith($"started {id} ", StringComparison.Ordinal));
            return name;
        })).Unwrap();
        await this[atWork].KillAsync();
        await StartAsync(this[atWork].Options);
        await Task.WhenAll(workers.Select(name => this[name].SendAsync("release")));
    }

    /// <summary>
    /// Stops the operator and waits until none of the operations it has started goes on. A run in which it did nothing would show less: on
    /// a busy machine each kill may meet it before it does anything, so that it is given its time here.
    /// </summary>
    /// <param name="deed">What it must have done, or how that begins.</param>
    /// <param name="kinds">How many different such things it must have done.</param>
    /// <param name="each">What it must have done, each of them by its whole name.</param>
    public async Task EndOperatorAsync(string deed = "", int kinds = 1, IReadOnlyList<string>? each = null)
    {
        var deeds = new HashSet<string>(StringComparer.Ordinal);
        await Eventually.BecomesAsync(
            $"the operator did {kinds} kinds of '{deed}', and each of {string.Join(", ", each ?? [])}",
            () =>
            {
                deeds.UnionWith(Lines.Where(line => line.StartsWith($"did {deed}", StringComparison.Ordinal)));
                return Task.FromResult(deeds.Count >= kinds && (each ?? []).All(one => deeds.Contains($"did {one}")));
            },
            ChaosSettings.Patience,
            Told);
        await this[NodeOptions.Operator].ReadyAsync();
        await this[NodeOptions.Operator].StopAsync();
        await this[NodeOptions.Operator].Lines.WaitAsync(line => line == "undone");
        IReadOnlyList<StoredOperation> running = [];
        await Eventually.BecomesAsync(
            "no operation is at work",
            async () => (running = await RunningAsync()).Count == 0,
            ChaosSettings.Patience,
            () => $"At work: {string.Join(", ", running)}.\n{Told()}");

        async Task<IReadOnlyList<StoredOperation>> RunningAsync() =>
            [
                .. (await Store.Operations.ListAsync(after: null, 100_000, CancellationToken.None))
                    .Where(operation => operation.State == JobOperationState.Running)];
    }

    private Task AcceptedAsync(int jobs, string by, Func<Guid, bool> isWanted)
    {
        const string Accepted = "accepted ";
        return Eventually.BecomesAsync(
            $"{jobs} job(s) are accepted by {by}",
            () => Task.FromResult(
                Lines.Where(line => line.StartsWith(Accepted, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)
                    .Count(line => isWanted(Guid.Parse(line[Accepted.Length..]))) >= jobs),
            ChaosSettings.Patience);
    }

    /// <summary>What a process is about to write, or was when it was killed, is no line yet.</summary>
    private static string[] WholeLines(string path)
    {
        var text = File.ReadAllText(path);
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

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

        await _place.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
