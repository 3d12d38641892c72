using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Checks whether a search finds a job, condition by condition.</summary>
internal static class JobSearchMatch
{
    private const int ErrorShown = 200;

    public static bool Is(StoredJob job, JobSearch filter) =>
        (filter.States.Count == 0 || filter.States.Contains(job.State))
        && IsDefinition(job.DefinitionId, filter.JobDefinitionId)
        && IsSame(job.Lane, filter.WorkerLane)
        && IsSame(job.Tenant, filter.Tenant)
        && IsSame(job.IdempotencyKey, filter.IdempotencyKey)
        && IsSame(job.Fingerprint, filter.Fingerprint)
        && (filter.RecurringScheduleId is null || job.RecurringScheduleId == filter.RecurringScheduleId)
        && (filter.SessionId is null || job.SessionId == filter.SessionId)
        && IsWithin(job.CreatedAt, filter.CreatedFrom, filter.CreatedBefore)
        && IsWithin(job.DueAt, filter.DueFrom, filter.DueBefore)
        && IsWithin(job.FinalizedAt, filter.FinalizedFrom, filter.FinalizedBefore)
        && (filter.Metadata is null || MetadataMatch.Is(job.Metadata, filter.Metadata))
        && Holds(job.Error, filter.ErrorText)
        && Holds(job.Payload, filter.PayloadText);

    /// <summary>The job as a search shows it.</summary>
    public static StoredJob Summary(StoredJob job, JobSearch filter) => job with
    {
        Payload = null,
        Result = null,
        ProgressText = null,
        Metadata = filter.Metadata is null ? null : job.Metadata,
        Error = job.Error is { Length: > ErrorShown } error
            ? error[..(char.IsHighSurrogate(error[ErrorShown - 1]) ? ErrorShown - 1 : ErrorShown)]
            : job.Error,
    };

    private static bool IsDefinition(string id, string? asked) => asked is [.. var start, '*']
        ? id.StartsWith(start, StringComparison.Ordinal)
        : IsSame(id, asked);

    private static bool IsSame(string? value, string? asked) =>
        asked is null || string.Equals(value, StoredText.Clean(asked), StringComparison.Ordinal);

    private static bool IsWithin(DateTimeOffset? time, DateTimeOffset? from, DateTimeOffset? before) =>
        (from is null || time >= from) && (before is null || time < before);

    private static bool Holds(string? text, string? asked) =>
        asked is null || text?.Contains(StoredText.Clean(asked), StringComparison.Ordinal) == true;
}
