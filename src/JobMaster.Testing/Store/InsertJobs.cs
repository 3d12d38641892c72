using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Stores the jobs whose id and key are not stored yet.</summary>
internal static class InsertJobs
{
    public static IReadOnlyList<InsertedJob> Run(InMemoryState state, DateTimeOffset now, IReadOnlyList<NewJob> jobs)
    {
        Check(jobs);
        return [.. jobs.Select(job => Insert(state, now, job))];
    }

    /// <summary>Before the first is stored, for a batch is stored whole or not at all.</summary>
    public static void Check(IEnumerable<NewJob> jobs)
    {
        foreach (var job in jobs)
        {
            Check(job);
        }
    }

    private static InsertedJob Insert(InMemoryState state, DateTimeOffset now, NewJob job)
    {
        var key = StoredText.Clean(job.IdempotencyKey);
        if (state.Find(job.Id) is { } stored)
        {
            return Answer(stored, isNew: false);
        }

        if (key is not null && state.Keys.TryGetValue(key, out var holder))
        {
            return Answer(state.Find(holder)!, isNew: false);
        }

        var row = RowOf(job, key, now);
        state.Enter(row);
        if (key is not null)
        {
            state.Keys.Add(key, row.Id);
        }

        return Answer(row, isNew: true);
    }

    private static InsertedJob Answer(StoredJob job, bool isNew) => new(job.Id, isNew, job.CreatedAt, job.DueAt);

    public static StoredJob RowOf(NewJob job, string? key, DateTimeOffset now)
    {
        var dueAt = job.DueAt is { } given ? StoreTime.Cut(given) : StoreTime.Later(now, job.Delay);
        return new StoredJob
        {
            Id = job.Id,
            DefinitionId = StoredText.Clean(job.DefinitionId),
            Lane = StoredText.Clean(job.Lane),
            Priority = job.Priority,
            State = JobState.Scheduled,
            CreatedAt = now,
            ScheduledAt = dueAt,
            DueAt = dueAt,
            Timeout = StoreTime.Cut(job.Timeout),
            MaxRetries = job.MaxRetries,
            ExpiresAt = job.ExpiresAt is { } expiresAt ? StoreTime.Cut(expiresAt) : null,
            Payload = StoredText.Clean(job.Payload),
            Metadata = StoredText.Clean(job.Metadata),
            Tenant = StoredText.Clean(job.Tenant),
            IdempotencyKey = key,
            TraceParent = StoredText.Clean(job.TraceParent),
            TriggerSource = job.TriggerSource,
            RecurringScheduleId = job.RecurringScheduleId,
        };
    }

    private static void Check(NewJob job)
    {
        if (job.DefinitionId is null || job.Lane is null)
        {
            throw new JobMasterStoreException(
                $"Job {job.Id} has no {(job.Lane is null ? "lane" : "definition id")}. Nothing of its batch was stored; give it one.");
        }
    }
}
