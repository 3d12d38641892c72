using JobMaster.Execution;

namespace JobMaster.Testing;

/// <summary>A timer of the <see cref="TestClock"/>.</summary>
internal sealed class TestTimer(TestClock clock, TimerCallback callback, object? state, AttemptWatch? waiter) : ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private volatile bool _isDisposed;

    /// <summary>The attempt that waits for it, if any.</summary>
    public AttemptWatch? Waiter => waiter;

    /// <summary>Whether its callback only wakes a loop of a node, so that the clock can run it directly.</summary>
    public bool OnlyWakes => state is LoopSignal or PollRequests or InMemoryAgentWaiter;

    /// <summary>The time of the clock at which it fires.</summary>
    public TimeSpan Due { get; set; }

    public long Sequence { get; set; }

    public TimeSpan Period { get; set; }

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        if (_isDisposed)
        {
            return false;
        }

        clock.Set(this, dueTime, period);
        return true;
    }

    /// <summary>Runs the callback. Everything that it starts counts as under way before this returns.</summary>
    public void Fire()
    {
        try
        {
            if (_isDisposed)
            {
                return;
            }

            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, state => callback(state), state);
            }
        }
        finally
        {
            clock.Work.End();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            clock.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _isDisposed = true;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
