using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The answer to one inserted job.</summary>
/// <param name="Id">The id under which it is stored: not the one sent if the idempotency key was taken.</param>
/// <param name="IsNew">False if a job of this id or key was already stored.</param>
/// <param name="CreatedAt">
/// When the stored job was created, by the store's clock; the default value if only its key is still kept.
/// </param>
/// <param name="DueAt">When the stored job is due, by the store's clock; the default value if only its key is still kept.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record InsertedJob(Guid Id, bool IsNew, DateTimeOffset CreatedAt, DateTimeOffset DueAt)
{
    /// <summary>
    /// Whether the idempotency key belongs to the stored job from this call on, or came with this <see cref="NewJob.IdempotencyMark"/>
    /// when it was taken. Always false without a mark, and for a job that is new and has no unique rule.
    /// </summary>
    public bool IsSameCall { get; init; }

    /// <summary>Whether the job was refused because the job of this id holds its unique key.</summary>
    public bool IsRefused { get; init; }
}
