using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// The recurring schedules and the ledger of their occurrences. Every change of a schedule raises its version and applies only to the
/// version it was computed from. The store's clock decides what is due. A schedule's next occurrence comes from its own expression, never
/// from any clock.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IScheduleStore
{
    /// <summary>One schedule by its id, or null, and the store's clock.</summary>
    Task<ScheduleReading> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// One schedule by its key within its profile (null for schedules created at run time), or null, and the store's clock.
    /// </summary>
    Task<ScheduleReading> FindAsync(string? profileId, string key, CancellationToken cancellationToken);

    /// <summary>A page of schedules by ascending id. Ids are ordered by their text.</summary>
    Task<IReadOnlyList<StoredSchedule>> ListAsync(ScheduleListRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a schedule as version one and returns true. Stores nothing and returns false if its id, or its key within its profile, is
    /// taken.
    /// </summary>
    Task<bool> InsertAsync(StoredSchedule schedule, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces everything that can change in a schedule and raises its version; false if it no longer has the given version. An operator's
    /// change is recorded in the audit if it was made.
    /// </summary>
    Task<bool> UpdateAsync(StoredSchedule schedule, NewAuditEntry? audit, CancellationToken cancellationToken);

    /// <summary>The active schedules that are due, longest due first, except those that wait for a live job of their own.</summary>
    Task<DueSchedules> ReadDueAsync(DueScheduleRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Takes each step whose schedule still has the version it was planned from, all in one transaction. Each step records its occurrences,
    /// stores the jobs of new ones, stops the live jobs that it must stop, moves the schedule forward, and writes its audit entry. Other
    /// steps change nothing. A schedule has one step in a batch.
    /// </summary>
    Task<IReadOnlyList<StepResult>> StepAsync(IReadOnlyList<ScheduleStep> steps, CancellationToken cancellationToken);

    /// <summary>A page of a schedule's ledger, latest occurrence first.</summary>
    Task<IReadOnlyList<StoredOccurrence>> ListOccurrencesAsync(OccurrenceListRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Raises the beat of these profile contents; a content not seen before becomes the newest. Returns all contents of all profiles.
    /// </summary>
    Task<IReadOnlyList<ProfileUse>> AdvertiseAsync(IReadOnlyList<ProfileContent> contents, CancellationToken cancellationToken);

    /// <summary>
    /// Removes occurrences, ended schedules and uses of profiles older than the retention, up to a limit of each; returns how many.
    /// </summary>
    Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken);
}

/// <summary>A schedule, and the time on the store's clock when it was read.</summary>
/// <param name="Schedule">The schedule, or null if there is none.</param>
/// <param name="Now">The store's clock.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record ScheduleReading(StoredSchedule? Schedule, DateTimeOffset Now);

/// <summary>A page of schedules to read.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record ScheduleListRequest
{
    /// <summary>Only schedules in this state.</summary>
    public RecurringScheduleState? State { get; init; }

    /// <summary>Only schedules of this definition.</summary>
    public string? DefinitionId { get; init; }

    /// <summary>Only schedules of this tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only schedules of profiles.</summary>
    public bool OnlyStatic { get; init; }

    /// <summary>Continue after this schedule.</summary>
    public Guid? After { get; init; }

    /// <summary>The most schedules.</summary>
    public required int Limit { get; init; }
}

/// <summary>Selects due schedules.</summary>
/// <param name="Limit">The most to return.</param>
/// <param name="ExcludedIds">The schedules to leave out.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record DueScheduleRequest(int Limit, IReadOnlyList<Guid> ExcludedIds);

/// <summary>The due schedules, and the time on the store's clock when they were read.</summary>
/// <param name="Schedules">The schedules.</param>
/// <param name="Now">The store's clock.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record DueSchedules(IReadOnlyList<DueSchedule> Schedules, DateTimeOffset Now);

/// <summary>A schedule that is due.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="HasLiveJob">Whether a job of it waits, is parked or runs.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct DueSchedule(StoredSchedule Schedule, bool HasLiveJob);
