using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// A cluster's source of truth. A provider implements its parts; the core wraps each call with a span, a metric and the transient retry.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IMasterStore : IAsyncDisposable
{
    /// <summary>The store's name for operators, without secrets, for logs and errors: <c>SQLite /data/jobmaster.db</c>.</summary>
    string Description { get; }

    /// <summary>The live jobs: insert, claim, record outcomes, cancel, rescue.</summary>
    IJobStore Jobs { get; }

    /// <summary>Registers jobs that an agent delivered.</summary>
    IAdmissionStore Admissions { get; }

    /// <summary>Reads jobs of any state.</summary>
    IJobReadStore Reads { get; }

    /// <summary>The sessions of workers and their heartbeat.</summary>
    ISessionStore Sessions { get; }

    /// <summary>The schema and its migrations.</summary>
    ISchemaStore Schema { get; }

    /// <summary>The recurring schedules and the ledger of their occurrences.</summary>
    IScheduleStore Schedules { get; }

    /// <summary>Removes data older than its retention.</summary>
    IRetentionStore Retention { get; }

    /// <summary>Settings of the cluster that change at run time.</summary>
    ISettingStore Settings { get; }

    /// <summary>Operators' controls.</summary>
    IControlStore Controls { get; }

    /// <summary>Operators' actions.</summary>
    IAuditStore Audit { get; }

    /// <summary>The definitions in the code of nodes.</summary>
    IDefinitionStore Definitions { get; }

    /// <summary>Operations on many jobs.</summary>
    IOperationStore Operations { get; }

    /// <summary>The failed jobs, and their groups.</summary>
    IFailureStore Failures { get; }

    /// <summary>Counts of nodes' work.</summary>
    IStatisticStore Statistics { get; }

    /// <summary>Alerts, and the sinks they were sent to.</summary>
    IAlertStore Alerts { get; }

    /// <summary>Limits on how many jobs run.</summary>
    ILimitStore Limits { get; }

    /// <summary>The gates at which jobs under limits wait.</summary>
    IGateStore Gates { get; }

    /// <summary>Writes through a transaction of the caller; null if this store has none.</summary>
    IJobTransactions? Transactions { get; }

    /// <summary>Notifies other processes immediately that jobs wait; null if this store cannot.</summary>
    IWakeUps? WakeUps => null;

    /// <summary>How many batches of one kind can usefully run at once: one for a store with a single writer.</summary>
    int WriteConcurrency { get; }

    /// <summary>Whether the same call may succeed if it is repeated: a broken connection, a deadlock, a lock timeout.</summary>
    bool IsTransient(Exception exception);

    /// <summary>The failure and its remedy, for users; null if this store has no text for it.</summary>
    JobMasterStoreException? Explain(Exception exception) => null;

    /// <summary>
    /// Whether an insert gave up soon because another transaction holds an idempotency key or an id of the batch. If the job is sent again
    /// separately, it delays only callers that want the same key or id.
    /// </summary>
    bool IsHeld(Exception exception) => false;

    /// <summary>
    /// Whether a call has waited for a lock for as long as the app allows. A call of the app is then not repeated: the lock may belong to a
    /// transaction of the caller, which ends only after the call.
    /// </summary>
    bool IsOutwaited(Exception exception) => false;

    /// <summary>
    /// Whether the store refuses the content of a call every time: text it cannot keep, or a value that is too large or breaks a
    /// constraint. Does not include problems that an administrator can fix: a missing right, table or database. An outcome that is refused
    /// so is recorded as a plain failure; any other outcome is kept and sent again.
    /// </summary>
    bool IsRefusal(Exception exception) => false;
}
