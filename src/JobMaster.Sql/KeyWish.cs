namespace JobMaster.Sql;

/// <summary>A key that a job wants.</summary>
/// <param name="Key">The key, as stored.</param>
/// <param name="JobId">The job.</param>
internal sealed record KeyWish(string Key, Guid JobId)
{
    /// <summary>How long an idempotency key is kept; null for as long as its job.</summary>
    public TimeSpan? KeptFor { get; init; }

    /// <summary>While what a unique key is held; null for an idempotency key.</summary>
    public UniqueWhile? While { get; init; }

    /// <summary>Whether the job holds the key from an earlier life, and wants it for another.</summary>
    public bool IsReplay { get; init; }

    /// <summary>The turn the key must still have to be moved; null when it is new.</summary>
    public long? Turn { get; init; }

    /// <summary>Whether the key may be taken from this holder.</summary>
    public bool MayTakeFrom(KeyHolder holder) =>
        (holder.JobId != JobId || IsReplay) && (While is { } wanted ? !holder.HoldsAgainst(wanted) : holder.IsOver);
}

/// <summary>Who holds a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="JobId">The job.</param>
/// <param name="Turn">Rises each time the key is taken anew.</param>
/// <param name="IsOver">Whether the time for which it is kept has passed.</param>
internal sealed record KeyHolder(string Key, Guid JobId, long Turn, bool IsOver)
{
    /// <summary>The job's state, as stored; null when it is not live.</summary>
    public int? State { get; init; }

    /// <summary>The job's definition, when it is live.</summary>
    public string? DefinitionId { get; init; }

    /// <summary>While what the job holds a unique key.</summary>
    public UniqueWhile? While { get; init; }

    /// <summary>Whether the job waits or is parked.</summary>
    public bool IsWaiting => State is not (null or StoredStates.Running);

    /// <summary>Whether another job with such a rule must leave the key to this one: either rule suffices.</summary>
    public bool HoldsAgainst(UniqueWhile wanted) =>
        IsWaiting || (State is not null && (While == UniqueWhile.WaitingOrRunning || wanted == UniqueWhile.WaitingOrRunning));
}
