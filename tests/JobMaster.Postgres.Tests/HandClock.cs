using System.Threading.Channels;

namespace JobMaster.Postgres.Tests;

/// <summary>A clock that stands still until it is moved, and whose timers are fired by hand.</summary>
internal sealed class HandClock : TimeProvider
{
    private readonly Channel<HandTimer> _timers = Channel.CreateUnbounded<HandTimer>();
    private long _now = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public void Move(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(dueTime, () => callback(state));
        _timers.Writer.TryWrite(timer);
        return timer;
    }

    /// <summary>The next timer, once somebody waits for it.</summary>
    public Task<HandTimer> NextTimerAsync() => _timers.Reader.ReadAsync().AsTask();
}

/// <summary>A timer of the <see cref="HandClock"/>.</summary>
internal sealed class HandTimer(TimeSpan dueIn, Action fire) : ITimer
{
    public TimeSpan DueIn => dueIn;

    public void Fire() => fire();

    public bool Change(TimeSpan dueTime, TimeSpan period) => true;

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
