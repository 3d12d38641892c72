namespace JobMaster.Execution;

/// <summary>
/// Threads for handlers that block, apart from the pool's. What a handler does after an <c>await</c> runs on them too, unless it asked not to come back.
/// There is always a thread for what is ready: one that waits for its own continuation gets it run by another, so blocking on tasks cannot deadlock here.
/// </summary>
internal sealed class OwnThreads(string workerName) : TaskScheduler
{
    /// <summary>How long a thread waits for work before it ends.</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly Queue<Task> _ready = [];
    private int _idle;
    private int _made;
    private bool _isClosed;

    /// <summary>Starts the call on a thread of its own.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Idle threads end; the others end with what they run.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    protected override void QueueTask(Task task)
    {
        int number;
        lock (_gate)
        {
            _ready.Enqueue(task);
            if (_idle >= _ready.Count)
            {
                Monitor.Pulse(_gate);
                return;
            }

            number = ++_made;
        }

        new Thread(Run) { IsBackground = true, Name = $"JobMaster handlers ({workerName}) {number}" }.UnsafeStart();
    }

    /// <summary>Only where a task of these threads runs already: whoever waits on a thread of the pool must not run a handler there.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _ready];
        }
    }

    private void Run()
    {
        while (Take() is { } task)
        {
            TryExecuteTask(task);
        }
    }

    /// <summary>The next task; null when this thread is not needed any more.</summary>
    private Task? Take()
    {
        lock (_gate)
        {
            while (_ready.Count == 0)
            {
                _idle++;
                var isWoken = !_isClosed && Monitor.Wait(_gate, IdleTime);
                _idle--;
                if (!isWoken && _ready.Count == 0)
                {
                    return null;
                }
            }

            return _ready.Dequeue();
        }
    }
}
