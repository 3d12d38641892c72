namespace JobMaster;

/// <summary>
/// All optional settings of a job. Values that are not set come from the handler's attributes, then from the cluster's defaults.
/// </summary>
public sealed record JobOptions
{
    /// <summary>
    /// The job's id. If a job with this id is stored, even a finished one, no other is stored. The time in an id
    /// of version 7 must be no more than 12 hours ahead of the host's clock. Default: a new version 7 id.
    /// </summary>
    public Guid? Id { get; init; }

    /// <summary>
    /// At most one job is accepted per key; a second call returns the first job. At most 200 characters. Default: none.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// The jobs among which <see cref="IdempotencyKey"/> is unique. Default: those of the tenant if the job has one, else those
    /// of the cluster.
    /// </summary>
    public JobKeyScope? IdempotencyScope { get; init; }

    /// <summary>
    /// How long <see cref="IdempotencyKey"/> is kept after the first call, even if its job is deleted earlier; at most 3,650 days. Default:
    /// as long as the job is stored.
    /// </summary>
    public TimeSpan? IdempotencyWindow { get; init; }

    /// <summary>
    /// A text that says what the call asks for, such as a hash of its body; at most 200 characters. Two calls with one
    /// <see cref="IdempotencyKey"/> and the same text are one call that was repeated. See <see cref="JobContext.IsSameCall"/>.
    /// Default: none.
    /// </summary>
    public string? IdempotencyMark { get; init; }

    /// <summary>
    /// A rule that keeps the job the only one of its key while it waits, or while it waits or runs. Default: the handler's, if any.
    /// </summary>
    public JobUnique? Unique { get; init; }

    /// <summary>The priority. Default: the handler's, then Medium.</summary>
    public JobMasterPriority? Priority { get; init; }

    /// <summary>The lane. Default: the handler's, then <c>default</c>.</summary>
    public string? WorkerLane { get; init; }

    /// <summary>How long one attempt may run; at most 49 days. Default: the handler's, then the cluster's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often the job is tried again after a failure. Default: the handler's, then the cluster's.</summary>
    public int? MaxNumberOfRetries { get; init; }

    /// <summary>Metadata, added to the handler's. Default: none.</summary>
    public JobMetadata? Metadata { get; init; }

    /// <summary>The tenant the job belongs to. Default: none.</summary>
    public string? Tenant { get; init; }

    /// <summary>
    /// The limits that the job is under besides those of its handler, lane, definition and tenant. Give a limit's name, or its name, a
    /// colon and a key, such as <c>smtp:mail.example.org</c>: the limit then applies to each key separately. A job is under at most four.
    /// Default: none.
    /// </summary>
    public IReadOnlyList<string> LimitKeys { get; init; } = [];

    /// <summary>
    /// No attempt starts after this instant; the job is then cancelled. Default: never. It must be in the future and after the job's due
    /// time. A <see cref="DateTime"/> of kind Unspecified is converted as local time of the host: pass a <see cref="DateTimeOffset"/> or a
    /// time of kind Utc.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// The version of the payload, for a call that names the definition by id and writes the payload by hand: in an older form than the
    /// handler's, or in the form of a handler in another process. Default: the version of this process's handler, else 1.
    /// </summary>
    public int? PayloadVersion { get; init; }

    /// <summary>The W3C trace parent the job's run is linked to. Default: the current activity.</summary>
    public string? TraceParent { get; init; }
}
