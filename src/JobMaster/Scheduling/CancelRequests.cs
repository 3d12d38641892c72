namespace JobMaster.Scheduling;

/// <summary>
/// Tells the workers of this process immediately that a running job was asked to stop. Other processes learn it with their next poll.
/// </summary>
internal sealed class CancelRequests
{
    private Action<Guid> _listeners = static _ => { };

    public void Subscribe(Action<Guid> listener) => _listeners += listener;

    public void Publish(Guid jobId) => _listeners(jobId);
}
