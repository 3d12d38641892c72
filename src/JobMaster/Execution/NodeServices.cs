using JobMaster.Diagnostics;
using JobMaster.Limits;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>The services that all parts of one node share.</summary>
internal sealed record NodeServices
{
    public required JobMasterClusterOptions Options { get; init; }

    /// <summary>The master store for the roles of the node. Throws the driver's own errors.</summary>
    public required IMasterStore Store { get; init; }

    /// <summary>The same store for calls of the app: made ready before the first call, with errors written for callers.</summary>
    public required IMasterStore Callers { get; init; }

    /// <summary>Makes the cluster ready before the app's first call.</summary>
    public required FirstUse FirstUse { get; init; }

    /// <summary>The app's container.</summary>
    public required IServiceProvider App { get; init; }

    public required JobDefinitionRegistry Definitions { get; init; }

    /// <summary>The definitions of other processes.</summary>
    public required KnownDefinitions Known { get; init; }

    /// <summary>Turns requests into jobs.</summary>
    public required JobFactory Jobs { get; init; }

    /// <summary>Creates the user's view of jobs.</summary>
    public required JobContextFactory Contexts { get; init; }

    public required PayloadSerializer Payloads { get; init; }

    /// <summary>Converts payloads to their stored form and back.</summary>
    public required PayloadStorage PayloadStorage { get; init; }

    /// <summary>The middleware around handlers; the first is the outermost.</summary>
    public required IReadOnlyList<Creation> Middleware { get; init; }

    /// <summary>The middleware around calls that schedule jobs; null if there is none.</summary>
    public SchedulingPipeline? Scheduling { get; init; }

    public required JobMasterTelemetry Telemetry { get; init; }

    /// <summary>Sends events to the app's subscribers; null if there are none.</summary>
    public JobEventHub? Events { get; init; }

    /// <summary>Notifies the workers of queues that have jobs.</summary>
    public required JobArrivals Arrivals { get; init; }

    /// <summary>Notifies the workers of running jobs that must stop.</summary>
    public required CancelRequests Cancels { get; init; }

    /// <summary>Warns about lanes that no worker serves.</summary>
    public required LaneWatch Lanes { get; init; }

    /// <summary>Warns if no node does the upkeep.</summary>
    public required UpkeepWatch Upkeep { get; init; }

    /// <summary>Asks the heartbeat to poll.</summary>
    public required PollRequests Polls { get; init; }

    /// <summary>Finds out who makes a call.</summary>
    public required Operators Operators { get; init; }

    public required ModeInForce Mode { get; init; }

    /// <summary>The definitions of jobs that this node has claimed and does not know.</summary>
    public required UnknownDefinitions Unknown { get; init; }

    /// <summary>The pauses and orders of operators.</summary>
    public required ControlsInForce Controls { get; init; }

    /// <summary>The limits of the cluster.</summary>
    public required LimitsInForce Limits { get; init; }

    /// <summary>The definitions that claims of this node exclude.</summary>
    public IReadOnlyList<string> ExcludedDefinitions => Controls.Excluded(Unknown.Ids);

    public required TimeProvider Time { get; init; }

    public required Random Random { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Lets in two of the loops that may wait.</summary>
    private SemaphoreSlim Turns { get; } = new(initialCount: 2);

    /// <summary>A periodic role of the node.</summary>
    /// <param name="role">Its name, for the log.</param>
    /// <param name="runOnce">Runs it once and returns how long to wait.</param>
    public PollingLoop Loop(string role, Func<CancellationToken, Task<TimeSpan>> runOnce) => new(role, runOnce, Time, Random, Logger);

    /// <summary>
    /// A periodic role that may wait for others of its kind. Two of them run at a time: upkeep takes few of the connections that jobs need,
    /// also while a node starts and all roles are due at once. Two that hang keep the others waiting, so no role that operators or jobs
    /// wait for is of this kind.
    /// </summary>
    /// <param name="role">Its name, for the log.</param>
    /// <param name="runOnce">Runs it once and returns how long to wait.</param>
    public PollingLoop PatientLoop(string role, Func<CancellationToken, Task<TimeSpan>> runOnce) =>
        new(role, runOnce, Time, Random, Logger, Turns);
}
