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
        var key = StoredKey.OfIdempotency(job);
        if (state.Find(job.Id) is { } stored)
        {
            return Answer(stored, isNew: false);
        }

        if (key is not null && state.Keys.HolderOf(key, now) is { } holder)
        {
            return state.Find(holder) is { } held ? Answer(held, isNew: false) : new InsertedJob(holder, IsNew: false, default, default);
        }

        var row = RowOf(job, now);
        state.Enter(row);
        if (key is not null)
        {
            state.Keys.Give(key, row.Id, job.IdempotencyWindow is { } window ? StoreTime.Later(now, window) : null);
        }

        return Answer(row, isNew: true);
    }

    private static InsertedJob Answer(StoredJob job, bool isNew) => new(job.Id, isNew, job.CreatedAt, job.DueAt);

    public static StoredJob RowOf(NewJob job, DateTimeOffset now)
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
            IdempotencyKey = StoredText.Clean(job.IdempotencyKey),
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
