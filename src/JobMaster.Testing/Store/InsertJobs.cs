using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Stores the jobs whose id and key are not stored yet.</summary>
internal static class InsertJobs
{
    public static IReadOnlyList<InsertedJob> Run(InMemoryState state, DateTimeOffset now, IReadOnlyList<NewJob> jobs)
    {
        Check(jobs);
        ThrowIfRefusing(state, now, jobs);
        return [.. jobs.Select(job => InsertMarked(state, now, job))];
    }

    /// <summary>Called before the first is stored, because a batch is stored completely or not at all.</summary>
    public static void Check(IEnumerable<NewJob> jobs)
    {
        foreach (var job in jobs)
        {
            Check(job);
        }
    }

    /// <summary>Keeps the mark of a call whose key was free, and else says whether the key came with the same mark.</summary>
    private static InsertedJob InsertMarked(InMemoryState state, DateTimeOffset now, NewJob job)
    {
        bool wasFree = StoredKey.OfIdempotency(job) is { } key && state.Keys.HolderOf(key, now) is null;
        var answer = Insert(state, now, job);
        if (StoredKey.OfCall(job) is not { } mark || answer.IsRefused || (answer.IsNew && job.Unique is null))
        {
            return answer;
        }

        if (wasFree)
        {
            state.Keys.Give(mark, answer.Id, KeptUntil(job, now));
        }

        return answer with { IsSameCall = state.Keys.HolderOf(mark, now) == answer.Id };
    }

    private static InsertedJob Insert(InMemoryState state, DateTimeOffset now, NewJob job)
    {
        var key = StoredKey.OfIdempotency(job);
        if (state.Find(job.Id) is { } stored)
        {
            if (key is not null && state.Keys.HolderOf(key, now) is null)
            {
                state.Keys.Give(key, stored.Id, KeptUntil(job, now));
            }

            return Answer(stored, isNew: false);
        }

        if (key is not null && state.Keys.HolderOf(key, now) is { } holder)
        {
            return state.Find(holder) is { } held ? Answer(held, isNew: false) : new InsertedJob(holder, IsNew: false, default, default);
        }

        var unique = StoredKey.OfUnique(job);
        if (unique is not null && UniqueHolder.Find(state, now, unique, job.Unique!.While) is { } rival)
        {
            return AnswerWith(state, now, rival, job, key);
        }

        var row = RowOf(job, now);
        state.Enter(row);
        if (unique is not null)
        {
            state.Keys.Give(unique, row.Id, expiresAt: null);
            state.UniqueKeys[row.Id] = (unique, job.Unique!.While);
        }

        if (key is not null)
        {
            state.Keys.Give(key, row.Id, KeptUntil(job, now));
        }

        return Answer(row, isNew: true);
    }

    private static DateTimeOffset? KeptUntil(NewJob job, DateTimeOffset now) =>
        job.IdempotencyWindow is { } window ? StoreTime.Later(now, window) : null;

    /// <summary>Stores nothing of a batch if it refuses a job whose rule rejects the whole batch.</summary>
    private static void ThrowIfRefusing(InMemoryState state, DateTimeOffset now, IReadOnlyList<NewJob> jobs)
    {
        foreach (var job in jobs.Where(job => job.RefusesBatch && state.Find(job.Id) is null && job.Unique is not null))
        {
            bool isAnswered = StoredKey.OfIdempotency(job) is { } key && state.Keys.HolderOf(key, now) is not null;
            if (!isAnswered && UniqueHolder.Find(state, now, StoredKey.OfUnique(job)!, job.Unique!.While) is { } holder
                && UniqueHolder.Refuses(holder, job))
            {
                throw StoredKey.Refusal(job, holder.Row.Id);
            }
        }
    }

    /// <summary>Refuses the job, returns the holder of its unique key, or merges the job into the holder.</summary>
    private static InsertedJob AnswerWith(InMemoryState state, DateTimeOffset now, LiveJob holder, NewJob job, string? key)
    {
        if (UniqueHolder.Refuses(holder, job))
        {
            return Answer(holder.Row, isNew: false) with { IsRefused = true };
        }

        if (key is not null)
        {
            state.Keys.Give(key, holder.Row.Id, KeptUntil(job, now));
        }

        if (job.Unique!.OnConflict == UniqueConflict.ReplaceWaiting)
        {
            UniqueHolder.Replace(state, now, holder, job);
        }

        return Answer(holder.Row, isNew: false);
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
            ScheduledBy = StoredText.Clean(job.ScheduledBy),
            Limits = StoredText.Clean(job.Limits),
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
