using System.Diagnostics.Metrics;
using JobMaster.Alerts;
using JobMaster.Cluster;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Maintenance;
using JobMaster.Monitoring;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;
using Microsoft.Extensions.DependencyInjection;
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
    private readonly Func<string, IJobMasterScheduler> _schedulerOf;

    public NodeBuilder(JobMasterClusterConfig config, Func<string, IJobMasterScheduler> schedulerOf)
    {
        _config = config;
        _options = config.Options;
        _schedulerOf = schedulerOf;
        _rig = config.Services.GetService<ITestRig>();
        _random = _rig?.Random ?? Random.Shared;
        _time = config.Services.GetService<TimeProvider>() ?? TimeProvider.System;
        _loggers = ClusterLoggers.Create(
            config.Services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance, _options.DebugJsonlDirectory, _time);
        _logger = _loggers.CreateLogger("JobMaster");
    }

    /// <exception cref="JobMasterConfigurationException">The configuration cannot work; every problem found is named.</exception>
    public ClusterNode Build()
    {
        new AppAssembly(_config, _logger).AddOrMention();
        new ConfiguredProviders(_config).Resolve();
        var payloads = new PayloadSerializer(PayloadOptions.ForPayloads(_config.PayloadJson));
        var storage = new PayloadStorage(_config.PayloadKeys.Count == 0 ? null : new PayloadKeys(_config.PayloadKeys));
        var (defined, stores) = Check(payloads, storage);
        WarnAboutDefinitions(defined.Registry);

        var firstUse = new FirstUse();
        var telemetry = new JobMasterTelemetry(_options.ClusterId, _config.Services.GetService<IMeterFactory>())
        {
            Statistics = _options.Statistics ? new NodeStatistics(_options.StatisticsMaxTenants) : null,
        };
        var store = new InstrumentedStore(stores.Master!, telemetry, firstUse, _time, _random, _logger);
        var node = Services(store, firstUse, defined, payloads, storage, telemetry);
        var inserts = new InsertBatcher(store, store.Errors, firstUse, maxInFlight: store.WriteConcurrency, _time);
        var onAgents = new JobsOnAgents(JobsOnAgents.DedupeWindow(_options), _time);
        var passes = new LimitPasses(node, DoesUpkeep);
        var commitPolls = new CommitPolls(
            () =>
            {
                node.Polls.Request();
                passes.Look();
            },
            _time, passes.ForgetUncommitted);
        var agents = _config.Agents.Count == 0 ? null : new AgentBuilder(node, _config, [.. stores.Transports.OfType<IAgentTransport>()]);
        var recurrence = new RecurrenceBuilder(node, defined, DoesUpkeep);

        var reporter = new AttemptReporter(node);
        var completer = new JobCompleter(node);
        var workers = Workers(node, new JobExecutor(node, reporter), completer, agents);
        var sessions = new SessionRenewal(node);
        var group = new NodeWorkers(node, workers, completer, sessions);

        var operations = DoesUpkeep ? new OperationRunner(node) : null;
        Action work = operations is null ? static () => { } : operations.Wake;
        var settings = new ClusterSettings(node, () =>
        {
            work();
            passes.Wake();
        });
        var patterns = LanePattern.Patterns(workers.SelectMany(worker => worker.Lanes));
        var finder = patterns.Count > 0 ? new QueueFinder(node, workers, patterns) : null;
        var unparker = new Unparker(node, [.. workers.SelectMany(worker => worker.Lanes).Distinct()]);
        var rescuer = DoesUpkeep ? new Rescuer(node, left: work) : null;
        var folder = DoesUpkeep ? new StatisticFolder(node) : null;
        Action written = folder is null ? static () => { } : folder.Written;
        var statistics = telemetry.Statistics is { } counts ? new StatisticWriter(node, counts, written) : null;
        var nodeAgents = agents?.Build();
        var definitions = new DefinitionAdvertiser(node, defined.Stored, ThisNode.Name, DoesUpkeep);
        var poll = new NodePoll(
            workers, new DeathWatch(_options.HeartbeatTimeout, longestGap: _options.HeartbeatTimeout / 2, _time), rescuer, sessions,
            unparker, settings,
            recurrence.Planner, _time, defined.Registry.Reader, () => node.ExcludedDefinitions, patterns, finder, definitions.NodeId,
            [.. node.Limits.Own.Select(limit => limit.Name)]);
        INodeRole?[] roles =
        [
            settings, passes, sessions, reporter, statistics, node.Events, recurrence.Profiles, recurrence.Planner, nodeAgents?.Draining,
            definitions, new GaugeSampler(node),
            .. workers.Count > 0 ? WorkerRoles(node, unparker, finder, group) : [],
            .. DoesUpkeep ? UpkeepRoles(node, rescuer, operations, folder) : [],
        ];
        var onMany = new JobOperations(node, new CallGate(node), work);
        return new ClusterNode(
            node, new NodeStart(node, store.Errors), settings, nodeAgents, group, sessions, unparker,
            new NodeRoles(node, [.. roles.OfType<INodeRole>()]), new Heartbeat(node, poll, PoolWatch(workers)),
            commitPolls)
        {
            Statistics = statistics,
            Build = (_config.Master!.Value.Provider, Version),
            Scheduler = new JobMasterScheduler(
                node, new CallGate(node), inserts, agents?.First(inserts), onAgents, recurrence.Recurring, commitPolls, _schedulerOf),
            Operations = onMany,
            Failures = new JobFailures(node, new CallGate(node), onMany),
            Monitor = new JobMasterMonitor(
                store.Callers, onAgents, recurrence.Monitor,
                new DefinitionMonitor(store.Callers, defined.Registry, defined.Check),
                new Explained(_options.HeartbeatTimeout, _options.Mode, [.. _config.Agents.Select(agent => agent.Name)]),
                new StatisticMonitor(store.Callers, _options, _time), nodeAgents?.Connections ?? [], node.PayloadStorage, node.Operators),
            LetTimePass = _rig is null ? null : _rig.LetTimePass,
        };
    }

    private NodeServices Services(
        InstrumentedStore store, FirstUse firstUse, NodeDefinitions defined, PayloadSerializer payloads, PayloadStorage storage,
        JobMasterTelemetry telemetry) => new()
        {
            Options = _options,
            Store = store,
            Callers = store.Callers,
            FirstUse = firstUse,
            App = _config.Services,
            Definitions = defined.Registry,
            Known = defined.Known,
            Jobs = defined.Jobs,
            Contexts = new JobContextFactory(_options.ClusterId, storage),
            Payloads = payloads,
            PayloadStorage = storage,
            Middleware = _config.Middleware,
            Scheduling = _config.SchedulingMiddleware.Count == 0
                ? null
                : new SchedulingPipeline(_config.Services, _config.SchedulingMiddleware),
            Telemetry = telemetry,
            Events = _config.Services.GetServices<IJobEvents>().ToList() is { Count: > 0 } subscribers
                ? new JobEventHub(subscribers, _options.ClusterId, telemetry, _time, _logger)
                : null,
            Arrivals = new JobArrivals(_rig is null ? null : queue => _rig.LosesWakeUp(_options.ClusterId, queue), store.WakeUps),
            Cancels = new CancelRequests(),
            Lanes = new LaneWatch(
                store.Sessions, [.. Running().SelectMany(worker => worker.EffectiveLanes)], _options.ClusterId, _time, _logger),
            Upkeep = new UpkeepWatch(store.Sessions, DoesUpkeep, ThisNode.Name, _options, _time, _logger),
            Polls = new PollRequests(_time),
            Operators = new Operators(_config.Services, ThisNode.Name, _logger),
            Mode = new ModeInForce(_options.Mode),
            Unknown = new UnknownDefinitions(),
            Limits = defined.Limits,
            Controls = new ControlsInForce(_time, ControlsInForce.HostOf(ThisNode.Name), defined.Registry.NamesOf),
            Time = _time,
            Random = _random,
            Loggers = _loggers,
            Logger = _logger,
        };

    private static IEnumerable<INodeRole?> WorkerRoles(NodeServices node, Unparker unparker, QueueFinder? finder, NodeWorkers group) =>
        [unparker, finder, node.Store.WakeUps is { } wakeUps ? new WakeUpListener(node, wakeUps) : null, group.OverdueReport];

    private IEnumerable<INodeRole?> UpkeepRoles(
        NodeServices node, Rescuer? rescuer, OperationRunner? operations, StatisticFolder? statistics) =>
        [rescuer, operations, new Pruner(node), new FailureFolder(node), statistics, .. AlertRoles(node)];

    private IEnumerable<INodeRole> AlertRoles(NodeServices node)
    {
        var alerts = _config.Alerts.Alerts;
        if (alerts.Count == 0)
        {
            return [new AlertEvaluator(node, [], [])];
        }

        List<AlertSender> senders =
            [.. _config.Alerts.Targets(_config.Services, _time).Select(target => new AlertSender(node, target, alerts))];
        return [new AlertEvaluator(node, alerts, senders), .. senders];
    }

    private List<Worker> Workers(NodeServices node, JobExecutor executor, JobCompleter completer, AgentBuilder? agents)
    {
        var run = new AttemptRun(
            executor.Begin, _rig is null ? executor.ExecuteAsync : attempt =>
                _rig.RunAttemptAsync(_options.ClusterId, attempt, executor.ExecuteAsync));
        var solo = new SoloGate();
        return [.. Running().Select((worker, index) => new Worker(node, Setup(worker, index), run, completer, solo, agents?.Of(worker)))];
    }

    private static WorkerSetup Setup(JobMasterWorkerOptions worker, int index) => new()
    {
        Name = worker.Name ?? $"{Environment.MachineName}-{index + 1}",
        Lanes = worker.EffectiveLanes,
        Concurrency = worker.EffectiveConcurrency,
        BatchSize = worker.BatchSize,
        OwnThreads = worker.OwnThreads,
        NodeName = ThisNode.Name,
        Version = Version,
    };

    private PoolWatch PoolWatch(List<Worker> workers) =>
        new(() => workers.SelectMany(worker => worker.OnPool), _time, _logger, ProcessPool.Instance);

    private bool DoesUpkeep => _options.Workers.Any(worker => worker.Mode is AgentWorkerMode.Full or AgentWorkerMode.Coordinator);

    private IEnumerable<JobMasterWorkerOptions> Running() =>
        _options.Workers.Where(worker => worker.Mode is AgentWorkerMode.Full or AgentWorkerMode.Execution);

    /// <exception cref="JobMasterConfigurationException">The configuration cannot work; every problem found is named.</exception>
    private (NodeDefinitions Defined, NodeStores Stores) Check(PayloadSerializer payloads, PayloadStorage storage)
    {
        var problems = ConfigurationCheck.Problems(_config).ToList();
        var defined = NodeDefinitions.Read(_config, payloads, storage, _time, problems);
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
