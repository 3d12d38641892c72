namespace JobMaster.Execution;

/// <summary>
/// Threads for handlers that block, apart from the pool's. What a handler does after an <c>await</c> runs on them too, unless it asked not
/// to come back. Up to <paramref name="mostAtOnce"/> threads are made for what is ready; beyond that one waits in reserve and joins in when
/// nothing has been taken for <see cref="Patience"/>. So a fan-out makes few threads, and handlers that all wait for their own
/// continuations still get them run.
/// </summary>
/// <param name="workerName">For the threads' names.</param>
/// <param name="mostAtOnce">How many threads are made without waiting.</param>
/// <param name="start">Starts a thread, or says that there is none to be had; that of the system if not given.</param>
internal sealed class OwnThreads(string workerName, int mostAtOnce, Func<Thread, bool>? start = null) : TaskScheduler
{
    /// <summary>For so long nothing may have been taken before another thread joins in.</summary>
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

    /// <summary>What the thread in reserve does.</summary>
    private enum Reserve
    {
        None,

        /// <summary>Something is ready: it joins in when that stands still.</summary>
        Watches,

        /// <summary>Nothing is ready: it waits to be called, apart from the idle threads, whose wake-ups it would cost.</summary>
        Dozes,
    }

    /// <summary>How many threads there have been at once, the one in reserve among them.</summary>
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
    /// Wakes an idle thread. The one in reserve, when it watches, waits too and takes nothing when woken: a single pulse may be spent on
    /// it.
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
    /// Makes a thread for what is ready: one that takes it at once, or else the one in reserve, which is called instead if there is one.
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
    /// The process gets no more threads. What is ready stays ready for those there are; when there are none, it borrows one of the pool.
    /// Thrown from here, the failure would be taken for the handler's, or lose what follows an <c>await</c> for ever.
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

    /// <summary>Joins the others when what is ready has stood still; ends when nothing has been ready for long.</summary>
    private void RunWhenStuck()
    {
        while (!IsStuck())
        {
            if (!Doze())
            {
                return;
            }
        }

        // The next in reserve watches what this one leaves.
        AddThread();
        Run();
    }

    /// <summary>Whether what is ready has stood still; then this thread is one of the others. False once nothing is ready.</summary>
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

    /// <summary>Waits to be called; false when nobody has for long, and the thread ends.</summary>
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

    /// <summary>
    /// Only where a task of these threads runs already: whoever waits on a thread of the pool must not run a handler there.
    /// </summary>
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

    /// <summary>The next task; null when this thread is not needed any more.</summary>
    private Task? Take()
    {
        lock (_gate)
        {
            while (_ready.Count == 0)
            {
                // More than are made at once were needed once, and end first.
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
