namespace JobMaster.Sql;

/// <summary>A key that a job wants.</summary>
/// <param name="Key">The key, as stored.</param>
/// <param name="JobId">The job.</param>
internal sealed record KeyWish(string Key, Guid JobId)
{
    /// <summary>How long an idempotency key is kept; null means as long as its job.</summary>
    public TimeSpan? KeptFor { get; init; }

    /// <summary>How long a unique key is held; null for an idempotency key.</summary>
    public UniqueWhile? While { get; init; }

    /// <summary>Whether the job failed while it held the key and wants it again for a replay.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Whether it is the mark of a call. The job that gets the key of the call gets its mark too.</summary>
    public bool IsMark { get; init; }

    /// <summary>The turn that the key must still have to be moved; null for a new key.</summary>
    public long? Turn { get; init; }

    /// <summary>Whether the key may be taken from this holder.</summary>
    public bool MayTakeFrom(KeyHolder holder) =>
        IsMark || ((holder.JobId != JobId || IsReplay) && (While is { } wanted ? !holder.HoldsAgainst(wanted) : holder.IsOver));
}

/// <summary>The holder of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="JobId">The job.</param>
/// <param name="Turn">Rises each time a job takes the key.</param>
/// <param name="IsOver">Whether the key's window has passed.</param>
internal sealed record KeyHolder(string Key, Guid JobId, long Turn, bool IsOver)
{
    /// <summary>The job's state, as stored; null if it is not live.</summary>
    public int? State { get; init; }

    /// <summary>The job's definition, if it is live.</summary>
    public string? DefinitionId { get; init; }

    /// <summary>The job's tenant, if it is live and has one.</summary>
    public string? Tenant { get; init; }

    /// <summary>How long the job holds its unique key.</summary>
    public UniqueWhile? While { get; init; }

    /// <summary>Whether the job waits or is parked.</summary>
    public bool IsWaiting => State is not (null or StoredStates.Running);

    /// <summary>Whether a job with the given rule must leave the key to this one: either rule suffices.</summary>
    public bool HoldsAgainst(UniqueWhile wanted) =>
        IsWaiting || (State is not null && (While == UniqueWhile.WaitingOrRunning || wanted == UniqueWhile.WaitingOrRunning));
}
