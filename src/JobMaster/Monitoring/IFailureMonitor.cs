namespace JobMaster;

/// <summary>Reads failed jobs and the groups of their causes.</summary>
public interface IFailureMonitor
{
    /// <summary>
    /// Lists the groups of failed jobs, largest first. The counts are exact and are maintained as jobs fail and leave, so the call costs
    /// the same for any number of failed jobs.
    /// </summary>
    /// <param name="count">The most groups to return, 1 to 1,000.</param>
    /// <param name="includeMuted">Whether to include muted groups.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<FailureGroup>> ListGroupsAsync(
        int count = 100, bool includeMuted = true, CancellationToken cancellationToken = default);

    /// <summary>Returns one group, or null if no failed job has the fingerprint.</summary>
    /// <param name="fingerprint">The <see cref="JobDetails.Fingerprint"/> of its jobs.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<FailureGroup?> GetGroupAsync(string fingerprint, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes failed jobs with their message data as JSON lines, in the order of their ids: <c>id</c>, <c>definitionId</c>, <c>lane</c>,
    /// <c>fingerprint</c>, <c>failedAt</c>, <c>payloadVersion</c>, <c>data</c>, and <c>encrypted</c> instead of encrypted data. Reads
    /// pages, so it needs little memory and may or may not see jobs that fail or leave meanwhile.
    /// </summary>
    /// <param name="destination">Where to write UTF-8 text. It is not closed.</param>
    /// <param name="filter">The jobs; null for all failed ones.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of jobs written.</returns>
    /// <exception cref="ArgumentException">The filter asks for jobs of another state.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<long> ExportAsync(
        Stream destination, JobOperationFilter? filter = null, CancellationToken cancellationToken = default);
}

/// <summary>
/// Failed jobs with the same fingerprint: the same type of exception, the same message apart from variable parts, and the same methods of
/// the app's own code at the top of the stack.
/// </summary>
public sealed record FailureGroup
{
    /// <summary>The fingerprint that its jobs share; the group's id.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The first line of an example's error, with numbers, ids, quoted texts and addresses replaced by <c>#</c>.</summary>
    public required string Title { get; init; }

    /// <summary>How many failed jobs it has now.</summary>
    public required long Count { get; init; }

    /// <summary>
    /// When its first job failed. A group is forgotten after it had no job for <see cref="JobMasterClusterOptions.FailedRetentionTtl"/>.
    /// </summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When its last job failed.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>When its mute ends; null if it is not muted.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>The number of jobs that ends the mute; null if it is not muted.</summary>
    public long? MutedBelow { get; init; }

    /// <summary>An example: the job of the group that was created last. Null if it was removed meanwhile.</summary>
    public Guid? ExampleJobId { get; init; }

    /// <summary>The definition of the example.</summary>
    public string? ExampleDefinitionId { get; init; }

    /// <summary>The lane of the example.</summary>
    public string? ExampleWorkerLane { get; init; }
}
