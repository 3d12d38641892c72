using JobMaster.Diagnostics;

namespace JobMaster.Testing;

/// <summary>
/// A clock that stands still until it is moved. Timers fire in the order of their due times; timers due at the same instant fire in the
/// order in which they were set. In a test cluster move it with <see cref="JobMasterTestCluster.AdvanceAsync"/>, which also runs everything
/// that becomes due.
/// </summary>
public sealed class TestClock : TimeProvider, IPatientClock
{
    private readonly Lock _lock = new();
    private readonly SortedSet<TestTimer> _timers = new(
        Comparer<TestTimer>.Create((a, b) => (a.Due, a.Sequence).CompareTo((b.Due, b.Sequence))));
    private readonly DateTimeOffset _start;
    private TimeSpan _elapsed;
    private TimeSpan _jumped;
    private long _lastSequence;

    /// <summary>A clock that stands at 2030-01-01 00:00 UTC.</summary>
    public TestClock()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>A clock that stands at the given instant.</summary>
    /// <param name="start">The time at the start.</param>
    /// <param name="timestampFrequency">
    /// Units of <see cref="GetTimestamp"/> a second: by default 10,000,000, one for each tick of a <see cref="TimeSpan"/>; the clock of
    /// Linux has 1,000,000,000.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is less than 10,000,000.</exception>
    public TestClock(DateTimeOffset start, long timestampFrequency = TimeSpan.TicksPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timestampFrequency, TimeSpan.TicksPerSecond);
        (_start, TimestampFrequency) = (start.ToUniversalTime(), timestampFrequency);
    }

    /// <inheritdoc/>
    public override long TimestampFrequency { get; }

    /// <summary>UTC, wherever the test runs.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers are set.</summary>
    public int TimerCount
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    internal WorkCount Work { get; } = new();

    /// <summary>How much time has passed since the clock was made.</summary>
    internal TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
            {
                return _elapsed;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _start + _elapsed + _jumped;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => this.After(0, Elapsed);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new TestTimer(this, callback, state, AttemptWatch.WaiterOf(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time on and fires the timers that become due, one after the other, each when the clock is at its time.</summary>
    /// <param name="by">How far.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="by"/> is negative; a clock that goes back is a <see cref="Jump"/>.
    /// </exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var until = Elapsed + by;
        while (TakeNext(until) is { } timer)
        {
            timer.Fire();
        }

        MoveTo(until);
    }

    /// <summary>
    /// Sets the clock without letting time pass: timers and measured durations do not change, as when a host's clock is set.
    /// </summary>
    /// <param name="by">How far, forward or back.</param>
    public void Jump(TimeSpan by)
    {
        lock (_lock)
        {
            _jumped += by;
        }
    }

    void IPatientClock.Begin() => Work.Begin();

    void IPatientClock.End() => Work.End();

    /// <summary>
    /// Moves the time to the next timer that is due by the given time, and removes that timer. The caller must fire it. Returns null when
    /// no timer is due.
    /// </summary>
    internal TestTimer? TakeNext(TimeSpan until)
    {
        lock (_lock)
        {
            if (_timers.Min is not { } timer || timer.Due > until || timer.Due == TimeSpan.MaxValue)
            {
                return null;
            }

            _elapsed = timer.Due > _elapsed ? timer.Due : _elapsed;
            Work.Begin();
            Remove(timer);
            if (timer.Period > TimeSpan.Zero)
            {
                Add(timer, timer.Period);
            }

            return timer;
        }
    }

    /// <summary>The due time of the next timer, and of the next timer that does more than wake a loop of a node.</summary>
    internal (TimeSpan Any, TimeSpan Other) NextTimers()
    {
        lock (_lock)
        {
            return (_timers.Min?.Due ?? TimeSpan.MaxValue, _timers.FirstOrDefault(timer => !timer.OnlyWakes)?.Due ?? TimeSpan.MaxValue);
        }
    }

    internal void MoveTo(TimeSpan elapsed)
    {
        lock (_lock)
        {
            _elapsed = elapsed > _elapsed ? elapsed : _elapsed;
        }
    }

    internal void Set(TestTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            // The new wait begins before the old one ends, so that its waiter does not seem to work in between.
            var wasSet = _timers.Remove(timer);
            timer.Period = period;
            if (dueTime > TimeSpan.Zero)
            {
                Add(timer, dueTime);
            }
            else if (dueTime == TimeSpan.Zero)
            {
                Work.Begin();
                if (period > TimeSpan.Zero)
                {
                    Add(timer, period);
                }

                ThreadPool.UnsafeQueueUserWorkItem(static due => due.Fire(), timer, preferLocal: false);
            }

            if (wasSet)
            {
                timer.Waiter?.EndWait();
            }
        }
    }

    private void Add(TestTimer timer, TimeSpan dueTime)
    {
        timer.Due = dueTime < TimeSpan.MaxValue - _elapsed ? _elapsed + dueTime : TimeSpan.MaxValue;
        timer.Sequence = ++_lastSequence;
        _timers.Add(timer);
        timer.Waiter?.BeginWait();
    }

    private void Remove(TestTimer timer)
    {
        _timers.Remove(timer);
        timer.Waiter?.EndWait();
    }
}
