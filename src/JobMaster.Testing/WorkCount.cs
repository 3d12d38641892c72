namespace JobMaster.Testing;

/// <summary>
/// Counts what is under way in all nodes of a clock. At zero nothing more happens until the clock moves or a new call comes.
/// </summary>
internal sealed class WorkCount
{
    private readonly Lock _lock = new();
    private readonly HashSet<AttemptWatch> _attempts = [];
    private TaskCompletionSource? _idle;
    private int _count;

    public void Begin()
    {
        lock (_lock)
        {
            _count++;
        }
    }

    public void End()
    {
        TaskCompletionSource? idle = null;
        lock (_lock)
        {
            if (--_count == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.TrySetResult();
    }

    public Task WhenIdle()
    {
        lock (_lock)
        {
            return _count <= 0
                ? Task.CompletedTask
                : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public void Add(AttemptWatch attempt)
    {
        lock (_lock)
        {
            _attempts.Add(attempt);
        }
    }

    public void Remove(AttemptWatch attempt)
    {
        lock (_lock)
        {
            _attempts.Remove(attempt);
        }
    }

    /// <summary>The attempts that have not ended and do not wait for the clock.</summary>
    public List<AttemptWatch> BusyAttempts()
    {
        lock (_lock)
        {
            return [.. _attempts.Where(attempt => attempt.IsBusy)];
        }
    }
}
