using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>
/// Searches jobs: live ones, then failed and finished ones as one list by time. Each part reports how far it looked; the page ends where
/// all parts have looked.
/// </summary>
/// <param name="reads">The store.</param>
/// <param name="time">Ends a page in time.</param>
/// <param name="window">How many jobs it looks at in one call of the store; null for the usual number.</param>
internal sealed class JobSearcher(IJobReadStore reads, TimeProvider time, int? window = null)
{
    private const int MostCounted = 10_000;

    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(30);

    public async Task<JobSearchPage> SearchAsync(JobSearch? search, string? continueFrom, CancellationToken cancellationToken)
    {
        search = Checked(search ?? new JobSearch());
        var mark = MarkOf(search);
        var cursor = continueFrom is null ? null : JobCursor.Parse(continueFrom, mark);
        var startedAt = time.GetTimestamp();
        var jobs = new List<StoredJob>();
        foreach (var part in Parts(search))
        {
            if (cursor is not null && !part.Contains(cursor.Section))
            {
                continue;
            }

            var after = cursor?.After is { } place ? new JobPlace(place.FinalizedAt, place.Id) : (JobPlace?)null;
            cursor = null;
            var step = 0;
            do
            {
                var room = search.PageSize - jobs.Count;
                var stepAt = time.GetTimestamp();
                var found = await FindAsync(search, part, after, room + 1, step++, cancellationToken).ConfigureAwait(false);
                var matching = found.Jobs.Where(job => search.Metadata is null || MetadataMatch.Is(job.Metadata, search.Metadata))
                    .ToList();
                jobs.AddRange(matching.Take(room));
                if (matching.Count > room)
                {
                    return Page(jobs, isComplete: true, Cursor(part, room > 0 ? JobPlace.Of(matching[room - 1]) : after, mark));
                }

                var isOver = jobs.Count == search.PageSize
                    || time.GetElapsedTime(startedAt) + time.GetElapsedTime(stepAt) >= search.TimeLimit;
                if (found.Reached is { } reached && isOver)
                {
                    return Page(jobs, isComplete: jobs.Count == search.PageSize, Cursor(part, reached, mark));
                }

                after = found.Reached;
            }
            while (after is not null);
        }

        return Page(jobs, isComplete: true, next: null);
    }

    public async Task<JobSearchCount> CountAsync(JobSearch? search, CancellationToken cancellationToken)
    {
        search = Checked(search ?? new JobSearch());
        var (count, isExact) = (0L, true);
        foreach (var section in Parts(search).SelectMany(part => part))
        {
            var more = search.Metadata is null
                ? await reads.CountFoundAsync(Request(search, section, null, MostCounted), cancellationToken).ConfigureAwait(false)
                : await CountReadAsync(search, section, cancellationToken).ConfigureAwait(false);
            (count, isExact) = (count + more.Count, isExact && more.IsExact);
        }

        return new JobSearchCount(Math.Min(count, MostCounted), isExact && count <= MostCounted);
    }

    /// <summary>A store only guesses at metadata, so its results must be read and checked.</summary>
    private async Task<FoundCount> CountReadAsync(JobSearch search, JobSection section, CancellationToken cancellationToken)
    {
        var found = await reads.SearchAsync(Request(search, section, null, 1000), cancellationToken).ConfigureAwait(false);
        return new FoundCount(found.Jobs.Count(job => MetadataMatch.Is(job.Metadata, search.Metadata!)), found.Reached is null);
    }

    private async Task<FoundJobs> FindAsync(
        JobSearch search, JobSection[] sections, JobPlace? after, int limit, int step, CancellationToken cancellationToken)
    {
        var found = new List<FoundJobs>(2);
        foreach (var section in sections)
        {
            var request = Request(search, section, after, limit) with { Step = step };
            found.Add(await reads.SearchAsync(request, cancellationToken).ConfigureAwait(false));
        }

        return found.Count == 1 ? found[0] : FoundJobs.Merge(found, search.OldestFirst, limit);
    }

    private JobSearchRequest Request(JobSearch search, JobSection section, JobPlace? after, int limit) => new()
    {
        Section = section,
        Filter = search,
        After = after,
        Limit = limit,
        Window = window ?? (search is { Metadata: null, PayloadText: null } ? JobSearchRequest.UsualWindow : JobSearchRequest.WindowOfText),
    };

