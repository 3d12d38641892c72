namespace JobMaster.Storage;

/// <summary>
/// Limits batches by size, not only by number: large messages travel in more batches, so memory depends on the data in flight. Sizes are
/// counted in characters of text, which is almost always the number of bytes.
/// </summary>
internal static class BatchBytes
{
    /// <summary>The largest size of a batch. A batch holds at least one item, even if it is larger.</summary>
    public const int Most = 8 << 20;

    public static int Of(NewJob job) => (job.Payload?.Length ?? 0) + (job.Metadata?.Length ?? 0);

    public static int Of(StoredJob job) =>
        (job.Payload?.Length ?? 0) + (job.Metadata?.Length ?? 0) + (job.Result?.Length ?? 0) + (job.Error?.Length ?? 0);

    public static int Of(StoredSchedule schedule) => (schedule.Payload?.Length ?? 0) + (schedule.Metadata?.Length ?? 0);

    public static int Of(AgentMessage message) => message.Body.Length;

    public static int Of(AttemptOutcome outcome) => (outcome.Result?.Length ?? 0) + (outcome.Error?.Length ?? 0);

    public static int Of(AttemptReport report) => (report.ProgressText?.Length ?? 0) + report.Lines.Sum(line => line.Text.Length);

    /// <summary>The items in order, in parts with at most this number of items and at most <see cref="Most"/>.</summary>
    public static IEnumerable<IReadOnlyList<T>> Cut<T>(IReadOnlyList<T> items, int maxCount, Func<T, int> bytes)
    {
        var (part, size) = (new List<T>(Math.Min(maxCount, items.Count)), 0L);
        foreach (var item in items)
        {
            size += bytes(item);
            if (part.Count == maxCount || (part.Count > 0 && size > Most))
            {
                yield return part;
                (part, size) = ([], bytes(item));
            }

            part.Add(item);
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }
}
