using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Reflection;
using JobMaster.Cluster;
using JobMaster.Data;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Maintenance;
using JobMaster.Recurring;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Configuration;

/// <summary>Wires one cluster's node from its configuration. Connects to nothing and starts nothing.</summary>
internal sealed class NodeBuilder
{
    private static readonly string Version = typeof(NodeBuilder).Assembly.GetName().Version?.ToString(3) ?? "0";

    private readonly JobMasterClusterConfig _config;
    private readonly JobMasterClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly ITestRig? _rig;
    private readonly Random _random;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly string _nodeName = $"{Environment.MachineName}:{Environment.ProcessId}";
    private readonly Func<string, IJobMasterScheduler> _schedulerOf;

    public NodeBuilder(JobMasterClusterConfig config, Func<string, IJobMasterScheduler> schedulerOf)
    {
        _config = config;
        _options = config.Options;
        _schedulerOf = schedulerOf;
        _rig = config.Services.GetService<ITestRig>();
        _random = _rig?.Random ?? Random.Shared;
        _time = config.Services.GetService<TimeProvider>() ?? TimeProvider.System;
        _loggers = ClusterLoggers.Create(config.Services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance, _options.DebugJsonlDirectory, _time);
        _logger = _loggers.CreateLogger("JobMaster");
    }

    /// <exception cref="JobMasterConfigurationException">The configuration cannot work; every problem found is named.</exception>
    public ClusterNode Build()
    {
        AddDefaultHandlers();
        new ConfiguredProviders(_config).Resolve();
        var payloads = new PayloadSerializer(PayloadOptions.ForPayloads(_config.PayloadJson));
        var (defined, stores) = Check(payloads);
        var (definitions, jobs) = (defined.Registry, defined.Jobs);
        WarnAboutDefinitions(definitions);
        var telemetry = new JobMasterTelemetry(_options.ClusterId, _config.Services.GetService<IMeterFactory>());
        var provider = stores.Master!;
        var store = new InstrumentedStore(provider, telemetry, _time, _random, _logger);
        var errors = new StoreErrors(provider);
        var firstUse = new FirstUse();
        var forNode = new InstrumentedStore(provider, telemetry, _time, _random, _logger, errors);
        var forCallers = new InstrumentedStore(provider, telemetry, _time, _random, _logger, errors, firstUse);
        var settings = new ClusterSettings(forNode.Settings, _options, _time, _random, _logger);
        var signals = new QueueSignals(_rig is null ? null : queue => _rig.LosesWakeUp(_options.ClusterId, queue), store.WakeUps);
        var cancels = new CancelSignals();
        var agents = _config.Agents.Count == 0 ? null : new AgentBuilder(_config, [.. stores.Transports.OfType<IAgentTransport>()], store, telemetry, signals, _time, _random, _logger);
        var contexts = new JobContextFactory(_options.ClusterId);
        var reporter = new AttemptReporter(store.Jobs, _time, _random, _logger);
        var parkedHere = new ParkedHere();
        var completer = new JobCompleter(new CompleterParts(
            store.Jobs, store.IsTransient, signals, telemetry, _options.MaxUnflushedOutcomes, _time, _random, _logger));
        var executorParts = new ExecutorParts
        {
            Services = _config.Services,
            Definitions = definitions,
            Middleware = _config.Middleware,
            Payloads = payloads,
            Contexts = contexts,
            Reporter = reporter,
            Outcomes = new OutcomeResolver(definitions, parkedHere, store.Reads, _random, _logger),
            Telemetry = telemetry,
            Time = _time,
            Logger = _logger,
        };
        var executor = new JobExecutor(executorParts);

        Heartbeat? heartbeat = null;
        void RequestPoll() => heartbeat?.RequestPoll();
        var attempts = new AttemptServices(reporter, payloads, store.Transactions, _options.MaxMessageByteSize, _time, _logger);
        var solo = new SoloGate();
        var workers = Running().Select((worker, index) => new Worker(new WorkerParts
        {
            Name = worker.Name ?? $"{Environment.MachineName}-{index + 1}",
            NodeName = _nodeName,
            Version = Version,
            Lanes = worker.EffectiveLanes,
            Concurrency = worker.EffectiveConcurrency,
            BatchSize = worker.BatchSize,
            OwnThreads = worker.OwnThreads,
            Store = store,
            Agent = agents?.Of(worker),
            AgentLease = AgentBuilder.Lease(_options),
            Admission = agents?.Admission,
            Execute = _rig is null ? executor.ExecuteAsync : attempt => _rig.RunAttemptAsync(_options.ClusterId, attempt, executor.ExecuteAsync),
            Completer = completer,
            Attempts = attempts,
            Signals = signals,
            Cancels = cancels,
            ParkedHere = parkedHere,
            Reader = definitions.Reader,
            Solo = solo,
            MayStart = () => settings.Mode == ClusterMode.Active,
            TransientThreshold = _options.TransientThreshold,
            RequestPoll = RequestPoll,
            RetryPause = _options.PollInterval,
            ReconcileEvery = _options.HeartbeatTimeout / 2,
            Time = _time,
            Random = _random,
            Logger = _logger,
        })).ToList();
        var rescuer = DoesUpkeep ? new Rescuer(store, signals, telemetry, _options, _time, _random, _logger) : null;
        var sessions = new SessionRenewal(store.Sessions, _options.HeartbeatTimeout, _time, _random, _logger);
        var unparker = new Unparker(store.Jobs, definitions, RequestPoll, _time, _random, _logger);
        var deaths = new DeathWatch(_options.HeartbeatTimeout, longestGap: _options.HeartbeatTimeout / 2, _time);
        var lanes = new LaneWatch(store.Sessions, [.. Running().SelectMany(worker => worker.EffectiveLanes)], _options.ClusterId, _time, _logger);
        var recurrence = new RecurrenceBuilder(_config, defined, store, forCallers.Schedules, DoesUpkeep, _time, _random, _logger)
            .Build(new ScheduleFirings(signals, cancels, lanes, telemetry), () => settings.Mode, RequestPoll);
        heartbeat = new Heartbeat(new HeartbeatParts(
            _options.ClusterId, store.Sessions,
            new NodePulse(workers, deaths, rescuer, sessions, unparker, settings, recurrence.Planner, definitions.Reader),
            _options.HeartbeatTimeout, _options.PollInterval, _time, _random, _logger)
        {
            Pool = new PoolWatch(
                () => workers.SelectMany(worker => worker.OnPool), _time, _logger,
                run => ThreadPool.UnsafeQueueUserWorkItem(static run => run(), run, preferLocal: false)),
        });

        var commitPolls = new CommitPolls(RequestPoll, _time);
        var inserts = new InsertBatcher(store, errors, firstUse, maxInFlight: store.WriteConcurrency, _time);
        var unseen = new UnseenJobs(UnseenJobs.DedupeWindow(_options), _time);
        var scheduler = new JobMasterScheduler(new SchedulerParts
        {
            Options = _options,
            Store = forCallers,
            Factory = jobs,
            Inserts = inserts,
            Agents = agents?.First(inserts),
            Unseen = unseen,
            Recurring = recurrence.Recurring,
            Signals = signals,
            Cancels = cancels,
            Contexts = contexts,
            Telemetry = telemetry,
            Lanes = lanes,
            Time = _time,
            CommitPolls = commitPolls,
            Mode = () => settings.Mode,
            SchedulerOf = _schedulerOf,
            RequestPoll = RequestPoll,
            FirstUse = firstUse,
        });
        return new ClusterNode(new NodeParts
        {
            Options = _options,
            Store = store,
            Provisioning = new Provisioning(store, _options, _logger),
            FirstUse = firstUse,
            Settings = settings,
            Signals = signals,
            Scheduler = scheduler,
            Agents = agents?.Build(),
            Agreement = new ClusterAgreement(forNode, _options),
            Monitor = new JobMasterMonitor(forCallers, unseen, recurrence.Monitor),
            Workers = workers,
            Definitions = definitions,
            Jobs = jobs,
            Executor = executorParts,
            Attempts = attempts,
            WriteConcurrency = store.WriteConcurrency,
            Completer = completer,
            Reporter = reporter,
            Sessions = sessions,
            CommitPolls = commitPolls,
            Unparker = unparker,
            Rescuer = rescuer,
            Pruner = DoesUpkeep ? new Pruner(store, _options, _time, _random, _logger) : null,
            Recurrence = recurrence,
            Depth = new DepthSampler(store.Reads, telemetry.Depth, _time, _random, _logger),
            Heartbeat = heartbeat,
            Telemetry = telemetry,
            Loggers = _loggers,
            Time = _time,
            LetTimePass = _rig is null ? null : _rig.LetTimePass,
            Random = _random,
            Logger = _logger,
        });
    }

