using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The job that holds a unique key that another job wants, and the result for the other job.</summary>
internal static class UniqueHolder
{
    /// <summary>The live job to which a new job must leave the key, or null. The rule of either job is enough.</summary>
    public static LiveJob? Find(InMemoryState state, DateTimeOffset now, string key, UniqueWhile wanted) =>
        state.Keys.HolderOf(key, now) is { } id && state.Live.Find(id) is { } job
        && (!job.IsRunning || wanted == UniqueWhile.WaitingOrRunning || state.UniqueKeys[id].While == UniqueWhile.WaitingOrRunning)
            ? job
            : null;

    /// <summary>Whether the holder cannot be returned for the job.</summary>
    public static bool Refuses(LiveJob holder, NewJob job) => job.Unique!.OnConflict switch
    {
        UniqueConflict.Reject => true,
        UniqueConflict.ReplaceWaiting => holder.IsRunning || holder.Row.DefinitionId != StoredText.Clean(job.DefinitionId)
            || holder.Row.Tenant != StoredText.Clean(job.Tenant),
        _ => false,
    };

    /// <summary>
    /// Replaces the content of a waiting job by the one sent last. It is due at most its longest wait after it was created.
    /// </summary>
    public static void Replace(InMemoryState state, DateTimeOffset now, LiveJob holder, NewJob job)
    {
        var sent = InsertJobs.RowOf(job, now);
        var due = job.Unique!.LongestWait is { } wait && StoreTime.Later(holder.Row.CreatedAt, wait) is var latest && latest < sent.DueAt
            ? latest
            : sent.DueAt;
        holder.UnreadBy.Clear();
        state.Live.Update(holder, holder.Row.Gated() with
        {
            ParkedReason = null,
            DueAt = due,
            ScheduledAt = due,
            Lane = sent.Lane,
            Priority = sent.Priority,
            Timeout = sent.Timeout,
            MaxRetries = sent.MaxRetries,
            ExpiresAt = sent.ExpiresAt,
            TraceParent = sent.TraceParent,
            ScheduledBy = sent.ScheduledBy,
            Metadata = sent.Metadata,
            Payload = sent.Payload,
        });
    }
}
