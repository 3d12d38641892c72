using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Tells other processes at once that jobs wait, where a store can. A hint: what is missed is found by polling.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IWakeUps
{
    /// <summary>
    /// Listens until it is stopped or finds that it cannot: calls back with each queue in which another process stored a job due now, and
    /// with null whenever some may have been missed. Never throws.
    /// </summary>
    Task ListenAsync(Action<JobQueue?> wake, CancellationToken stop);

    /// <summary>
    /// Has the other processes told, soon and without waiting for it, that a job due now waits in the queue. Never throws.
    /// </summary>
    void Publish(JobQueue queue);
}
