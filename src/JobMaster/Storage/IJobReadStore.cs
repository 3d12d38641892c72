using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Reads jobs. Never blocks a claim or a finish.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IJobReadStore
{
    /// <summary>One job from any section, or null.</summary>
    Task<StoredJob?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// A page of one section: live jobs by descending id, failed and finished ones by descending time of finishing, then descending id. Ids
    /// are ordered by their text.
    /// </summary>
    Task<IReadOnlyList<StoredJob>> ListAsync(JobListRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Earlier attempts of a job that did not end it: the newest with a claim number below <paramref name="before"/>, at most
    /// <paramref name="limit"/>, oldest first. The attempt that runs or ended the job is on the job itself.
    /// </summary>
    Task<IReadOnlyList<StoredAttempt>> GetEarlierAttemptsAsync(Guid id, int before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// At most <paramref name="limit"/> log lines of a job after the one at <paramref name="after"/>, oldest first.
    /// </summary>
    Task<IReadOnlyList<StoredLogLine>> GetLogAsync(Guid id, long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// How many jobs there are by lane and state. Each section is counted up to <paramref name="limit"/> jobs, so the call stays short on
    /// big tables.
    /// </summary>
    Task<IReadOnlyList<JobCount>> CountAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The same for live jobs only, up to <paramref name="limit"/> of them: lists of lanes do not need final jobs, which are many more.
    /// </summary>
    Task<IReadOnlyList<JobCount>> CountLiveAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Searches one section, in the order of <see cref="ListAsync"/> or in reverse. If no index serves all conditions, it looks at a window
    /// of jobs and says how far it came.
    /// </summary>
    Task<FoundJobs> SearchAsync(JobSearchRequest request, CancellationToken cancellationToken);

    /// <summary>Counts what a search of one section finds, up to the request's limit and within its window.</summary>
    Task<FoundCount> CountFoundAsync(JobSearchRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// How claims of the reader see a live job, by the conditions of the claim itself. Counts at most <paramref name="limit"/> jobs before
    /// it; null if it is not live.
    /// </summary>
    Task<JobStanding?> StandAsync(Guid id, string? reader, int limit, CancellationToken cancellationToken);

    /// <summary>The other live job that holds the unique key of a job; null for none.</summary>
    Task<Guid?> GetKeyHolderAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// Finds queues with waiting jobs in the lanes of patterns. It steps from queue to queue, no matter how many jobs each holds. The
    /// queues of each pattern come by lane, in the order of code points, then priority.
    /// </summary>
    Task<IReadOnlyList<FoundQueue>> FindQueuesAsync(QueueSearch search, CancellationToken cancellationToken);
}

/// <summary>A log line as stored.</summary>
/// <param name="Seq">Its place among the lines of its job; above zero.</param>
/// <param name="Line">The line.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredLogLine(long Seq, JobLogLine Line);

/// <summary>The section of a job.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum JobSection
{
    /// <summary>Scheduled, ready, running or parked.</summary>
    Live = 1,

    /// <summary>Failed: the dead letters.</summary>
    Failed = 2,

    /// <summary>Succeeded or cancelled.</summary>
    Finished = 3,
}

/// <summary>A page to read.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record JobListRequest
{
    /// <summary>The section to read.</summary>
    public required JobSection Section { get; init; }

    /// <summary>Only jobs in this state, which must belong to the section.</summary>
    public JobState? State { get; init; }

    /// <summary>Only jobs of this definition.</summary>
    public string? DefinitionId { get; init; }

    /// <summary>Only jobs of this lane.</summary>
    public string? Lane { get; init; }

    /// <summary>Continue after this job: its id and, outside <see cref="JobSection.Live"/>, its time of finishing.</summary>
    public (DateTimeOffset FinalizedAt, Guid Id)? After { get; init; }

    /// <summary>The most jobs.</summary>
    public required int Limit { get; init; }
}

/// <summary>An attempt as stored.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredAttempt
{
    /// <summary>The claim number it ran under.</summary>
    public required int ClaimNo { get; init; }

    /// <summary>The session that ran it.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>When it was claimed.</summary>
    public required DateTimeOffset AttemptedAt { get; init; }

    /// <summary>When its outcome was recorded.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>How long the handler ran, if known.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How it ended.</summary>
    public required AttemptResult Result { get; init; }

    /// <summary>The error.</summary>
    public string? Error { get; init; }

    /// <summary>Its last progress, 0 to 1.</summary>
    public double? Progress { get; init; }

    /// <summary>Its text about its progress.</summary>
    public string? ProgressText { get; init; }

    /// <summary>The message data it had, if a replay gave the job other data.</summary>
    public string? Payload { get; init; }
}

/// <summary>The number of jobs of a lane in a state.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="State">The state.</param>
/// <param name="IsParked">Whether these jobs are parked.</param>
/// <param name="Count">The number.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record JobCount(string Lane, JobState State, bool IsParked, long Count);
