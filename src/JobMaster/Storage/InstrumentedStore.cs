using JobMaster.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JobMaster.Storage;

/// <summary>
/// Adds a span, a metric and the retry of transient failures to each call of any store, so that providers need none of these. A node's
/// roles use it directly and see the driver's errors; the app's calls go through <see cref="Callers"/>.
/// </summary>
internal sealed class InstrumentedStore : IMasterStore
{
    private readonly IMasterStore _inner;

    /// <param name="inner">The provider's store.</param>
    /// <param name="telemetry">Where the calls are counted.</param>
    /// <param name="firstUse">Makes the store ready before the first call of the app.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Jitters the waits between repeats.</param>
    /// <param name="logger">Logs each repeat.</param>
    public InstrumentedStore(
        IMasterStore inner, JobMasterTelemetry telemetry, FirstUse firstUse, TimeProvider time, Random random, ILogger logger)
        : this(inner, new StoreErrors(inner), new StoreCall(telemetry, inner.IsTransient, time, random, logger)) =>
        Callers = new InstrumentedStore(
            inner, Errors,
            new StoreCall(
                telemetry, exception => inner.IsTransient(exception) && !inner.IsOutwaited(exception), time, random, logger, Errors.Explain,
                firstUse));

    private InstrumentedStore(IMasterStore inner, StoreErrors errors, StoreCall call)
    {
        (_inner, Errors, Callers) = (inner, errors, this);
        var audited = new AuditedCall(call, inner.Audit);
        Jobs = new InstrumentedJobStore(inner.Jobs, call, audited, inner.IsHeld);
        Admissions = new InstrumentedAdmissionStore(inner.Admissions, call, audited);
        Reads = new InstrumentedJobReadStore(inner.Reads, call);
        Sessions = new InstrumentedSessionStore(inner.Sessions, call);
        Schedules = new InstrumentedScheduleStore(inner.Schedules, call, audited, inner.IsHeld);
        Schema = inner.Schema;
        Retention = new InstrumentedRetentionStore(inner.Retention, call);
        Audit = new InstrumentedAuditStore(inner.Audit, call, audited);
        Operations = new InstrumentedOperationStore(inner.Operations, call, audited);
        Controls = new InstrumentedControlStore(inner.Controls, call, audited);
        Failures = new InstrumentedFailureStore(inner.Failures, call, audited);
        Settings = new InstrumentedSettingStore(inner.Settings, call, audited);
        Statistics = new InstrumentedStatisticStore(inner.Statistics, call);
        Alerts = new InstrumentedAlertStore(inner.Alerts, call);
        Limits = new InstrumentedLimitStore(inner.Limits, call, audited);
        Gates = new InstrumentedGateStore(inner.Gates, call, inner.IsHeld);
        Transactions = inner.Transactions is { } own ? new ExplainedTransactions(own, errors, inner.IsTransient) : null;
        Definitions = new InstrumentedDefinitionStore(inner.Definitions, call);
    }

    /// <summary>The same store for calls of the app: made ready before the first call, with errors written for callers.</summary>
    public IMasterStore Callers { get; }

    /// <summary>Writes the driver's errors for callers.</summary>
    public StoreErrors Errors { get; }

    public string Description => _inner.Description;

    public IJobStore Jobs { get; }

    public IAdmissionStore Admissions { get; }

    public IJobReadStore Reads { get; }

    public ISessionStore Sessions { get; }

    public IScheduleStore Schedules { get; }

    public ISchemaStore Schema { get; }

    public IRetentionStore Retention { get; }

    public ISettingStore Settings { get; }

    public IControlStore Controls { get; }

    public IAuditStore Audit { get; }

    public IDefinitionStore Definitions { get; }

    public IFailureStore Failures { get; }

    public IOperationStore Operations { get; }

    public IStatisticStore Statistics { get; }

    public IAlertStore Alerts { get; }

    public ILimitStore Limits { get; }

    public IGateStore Gates { get; }

    /// <summary>
    /// Not repeated, because a statement inside the caller's transaction cannot be, and without a span, because the caller has its own.
    /// </summary>
    public IJobTransactions? Transactions { get; }

    /// <summary>Not wrapped: it listens for as long as the node runs.</summary>
    public IWakeUps? WakeUps => _inner.WakeUps;

    public int WriteConcurrency => _inner.WriteConcurrency;

    public bool IsTransient(Exception exception) => _inner.IsTransient(exception);

    public JobMasterStoreException? Explain(Exception exception) => _inner.Explain(exception);

    public bool IsHeld(Exception exception) => _inner.IsHeld(exception);

    public bool IsOutwaited(Exception exception) => _inner.IsOutwaited(exception);

    public bool IsRefusal(Exception exception) => _inner.IsRefusal(exception);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
