using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// Notifies other processes immediately that jobs wait, if a store can. This is only a hint: polling finds what it misses.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IWakeUps
{
    /// <summary>
    /// Listens until it is stopped or finds that it cannot. Calls back with each queue in which another process stored a job due now, and
    /// with null if it may have missed some. Never throws.
    /// </summary>
    Task ListenAsync(Action<JobQueue?> wake, CancellationToken stop);

    /// <summary>
    /// Notifies other processes, soon and without waiting, that a job due now waits in the queue. Never throws.
    /// </summary>
    void Publish(JobQueue queue);
}
