using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>
/// A master store in the memory of the process. It keeps the same contract as the SQL stores, except that nothing outlives the process.
/// </summary>
internal sealed class InMemoryMasterStore : IMasterStore
{
    private InMemoryMasterStore(MasterStoreContext context, InMemoryState state)
    {
        var access = new InMemoryAccess(state, context.StoreClock ?? TimeProvider.System);
        Description = $"memory, cluster {context.ClusterId}";
        Jobs = new InMemoryJobStore(access);
        Admissions = new InMemoryAdmissionStore(access);
        Reads = new InMemoryJobReadStore(access, context.IndexedMetadata);
        Sessions = new InMemorySessionStore(access);
        Schema = new InMemorySchemaStore(access);
        Schedules = new InMemoryScheduleStore(access);
        Retention = new InMemoryRetentionStore(access);
        Audit = new InMemoryAuditStore(access);
        Controls = new InMemoryControlStore(access);
        Operations = new InMemoryOperationStore(access);
        Failures = new InMemoryFailureStore(access);
        Settings = new InMemorySettingStore(access);
        Definitions = new InMemoryDefinitionStore(access);
        Statistics = new InMemoryStatisticStore(access);
        Alerts = new InMemoryAlertStore(access);
        Limits = new InMemoryLimitStore(access);
        Gates = new InMemoryGateStore(access);
    }

    public string Description { get; }

    public IJobStore Jobs { get; }

    public IAdmissionStore Admissions { get; }

    public IJobReadStore Reads { get; }

    public ISessionStore Sessions { get; }

    public ISchemaStore Schema { get; }

    public IScheduleStore Schedules { get; }

    public IRetentionStore Retention { get; }

    public ISettingStore Settings { get; }

    public IControlStore Controls { get; }

    public IAuditStore Audit { get; }

    public IDefinitionStore Definitions { get; }

    public IOperationStore Operations { get; }

    public IFailureStore Failures { get; }

    public IStatisticStore Statistics { get; }

    public IAlertStore Alerts { get; }

    public ILimitStore Limits { get; }

    public IGateStore Gates { get; }

    public IJobTransactions? Transactions => null;

    /// <summary>Creates a store with its own state.</summary>
    public static InMemoryMasterStore Create(MasterStoreContext context) => Create(context, new InMemoryState());

    /// <summary>Creates one more node's view of a shared state.</summary>
    public static InMemoryMasterStore Create(MasterStoreContext context, InMemoryState state) => new(context, state);

    public int WriteConcurrency => 1;

    public bool IsTransient(Exception exception) => false;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
