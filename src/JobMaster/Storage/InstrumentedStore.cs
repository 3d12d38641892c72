using JobMaster.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JobMaster.Storage;

/// <summary>Any store with a span, a metric and the transient retry around each call. Providers hold none of it.</summary>
internal sealed class InstrumentedStore : IMasterStore
{
    private readonly IMasterStore _inner;

    /// <param name="inner">The provider's store.</param>
    /// <param name="telemetry">Where the calls are counted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Jitters the waits between repeats.</param>
    /// <param name="logger">Is told of each repeat.</param>
    /// <param name="errors">Given, failures are worded for callers outside the library; without, the roles of a node see the driver's own.</param>
    /// <param name="firstUse">Given, the store is made ready before the first call.</param>
    public InstrumentedStore(IMasterStore inner, JobMasterTelemetry telemetry, TimeProvider time, Random random, ILogger logger, StoreErrors? errors = null, FirstUse? firstUse = null)
    {
        _inner = inner;
        var call = new StoreCall(telemetry, inner.IsTransient, time, random, logger, errors is null ? null : errors.Explain, firstUse);
        Jobs = new InstrumentedJobStore(inner.Jobs, call, inner.IsHeld);
        Admissions = new InstrumentedAdmissionStore(inner.Admissions, call);
        Reads = new InstrumentedJobReadStore(inner.Reads, call);
        Sessions = new InstrumentedSessionStore(inner.Sessions, call);
        Schedules = new InstrumentedScheduleStore(inner.Schedules, call);
        Schema = inner.Schema;
        Retention = new InstrumentedRetentionStore(inner.Retention, call);
        Settings = new InstrumentedSettingStore(inner.Settings, call);
    }

    public string Description => _inner.Description;

    public IJobStore Jobs { get; }

    public IAdmissionStore Admissions { get; }

    public IJobReadStore Reads { get; }

    public ISessionStore Sessions { get; }

    public IScheduleStore Schedules { get; }

    public ISchemaStore Schema { get; }

    public IRetentionStore Retention { get; }

    public ISettingStore Settings { get; }

    /// <summary>Not wrapped: a statement inside the caller's transaction cannot be repeated, and belongs to the caller's own span.</summary>
    public IJobTransactions? Transactions => _inner.Transactions;

    /// <summary>Not wrapped: it listens for as long as the node runs.</summary>
    public IWakeUps? WakeUps => _inner.WakeUps;

    public int WriteConcurrency => _inner.WriteConcurrency;

    public bool IsTransient(Exception exception) => _inner.IsTransient(exception);

    public JobMasterStoreException? Explain(Exception exception) => _inner.Explain(exception);

    public bool IsHeld(Exception exception) => _inner.IsHeld(exception);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
