using JobMaster.Execution;

namespace JobMaster.Testing;

/// <summary>
/// Tracks whether one running attempt waits for the clock; while it waits, it does not count as under way. It waits when a timer is set in
/// its flow, as by <c>Task.Delay</c> with the clock. A timer that only limits something else does not count as a wait.
/// </summary>
internal sealed class AttemptWatch : IDisposable
{
    private static readonly AsyncLocal<AttemptWatch?> Current = new();

    private readonly Lock _lock = new();
    private readonly WorkCount _work;
    private readonly CancellationTokenRegistration _stop;
    private int _waits;
    private bool _isPassedOver;
    private bool _hasEnded;

    private AttemptWatch(WorkCount work, RunningAttempt attempt)
    {
        _work = work;
        Description = $"job {attempt.Job.Id} ({attempt.Job.DefinitionId}), attempt {attempt.Number}";
        _stop = attempt.Stop.Token.UnsafeRegister(static watch => ((AttemptWatch)watch!).Change(self => self._isPassedOver = false), this);
    }

    public string Description { get; }

    public bool IsBusy => !IsOut;

    private bool IsOut => !_hasEnded && (_waits > 0 || _isPassedOver);

    /// <summary>Watches the attempt that the calling flow is about to run. The caller must have counted it as running already.</summary>
    public static AttemptWatch Start(WorkCount work, RunningAttempt attempt)
    {
        var watch = new AttemptWatch(work, attempt);
        Current.Value = watch;
        work.Add(watch);
        return watch;
    }

    /// <summary>The attempt that waits for a timer with such a state, set now, or null.</summary>
    public static AttemptWatch? WaiterOf(object? timerState) => timerState is CancellationTokenSource or AttemptStop ? null : Current.Value;

    public void BeginWait() => Change(static self => self._waits++);

    public void EndWait() => Change(static self => self._waits--);

    /// <summary>The wait for the attempt was long enough: the clock moves on without it, until its token fires.</summary>
    public void PassOver() => Change(static self => self._isPassedOver = true);

    public void Dispose()
    {
        _stop.Dispose();
        Change(static self => self._hasEnded = true);
        _work.Remove(this);
    }

    private void Change(Action<AttemptWatch> change)
    {
        lock (_lock)
        {
            var wasOut = IsOut;
            change(this);
            if (wasOut && !IsOut)
            {
                _work.Begin();
            }
            else if (!wasOut && IsOut)
            {
                _work.End();
            }
        }
    }
}
