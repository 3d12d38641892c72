namespace JobMaster.Sql;

/// <summary>A key that a job wants.</summary>
/// <param name="Key">The key, as stored.</param>
/// <param name="JobId">The job.</param>
internal sealed record KeyWish(string Key, Guid JobId)
{
    /// <summary>How long the key is kept; null for as long as its job.</summary>
    public TimeSpan? KeptFor { get; init; }

    /// <summary>The turn the key must still have to be moved; null when it is new.</summary>
    public long? Turn { get; init; }

    /// <summary>Whether the key may be taken from this holder.</summary>
    public bool MayTakeFrom(KeyHolder holder) => holder.IsOver && holder.JobId != JobId;
}

/// <summary>Who holds a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="JobId">The job.</param>
/// <param name="Turn">Rises each time the key is taken anew.</param>
/// <param name="IsOver">Whether the time for which it is kept has passed.</param>
internal sealed record KeyHolder(string Key, Guid JobId, long Turn, bool IsOver);
