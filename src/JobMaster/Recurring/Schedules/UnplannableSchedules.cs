using System.Collections.Concurrent;

namespace JobMaster.Recurring;

/// <summary>
/// Schedules that this node could not plan. It leaves them to other nodes and tries them again from time to time, because they may
/// have been edited.
/// </summary>
internal sealed class UnplannableSchedules(TimeProvider time)
{
    private static readonly TimeSpan TriedAgainAfter = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, long> _since = new();

    public void Add(Guid scheduleId) => _since[scheduleId] = time.GetTimestamp();

    public IReadOnlyList<Guid> Ids()
    {
        foreach (var (id, since) in _since)
        {
            if (time.GetElapsedTime(since) >= TriedAgainAfter)
            {
                _since.TryRemove(id, out _);
            }
        }

        return [.. _since.Keys];
    }
}
