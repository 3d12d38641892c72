using JobMaster.Diagnostics;

namespace JobMaster.Execution;

/// <summary>Wakes one loop. A Set while the loop does not wait is kept once for its next wait.</summary>
internal sealed class LoopSignal(TimeProvider time)
{
    /// <summary>Timers cannot wait for months. A waiter that is woken early finds no work and waits again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _waiter;
    private bool _isSet;
    private bool _isAttended;
    private int _begun;

    /// <summary>Registers a loop that works between waits. It counts as busy from here, and from each wake-up, to its next wait.</summary>
    public void Attend()
    {
        lock (_lock)
        {
            _isAttended = true;
            Begin();
            if (_isSet)
            {
                Begin();
            }
        }
    }

    /// <summary>Ends the registration: the loop will not wait again.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _isAttended = false;
            while (_begun > 0)
            {
                End();
            }
        }
    }

    public void Set()
    {
        TaskCompletionSource? waiter;
        lock (_lock)
        {
            if (_isSet)
            {
                return;
            }

            Begin();
            waiter = _waiter;
            _waiter = null;
            _isSet = waiter is null;
        }

        waiter?.TrySetResult();
    }

    /// <summary>Returns when set, or after the timeout; <see cref="Timeout.InfiniteTimeSpan"/> waits only for the signal.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (_lock)
        {
            if (_isSet)
            {
                _isSet = false;
                End();
                return;
            }

            if (timeout == TimeSpan.Zero)
            {
                return;
            }

            waiter = _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        using var timer = timeout == Timeout.InfiniteTimeSpan
            ? null
            : time.CreateTimer(
                static signal => ((LoopSignal)signal!).Set(), this, timeout < LongestWait ? timeout : LongestWait,
                Timeout.InfiniteTimeSpan);
        lock (_lock)
        {
            End();
        }

        try
        {
            await waiter.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                // A Set after a cancelled wait is kept for the next wait.
                _waiter = _waiter == waiter ? null : _waiter;
            }
        }
    }

    private void Begin()
    {
        if (_isAttended)
        {
            _begun++;
            time.BeginWork();
        }
    }

    private void End()
    {
        if (_begun > 0)
        {
            _begun--;
            time.EndWork();
        }
    }
}