    /// <summary>
    /// The parts of the list, in order. A job that becomes final between the reads of two parts is in both, or in neither if the oldest
    /// come first.
    /// </summary>
    private static IEnumerable<JobSection[]> Parts(JobSearch search)
    {
        bool Asks(params ReadOnlySpan<JobState> states)
        {
            foreach (var state in states)
            {
                if (search.States.Count == 0 || search.States.Contains(state))
                {
                    return true;
                }
            }

            return false;
        }

        var isFinal = search.FinalizedFrom is not null || search.FinalizedBefore is not null || search.Fingerprint is not null;
        var isLive = !isFinal && Asks(JobState.Scheduled, JobState.Ready, JobState.Throttled, JobState.Running);
        var isFinished = Asks(JobState.Cancelled) || (search.Fingerprint is null && Asks(JobState.Succeeded));
        List<JobSection[]> parts = isLive ? [[JobSection.Live]] : [];
        JobSection[] final =
        [
            .. Asks(JobState.Failed) ? (JobSection[])[JobSection.Failed] : [],
            .. isFinished ? (JobSection[])[JobSection.Finished] : [],
        ];
        if (final.Length > 0)
        {
            parts.Add(final);
        }

        return search.OldestFirst ? parts.AsEnumerable().Reverse() : parts;
    }

    private static JobCursor Cursor(JobSection[] part, JobPlace? after, string mark) =>
        new(part[0], after is { } place ? (place.At, place.Id) : null, mark);

    private static JobSearchPage Page(List<StoredJob> jobs, bool isComplete, JobCursor? next) => new(
        jobs.ConvertAll(Summary), isComplete, next?.Section == JobSection.Live ? null : next?.After?.FinalizedAt, next?.ToString());

    /// <summary>Everything that decides which jobs are found and in which order. The page size does not.</summary>
    private static string MarkOf(JobSearch search) => FilterMark.Of(
        string.Join(',', search.States.Order()), search.JobDefinitionId, search.WorkerLane, search.Tenant, search.IdempotencyKey,
        search.RecurringScheduleId, search.SessionId, search.Fingerprint, search.CreatedFrom?.UtcTicks, search.CreatedBefore?.UtcTicks,
        search.DueFrom?.UtcTicks, search.DueBefore?.UtcTicks, search.FinalizedFrom?.UtcTicks, search.FinalizedBefore?.UtcTicks,
        search.Metadata?.Name, search.Metadata?.Value, search.ErrorText, search.PayloadText, search.OldestFirst);

    private static JobSearch Checked(JobSearch search)
    {
        if (ProblemOfNull(search) is { } problem)
        {
            throw new ArgumentException(problem, nameof(search));
        }

        if (search.PageSize is < 1 or > 1000)
        {
            throw new ArgumentException($"PageSize {search.PageSize} must be from 1 to 1,000.", nameof(search));
        }

        if (search.TimeLimit < LeastTime || search.TimeLimit > MostTime)
        {
            throw new ArgumentException($"TimeLimit {search.TimeLimit} must be from 1 ms to 30 seconds.", nameof(search));
        }

        FilterCheck.ThrowIf(FilterCheck.Problem(search), nameof(search));
        return search.Fingerprint is null ? search : OfFailures(search);
    }

    /// <summary>Only failed jobs, and cancelled ones that were discarded, have a fingerprint.</summary>
    private static JobSearch OfFailures(JobSearch search)
    {
        JobState[] states =
        [
            .. new[] { JobState.Failed, JobState.Cancelled }
                .Where(state => search.States.Count == 0 || search.States.Contains(state)),
        ];
        return states.Length == 0 ? search : search with { States = states };
    }

    private static string? ProblemOfNull(JobSearch search) => search switch
    {
        { States: null } => "States is null. Leave it empty to search for jobs in any state.",
        { Metadata.Name: null } => "The name of Metadata is null. Give the name under which the value stands, or no Metadata.",
        { Metadata.Value: null } =>
            $"The value of Metadata '{search.Metadata.Name}' is null, which no search can name. Give the text of a value, or no Metadata.",
        _ => null,
    };

    private static JobSummary Summary(StoredJob job) => new()
    {
        Id = job.Id,
        JobDefinitionId = job.DefinitionId,
        State = job.State,
        WorkerLane = job.Lane,
        Priority = job.Priority,
        CreatedAt = job.CreatedAt,
        ScheduledAt = job.ScheduledAt,
        DueAt = job.DueAt,
        AttemptedAt = job.AttemptedAt,
        FinalizedAt = job.FinalizedAt,
        Duration = job.Duration,
        NumberOfFailures = job.NumberOfFailures,
        NumberOfLosses = job.LostCount,
        ParkedReason = job.ParkedReason,
        IsCancelRequested = job.IsCancelRequested,
        Error = job.Error,
        Fingerprint = job.Fingerprint,
        Progress = job.Progress,
        Tenant = job.Tenant,
        IdempotencyKey = job.IdempotencyKey,
        SessionId = job.SessionId,
        RecurringScheduleId = job.RecurringScheduleId,
        TriggerSourceType = job.TriggerSource,
    };
}