    private bool DoesUpkeep => _options.Workers.Any(worker => worker.Mode is AgentWorkerMode.Full or AgentWorkerMode.Coordinator);

    private IEnumerable<JobMasterWorkerOptions> Running() => _options.Workers.Where(worker => worker.Mode is AgentWorkerMode.Full or AgentWorkerMode.Execution);

    /// <summary>Without any registration the app's own assembly is scanned, so that a first program needs none.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only without explicit registration; a trimmed app registers its handlers, as AddJobHandlersFromAssembly says.")]
    private void AddDefaultHandlers()
    {
        if (!_config.Handlers.IsEmpty || _config.Services.GetService<IHostEnvironment>() is not { ApplicationName: { Length: > 0 } name })
        {
            return;
        }

        try
        {
            var assembly = Assembly.Load(new AssemblyName(name));
            _config.Handlers.AddAssembly(assembly);
            _config.Profiles.AddAssembly(assembly);
        }
        catch (FileNotFoundException)
        {
            // ApplicationName was set to something that is no assembly: then there is nothing to scan.
        }
    }

    /// <exception cref="JobMasterConfigurationException">The configuration cannot work; every problem found is named.</exception>
    private (NodeDefinitions Defined, NodeStores Stores) Check(PayloadSerializer payloads)
    {
        var problems = ConfigurationCheck.Problems(_config).ToList();
        var defined = NodeDefinitions.Read(_config, payloads, _time, problems);
        var stores = NodeStores.Create(_config, _loggers, _time, _random, problems);
        if (problems.Count > 0)
        {
            stores.Dispose();
        }

        FoundProblems.ThrowIfAny(problems);
        return (defined!, stores);
    }

    private void WarnAboutDefinitions(JobDefinitionRegistry definitions)
    {
        if (definitions.Ids.Count == 0 && Running().Count() is > 0 and var workers)
        {
            Log.NoHandlers(_logger, _options.ClusterId, workers);
        }

        foreach (var definition in definitions.All.Where(definition => !definition.HasExplicitId))
        {
            Log.ImplicitDefinitionId(_logger, definition.HandlerType.FullName!);
        }
    }
}
