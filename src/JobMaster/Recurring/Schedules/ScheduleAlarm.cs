using JobMaster.Diagnostics;

namespace JobMaster.Recurring;

/// <summary>
/// Tells when the planner must read schedules again, from polls and from what this process has stored since they were sent.
/// </summary>
internal sealed class ScheduleAlarm
{
    /// <summary>
    /// The most reads in a row that may find nothing although a schedule is due, for example because another node was faster.
    /// </summary>
    private const int EmptyLooks = 3;

    /// <summary>The pause after that: this node cannot plan the due schedules, or they wait for a commit of another.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action _changed;
    private long? _dueAt;
    private long _notedAt = long.MinValue;
    private long _quietUntil = long.MinValue;
    private int _emptyLooks;

    public ScheduleAlarm(TimeProvider time, Action changed)
    {
        (_time, _changed) = (time, changed);
    }

    /// <summary>A poll sent at this time reported how long it is until the first schedule is due; null for never.</summary>
    public void Polled(TimeSpan? until, long sentAt)
    {
        lock (_lock)
        {
            var dueAt = until is { } time ? After(time) : (long?)null;
            if (sentAt < _notedAt && _dueAt is { } noted && (dueAt is null || dueAt > noted))
            {
                // Stored after the poll was sent, so the poll does not know it.
                return;
            }

            _dueAt = dueAt;
            _emptyLooks = until > TimeSpan.Zero ? 0 : _emptyLooks;
            if (dueAt is null)
            {
                return;
            }
        }

        _changed();
    }

    /// <summary>A schedule was stored that is due after this time.</summary>
    public void Note(TimeSpan until)
    {
        lock (_lock)
        {
            _notedAt = _time.GetTimestamp();
            _quietUntil = long.MinValue;
            var dueAt = After(until);
            if (_dueAt <= dueAt)
            {
                return;
            }

            _dueAt = dueAt;
        }

        _changed();
    }

    /// <summary>The planner has read all due schedules.</summary>
    public void Looked(bool hasFound)
    {
        lock (_lock)
        {
            _emptyLooks = hasFound ? 0 : _emptyLooks + 1;
            _dueAt = null;
            if (_emptyLooks > EmptyLooks)
            {
                _quietUntil = _time.DueAfter(Quiet);
            }
        }
    }

    /// <summary>How long until the planner must read, zero for now; null if no due time is known.</summary>
    public TimeSpan? UntilDue()
    {
        lock (_lock)
        {
            if (_dueAt is not { } dueAt)
            {
                return null;
            }

            return _time.Until(Math.Max(dueAt, _quietUntil));
        }
    }

    /// <summary>An overdue schedule is due now, without the allowance for early timers.</summary>
    private long After(TimeSpan delay) => delay <= TimeSpan.Zero ? _time.GetTimestamp() : _time.DueAfter(delay);
}
