using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Registers jobs that an agent delivered, each once, no matter how often it is delivered.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IAdmissionStore
{
    /// <summary>
    /// Registers delivered jobs in one transaction that reads committed data. Stores jobs whose id is neither live nor final: running under
    /// the session, which must be live, or waiting if there is no session. Waits for a finish that is still committing. Answers are in the
    /// order of the request; only a job answered as refused may be admitted later.
    /// </summary>
    Task<IReadOnlyList<AdmitResult>> AdmitAsync(AdmitRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a parked placeholder for a job that an agent still holds, due at the given time; admission completes it. Returns false and
    /// changes nothing if the id is live or final. An operator's reschedule is recorded in the audit.
    /// </summary>
    Task<bool> StorePlaceholderAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken);
}

/// <summary>Jobs to admit.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AdmitRequest
{
    /// <summary>The live session that will run the jobs; null if they are to wait for any worker.</summary>
    public required Guid? SessionId { get; init; }

    /// <summary>The jobs, with distinct ids.</summary>
    public required IReadOnlyList<DeliveredJob> Jobs { get; init; }

    /// <summary>A job pushed earlier than this, by the store's clock, may have run and been forgotten: it is quarantined.</summary>
    public required TimeSpan DedupeWindow { get; init; }
}

/// <summary>A job as an agent delivered it.</summary>
/// <param name="Job">The job; its <see cref="NewJob.DueAt"/> says when it was pushed.</param>
/// <param name="Quarantine">Why it must not run; null if it may.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct DeliveredJob(NewJob Job, string? Quarantine = null);

/// <summary>The result for a delivered job.</summary>
/// <param name="Kind">The kind of result.</param>
/// <param name="Job">The job to run, if it was admitted for a session.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct AdmitResult(AdmitKind Kind, StoredJob? Job = null);

/// <summary>The ways an admission can end.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum AdmitKind
{
    /// <summary>Not stored, because the session is not live. The message must be delivered again.</summary>
    Refused = 0,

    /// <summary>Stored by this admission.</summary>
    Admitted = 1,

    /// <summary>Live or final already: a repeated delivery, or a job cancelled before it was admitted.</summary>
    Known = 2,

    /// <summary>Completed its placeholder, which waits for its new due time.</summary>
    FilledPlaceholder = 3,

    /// <summary>Set aside among the failed jobs, because it may have run before or cannot be read. A replay runs it.</summary>
    Quarantined = 4,
}
