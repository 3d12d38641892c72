using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>
/// Lists jobs, one section of the store at a time, as one list. If no index holds exactly the jobs of the filter, it looks at a limited
/// number of jobs at a time, for a limited time.
/// </summary>
internal sealed class JobLister(IJobReadStore reads, TimeProvider time, int window = JobSearchRequest.UsualWindow)
{
    private const int FirstRead = 51;

    /// <summary>How long a page that is not full continues with the next window.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(500);

    public async Task<JobPage> ListAsync(JobFilter filter, string? continueFrom, CancellationToken cancellationToken)
    {
        if (filter.PageSize is < 1 or > 1000)
        {
            throw new ArgumentException($"PageSize {filter.PageSize} must be from 1 to 1,000.", nameof(filter));
        }

        FilterCheck.ThrowIf(FilterCheck.Problem(filter), nameof(filter));
        var mark = FilterMark.Of(filter.State, filter.JobDefinitionId, filter.WorkerLane);
        var cursor = continueFrom is null ? null : JobCursor.Parse(continueFrom, mark);
        var startedAt = time.GetTimestamp();
        var (jobs, size, most) = (new List<JobDetails>(), 0L, FirstRead);
        foreach (var section in Sections(filter.State).Where(section => cursor is null || section >= cursor.Section))
        {
            var after = cursor?.Section == section ? cursor.After : null;
            bool isServed = IsServed(section, filter);
            while (true)
            {
                var room = filter.PageSize - jobs.Count;
                var limit = Math.Min(room + 1, most);
                var (found, reached) = isServed
                    ? await ReadAsync(section, filter, after, limit, cancellationToken).ConfigureAwait(false)
                    : await LookAsync(section, filter, after, limit, cancellationToken).ConfigureAwait(false);
                jobs.AddRange(found.Take(room).Select(JobMonitor.Details));
                size += found.Sum(BatchBytes.Of);
                if (found.Count > room)
                {
                    return new JobPage(
                        jobs,
                        (room > 0 ? JobCursor.Behind(section, found[room - 1], mark) : new JobCursor(section, after, mark)).ToString());
                }

                if (reached is not { } place)
                {
                    break;
                }

                after = (place.At, place.Id);
                bool isOver = jobs.Count == filter.PageSize || time.GetElapsedTime(startedAt) >= Budget;
                if (size >= BatchBytes.Most || (isOver && !isServed))
                {
                    return new JobPage(jobs, new JobCursor(section, after, mark).ToString());
                }

                most = found.Count == 0 ? most : NextRead(limit, found, size);
            }
        }

        return new JobPage(jobs, null);
    }

    /// <summary>
    /// Whether an index holds the jobs of the filter in their order, or the filter asks for all jobs. Live jobs have an index of their ids
    /// and one of the few that run; final jobs have one for each condition.
    /// </summary>
    private static bool IsServed(JobSection section, JobFilter filter)
    {
        int others = (filter.JobDefinitionId is null ? 0 : 1) + (filter.WorkerLane is null ? 0 : 1);
        return section == JobSection.Live
            ? others == 0 && filter.State is null or JobState.Running
            : others + (filter.State is null ? 0 : 1) <= 1;
    }

    private static IEnumerable<JobSection> Sections(JobState? state) => state switch
    {
        null => [JobSection.Live, JobSection.Failed, JobSection.Finished],
        JobState.Failed => [JobSection.Failed],
        JobState.Succeeded or JobState.Cancelled => [JobSection.Finished],
        _ => [JobSection.Live],
    };

    /// <summary>A page is read in parts. They grow while jobs are small, so that a page of large jobs ends early.</summary>
    private static int NextRead(int limit, IReadOnlyList<StoredJob> page, long size)
    {
        var average = Math.Max(1, page.Sum(BatchBytes.Of) / page.Count);
        return (int)Math.Clamp((BatchBytes.Most - size) / average, 1, 4 * limit);
    }

    private async Task<FoundJobs> ReadAsync(
        JobSection section, JobFilter filter, (DateTimeOffset FinalizedAt, Guid Id)? after, int limit, CancellationToken cancellationToken)
    {
        var jobs = await reads.ListAsync(
            new JobListRequest
            {
                Section = section, State = filter.State, DefinitionId = filter.JobDefinitionId, Lane = filter.WorkerLane,
                After = after, Limit = limit,
            },
            cancellationToken).ConfigureAwait(false);
        return new FoundJobs(jobs, jobs.Count < limit ? null : JobPlace.Of(jobs[^1]));
    }

    private Task<FoundJobs> LookAsync(
        JobSection section, JobFilter filter, (DateTimeOffset FinalizedAt, Guid Id)? after, int limit,
        CancellationToken cancellationToken) =>
        reads.SearchAsync(
            new JobSearchRequest
            {
                Section = section,
                Filter = new JobSearch
                {
                    States = filter.State is { } state ? [state] : [],
                    JobDefinitionId = filter.JobDefinitionId,
                    WorkerLane = filter.WorkerLane,
                },
                After = after is { } place ? new JobPlace(place.FinalizedAt, place.Id) : null,
                Limit = limit,
                Window = window,
                WithDetails = true,
            },
            cancellationToken);
}
