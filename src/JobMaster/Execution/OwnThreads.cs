namespace JobMaster.Execution;

/// <summary>
/// Threads for handlers that block, separate from the pool's. The handler's code after an <c>await</c> runs on them too, unless it used
/// <c>ConfigureAwait(false)</c>. Up to <paramref name="mostAtOnce"/> threads start for ready tasks. Beyond that, one thread waits in
/// reserve and starts to work if no task has been taken for <see cref="Patience"/>. A fan-out thus needs few threads, and handlers that all
/// wait for their own continuations still get these run.
/// </summary>
/// <param name="workerName">The worker's name, for the names of the threads.</param>
/// <param name="mostAtOnce">How many threads start without waiting.</param>
/// <param name="start">Starts a thread, or reports that the process gets no more; the default starts a system thread.</param>
internal sealed class OwnThreads(string workerName, int mostAtOnce, Func<Thread, bool>? start = null) : TaskScheduler
{
    /// <summary>How long no task may have been taken before another thread starts to work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a thread waits for work before it ends.</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly object _doze = new();
    private readonly Queue<Task> _ready = [];
    private int _idle;
    private int _alive;
    private int _made;
    private int _most;
    private long _taken;
    private Reserve _reserve;
    private bool _isCalled;
    private bool _isClosed;

    /// <summary>The state of the thread in reserve.</summary>
    private enum Reserve
    {
        None,

        /// <summary>A task is ready: the thread joins the others if no task is taken for a while.</summary>
        Watches,

        /// <summary>
        /// No task is ready: the thread waits to be called, separately from the idle threads, whose wake-ups it would take.
        /// </summary>
        Dozes,
    }

    /// <summary>The most threads that existed at the same time, including the one in reserve.</summary>
    public int Most
    {
        get
        {
            lock (_gate)
            {
                return _most;
            }
        }
    }

    /// <summary>Starts the call on one of these threads.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Ends idle threads now, and the others after their current task.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }

        CallReserve();
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _ready.Enqueue(task);
            if (_idle >= _ready.Count)
            {
                Wake();
                return;
            }
        }

        AddThread();
    }

    /// <summary>
    /// Wakes an idle thread, or all if the one in reserve watches: it takes no task when woken, so it could swallow a single pulse.
    /// </summary>
    private void Wake()
    {
        if (_reserve == Reserve.Watches)
        {
            Monitor.PulseAll(_gate);
        }
        else
        {
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Starts a thread for ready tasks: one that takes a task immediately, or else the one in reserve, which is called if it exists.
    /// </summary>
    private void AddThread()
    {
        int number;
        bool isReserve;
        Reserve former;
        lock (_gate)
        {
            isReserve = _alive >= mostAtOnce;
            former = _reserve;
            (_reserve, _alive) = isReserve ? (Reserve.Watches, _alive) : (_reserve, _alive + 1);
            number = isReserve && former != Reserve.None ? _made : ++_made;
            _most = Math.Max(_most, _alive + (_reserve == Reserve.None ? 0 : 1));
        }

        if (isReserve && former != Reserve.None)
        {
            if (former == Reserve.Dozes)
            {
                CallReserve();
            }

            return;
        }

        var thread =
            new Thread(isReserve ? RunWhenStuck : Run) { IsBackground = true, Name = $"JobMaster handlers ({workerName}) {number}" };
        if (!(start ?? Start)(thread))
        {
            StartFailed(isReserve);
        }
    }

    private static bool Start(Thread thread)
    {
        try
        {
            thread.UnsafeStart();
            return true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }

    /// <summary>
    /// Handles a process that gets no more threads. Ready tasks wait for the existing threads; if there are none, they borrow a thread of
    /// the pool. An exception thrown from here would look like the handler's, or would lose the code after an <c>await</c> for ever.
    /// </summary>
    private void StartFailed(bool wasReserve)
    {
        lock (_gate)
        {
            if (wasReserve)
            {
                _reserve = Reserve.None;
                return;
            }

            if (_alive > 1)
            {
                _alive--;
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static threads => threads.Run(), this, preferLocal: false);
    }

    /// <summary>Joins the others if no ready task has been taken for a while; ends if no task has been ready for a long time.</summary>
    private void RunWhenStuck()
    {
        while (!IsStuck())
        {
            if (!Doze())
            {
                return;
            }
        }

        // The next thread in reserve watches the tasks that this one leaves.
        AddThread();
        Run();
    }

    /// <summary>
    /// Whether no ready task has been taken for a while; this thread then joins the others. False if no task is ready any more.
    /// </summary>
    private bool IsStuck()
    {
        lock (_gate)
        {
            var seen = _taken;
            while (_ready.Count > 0 && (Monitor.Wait(_gate, Patience) || seen != _taken))
            {
                seen = _taken;
            }

            if (_ready.Count == 0)
            {
                _reserve = Reserve.Dozes;
                return false;
            }

            (_reserve, _alive) = (Reserve.None, _alive + 1);
            return true;
        }
    }

    /// <summary>Waits to be called. False if there was no call for a long time; the thread then ends.</summary>
    private bool Doze()
    {
        lock (_doze)
        {
            if (!_isCalled)
            {
                Monitor.Wait(_doze, IdleTime);
            }

            _isCalled = false;
        }

        lock (_gate)
        {
            if (_reserve == Reserve.Watches)
            {
                return true;
            }

            _reserve = Reserve.None;
            return false;
        }
    }

    private void CallReserve()
    {
        lock (_doze)
        {
            _isCalled = true;
            Monitor.Pulse(_doze);
        }
    }

    /// <summary>Allowed only on these threads: a caller that waits on a thread of the pool must not run a handler there.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

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

    /// <summary>Returns the next task, or null if this thread is no longer needed.</summary>
    private Task? Take()
    {
        lock (_gate)
        {
            while (_ready.Count == 0)
            {
                // More threads were needed before than start without waiting; these end first.
                if (_alive > mostAtOnce)
                {
                    _alive--;
                    return null;
                }

                _idle++;
                var isWoken = !_isClosed && Monitor.Wait(_gate, IdleTime);
                _idle--;
                if (!isWoken && _ready.Count == 0)
                {
                    _alive--;
                    return null;
                }
            }

            _taken++;
            return _ready.Dequeue();
        }
    }
}
