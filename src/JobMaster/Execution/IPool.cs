namespace JobMaster.Execution;

/// <summary>The app's thread pool, as far as it is measured.</summary>
internal interface IPool
{
    /// <summary>The threads that it has now.</summary>
    int ThreadCount { get; }

    /// <summary>The work items that it has finished since the process started.</summary>
    long CompletedCount { get; }

    /// <summary>Runs a work item on one of its threads, after all that wait for one.</summary>
    void Queue(Action work);
}

/// <summary>The thread pool of the process.</summary>
internal sealed class ProcessPool : IPool
{
    public static readonly ProcessPool Instance = new();

    public int ThreadCount => ThreadPool.ThreadCount;

    public long CompletedCount => ThreadPool.CompletedWorkItemCount;

    public void Queue(Action work) => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);
}
