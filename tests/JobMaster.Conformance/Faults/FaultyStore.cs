namespace JobMaster.Conformance.Faults;

/// <summary>Any store, with faults between it and its node.</summary>
public sealed class FaultyStore(IMasterStore inner, StoreFaults faults) : IMasterStore
{
    public string Description => inner.Description;

    public IJobStore Jobs { get; } = new FaultyJobStore(inner.Jobs, faults);

    public IAdmissionStore Admissions { get; } = new FaultyAdmissionStore(inner.Admissions, faults);

    public IJobReadStore Reads { get; } = new FaultyJobReadStore(inner.Reads, faults);

    public ISessionStore Sessions { get; } = new FaultySessionStore(inner.Sessions, faults);

    public IScheduleStore Schedules { get; } = new FaultyScheduleStore(inner.Schedules, faults);

    public ISchemaStore Schema => inner.Schema;

    public IRetentionStore Retention { get; } = new FaultyRetentionStore(inner.Retention, faults);

    public ISettingStore Settings { get; } = new FaultySettingStore(inner.Settings, faults);

    public IControlStore Controls { get; } = new FaultyControlStore(inner.Controls, faults);

    public IAuditStore Audit { get; } = new FaultyAuditStore(inner.Audit, faults);

    public IDefinitionStore Definitions { get; } = new FaultyDefinitionStore(inner.Definitions, faults);

    public IOperationStore Operations { get; } = new FaultyOperationStore(inner.Operations, faults);

    public IFailureStore Failures { get; } = new FaultyFailureStore(inner.Failures, faults);

    public IStatisticStore Statistics { get; } = new FaultyStatisticStore(inner.Statistics, faults);

    public IAlertStore Alerts { get; } = new FaultyAlertStore(inner.Alerts, faults);

    public ILimitStore Limits { get; } = new FaultyLimitStore(inner.Limits, faults);

    public IGateStore Gates => inner.Gates;

    public IJobTransactions? Transactions => inner.Transactions;

    public int WriteConcurrency => inner.WriteConcurrency;

    public JobMasterStoreException? Explain(Exception exception) => inner.Explain(exception);

    public bool IsTransient(Exception exception) => exception is StoreAwayException || inner.IsTransient(exception);

    public bool IsHeld(Exception exception) => exception is JobIsHeldException || inner.IsHeld(exception);

    public bool IsOutwaited(Exception exception) => inner.IsOutwaited(exception);

    public bool IsRefusal(Exception exception) => exception is ContentRefusedException || inner.IsRefusal(exception);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
