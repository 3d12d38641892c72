using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Limits;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Tests;

/// <summary>What the parts of a node share, for tests of single parts.</summary>
internal static class NodeServicesOf
{
    /// <param name="store">The master store.</param>
    /// <param name="options">The cluster's options.</param>
    /// <param name="telemetry">Counts what is done. The caller disposes of it.</param>
    /// <param name="time">The clock; the system's if not given.</param>
    /// <param name="logger">The log; none if not given.</param>
    public static NodeServices Store(
        IMasterStore store, JobMasterClusterOptions options, JobMasterTelemetry telemetry, TimeProvider? time = null,
        ILogger? logger = null)
    {
        var (clock, log) = (time ?? TimeProvider.System, logger ?? NullLogger.Instance);
        var definitions = new JobDefinitionRegistry(options.ClusterId, []);
        var payloads = new PayloadSerializer(PayloadOptions.Default);
        var storage = new PayloadStorage();
        var known = new KnownDefinitions(definitions, clock);
        var check = new PayloadCheck(payloads, new Dictionary<Type, PayloadSchema>(), known);
        var limits = new LimitsInForce([]);
        return new NodeServices
        {
            Options = options, Store = store, Callers = store, FirstUse = new FirstUse(),
            App = new ServiceCollection().BuildServiceProvider(),
            Definitions = definitions, Known = known, Jobs = new JobFactory(options, definitions, payloads, storage, check, limits, clock),
            Contexts = new JobContextFactory(options.ClusterId, storage),
            Payloads = payloads, PayloadStorage = storage, Middleware = [], Telemetry = telemetry, Arrivals = new JobArrivals(),
            Cancels = new CancelRequests(),
            Lanes = new LaneWatch(store.Sessions, ["default"], options.ClusterId, clock, log),
            Upkeep = new UpkeepWatch(store.Sessions, isDoneHere: true, "host:1", options, clock, log), Polls = new PollRequests(clock),
            Operators = new Operators(new ServiceCollection().BuildServiceProvider(), "host:1", log),
            Mode = new ModeInForce(options.Mode), Unknown = new UnknownDefinitions(), Limits = limits,
            Controls = new ControlsInForce(clock, "host", static id => [id]), Time = clock, Random = new Random(1),
            Loggers = NullLoggerFactory.Instance, Logger = log,
        };
    }
}
