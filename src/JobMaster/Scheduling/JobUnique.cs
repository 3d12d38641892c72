namespace JobMaster;

/// <summary>A rule that a job is the only one of its key while it waits, or while it waits or runs.</summary>
/// <example><code>new JobOptions { Unique = new JobUnique { Key = "report-7", While = UniqueWhile.WaitingOrRunning } }</code></example>
public sealed record JobUnique
{
    /// <summary>The key; at most 200 characters. Default: the job's payload, so that one job of each payload is accepted.</summary>
    public string? Key { get; init; }

    /// <summary>How long the job holds its key.</summary>
    public required UniqueWhile While { get; init; }

    /// <summary>What a call does if its key is held. <value>The default is ReturnExisting.</value></summary>
    public UniqueConflict OnConflict { get; init; } = UniqueConflict.ReturnExisting;

    /// <summary>The jobs among which the key is unique. <value>The default is DefinitionAndTenant.</value></summary>
    public JobKeyScope Scope { get; init; } = JobKeyScope.DefinitionAndTenant;

    /// <summary>
    /// With <see cref="UniqueConflict.ReplaceWaiting"/>: how long after the first call the job is due at the latest, however often it is
    /// replaced; at most 3,650 days. Default: no limit.
    /// </summary>
    public TimeSpan? LongestWait { get; init; }
}

/// <summary>How long a job holds its unique key.</summary>
public enum UniqueWhile
{
    /// <summary>
    /// While it waits, until a claim. A job that waits again after a retry, snooze or rescue holds the key again, unless another job took
    /// it meanwhile.
    /// </summary>
    Waiting = 1,

    /// <summary>From the call until the job succeeds, fails for good or is cancelled.</summary>
    WaitingOrRunning = 2,
}

/// <summary>What a call does if another job holds its unique key.</summary>
public enum UniqueConflict
{
    /// <summary>The call throws <see cref="JobRejectedException"/>, which names the job that holds the key.</summary>
    Reject = 1,

    /// <summary>The call returns the job that holds the key; its <c>IsNew</c> is false.</summary>
    ReturnExisting = 2,

    /// <summary>
    /// The job that holds the key takes over the call's payload, options and due time, and is returned; its <c>IsNew</c> is false. Only
    /// with <see cref="UniqueWhile.Waiting"/>. A job of another definition or tenant is not replaced: the call throws, as with Reject.
    /// </summary>
    ReplaceWaiting = 3,
}
