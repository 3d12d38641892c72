using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// A cluster's source of truth. A provider implements its parts; the core wraps each call once with a span, a metric and the transient
/// retry.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IMasterStore : IAsyncDisposable
{
    /// <summary>What an operator calls this store, without secrets, for logs and errors: <c>SQLite /data/jobmaster.db</c>.</summary>
    string Description { get; }

    /// <summary>The live jobs: insert, claim, record outcomes, cancel, rescue.</summary>
    IJobStore Jobs { get; }

    /// <summary>Registering jobs that an agent delivered.</summary>
    IAdmissionStore Admissions { get; }

    /// <summary>Reading jobs of any state.</summary>
    IJobReadStore Reads { get; }

    /// <summary>The sessions of workers and their heartbeat.</summary>
    ISessionStore Sessions { get; }

    /// <summary>The schema and its migrations.</summary>
    ISchemaStore Schema { get; }

    /// <summary>The recurring schedules and the ledger of their occurrences.</summary>
    IScheduleStore Schedules { get; }

    /// <summary>Removing what is older than its retention.</summary>
    IRetentionStore Retention { get; }

    /// <summary>Settings of the cluster that change at run time.</summary>
    ISettingStore Settings { get; }

    /// <summary>What operators hold back.</summary>
    IControlStore Controls { get; }

    /// <summary>What operators did.</summary>
    IAuditStore Audit { get; }

    /// <summary>What the code of nodes says about their definitions.</summary>
    IDefinitionStore Definitions { get; }

    /// <summary>Operations on many jobs.</summary>
    IOperationStore Operations { get; }

    /// <summary>The failed jobs, and their groups.</summary>
    IFailureStore Failures { get; }

    /// <summary>Counts of what nodes did.</summary>
    IStatisticStore Statistics { get; }

    /// <summary>What needs an operator, and whom it was sent to.</summary>
    IAlertStore Alerts { get; }

    /// <summary>Limits on how many jobs run.</summary>
    ILimitStore Limits { get; }

    /// <summary>The gates at which jobs under limits wait.</summary>
    IGateStore Gates { get; }

    /// <summary>Writing through a transaction of the caller, or null when this store has none.</summary>
    IJobTransactions? Transactions { get; }

    /// <summary>Telling other processes at once that jobs wait, or null when this store cannot.</summary>
    IWakeUps? WakeUps => null;

    /// <summary>How many batches of one kind may usefully be on the wire at once: one for a store with a single writer.</summary>
    int WriteConcurrency { get; }

    /// <summary>Whether the same call may succeed if it is simply made again: a broken connection, a deadlock, a lock timeout.</summary>
    bool IsTransient(Exception exception);

    /// <summary>What failed and what to do about it, for users; null for what this store has no words for.</summary>
    JobMasterStoreException? Explain(Exception exception) => null;

    /// <summary>
    /// Whether an insert gave up soon because another transaction holds an idempotency key or an id of the batch. Made again apart from the
    /// others, it holds up only those who want the same.
    /// </summary>
    bool IsHeld(Exception exception) => false;

    /// <summary>
    /// Whether a call has waited for a lock for as long as the app lets it wait. A call of the app is then not made again: what holds the
    /// lock may be a transaction of the caller, which ends only after the call.
    /// </summary>
    bool IsOutwaited(Exception exception) => false;

    /// <summary>
    /// Whether the store refuses what a call contains, however often it is made: text it cannot keep, a value that is too large or breaks a
    /// constraint. Not what an administrator can mend: a missing right, table or database. An outcome that is refused so is recorded as a
    /// plain failure; any other is kept and sent again.
    /// </summary>
    bool IsRefusal(Exception exception) => false;
}
