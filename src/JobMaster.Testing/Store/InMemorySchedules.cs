using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The schedules, their ledger and the profiles in use, like the tables of a database.</summary>
internal sealed class InMemorySchedules
{
    private readonly SortedDictionary<Guid, StoredSchedule> rows = [];
    private readonly Dictionary<(string ProfileId, string Key), Guid> keys = [];
    private readonly SortedSet<(DateTimeOffset NextAt, Guid Id)> due = [];
    private readonly Dictionary<Guid, SortedDictionary<(DateTimeOffset At, bool IsByHand), StoredOccurrence>> ledger = [];

    public long LastRevision { get; set; }

    public Dictionary<(string ProfileId, string Hash), (ProfileUse Use, DateTimeOffset AdvertisedAt)> Profiles { get; } = [];

    public IEnumerable<StoredSchedule> All => rows.Values;

    /// <summary>The active ones that have a next occurrence, the first due first.</summary>
    public IEnumerable<StoredSchedule> ByDue => due.Select(place => rows[place.Id]);

    public StoredSchedule? Find(Guid id) => rows.GetValueOrDefault(id);

    public StoredSchedule? Find(string? profileId, string key) => keys.TryGetValue((profileId ?? "", key), out var id) ? rows[id] : null;

    public bool TryAdd(StoredSchedule row)
    {
        if (rows.ContainsKey(row.Id) || (row.Key is not null && !keys.TryAdd((row.ProfileId ?? "", row.Key), row.Id)))
        {
            return false;
        }

        rows.Add(row.Id, row);
        Index(row);
        return true;
    }

    public void Replace(StoredSchedule row)
    {
        Unindex(rows[row.Id]);
        rows[row.Id] = row;
        Index(row);
    }

    public void Remove(StoredSchedule row)
    {
        Unindex(row);
        rows.Remove(row.Id);
        if (row.Key is not null)
        {
            keys.Remove((row.ProfileId ?? "", row.Key));
        }
    }

    public bool TryFile(StoredOccurrence occurrence)
    {
        if (!ledger.TryGetValue(occurrence.ScheduleId, out var occurrences))
        {
            ledger[occurrence.ScheduleId] = occurrences = [];
        }

        var isByHand = occurrence.Result == OccurrenceResult.RunByHand;
        return (
            isByHand || occurrence.Range is not null
                || !occurrences.Values.Any(filed => filed.At <= occurrence.At && filed.Range?.To >= occurrence.At))
            && occurrences.TryAdd((occurrence.At, isByHand), occurrence);
    }

    /// <summary>Corrects the result of an occurrence.</summary>
    public void Refile(Guid scheduleId, PlannedOccurrence one)
    {
        var key = (StoreTime.Cut(one.At), one.Result == OccurrenceResult.RunByHand);
        ledger[scheduleId][key] = ledger[scheduleId][key] with { Result = one.Result, Cause = one.Cause, JobId = one.JobId };
    }

    public IEnumerable<StoredOccurrence> Occurrences(Guid scheduleId) => ledger.GetValueOrDefault(scheduleId)?.Values.Reverse() ?? [];

    public int RemoveOccurrences(DateTimeOffset filedBefore, int limit)
    {
        var old = ledger.Values.SelectMany(occurrences => occurrences.Values)
            .Where(one => one.FiledAt < filedBefore)
            .OrderBy(one => one.FiledAt)
            .Take(limit)
            .ToList();
        foreach (var one in old)
        {
            var occurrences = ledger[one.ScheduleId];
            occurrences.Remove((one.At, one.Result == OccurrenceResult.RunByHand));
            if (occurrences.Count == 0)
            {
                ledger.Remove(one.ScheduleId);
            }
        }

        return old.Count;
    }

    private void Index(StoredSchedule row)
    {
        if (row is { State: RecurringScheduleState.Active, NextAt: { } next })
        {
            due.Add((next, row.Id));
        }
    }

    private void Unindex(StoredSchedule row)
    {
        if (row.NextAt is { } next)
        {
            due.Remove((next, row.Id));
        }
    }
}
