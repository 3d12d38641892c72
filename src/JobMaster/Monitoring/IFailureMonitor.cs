namespace JobMaster;

/// <summary>Reading failed jobs and what they failed of.</summary>
public interface IFailureMonitor
{
    /// <summary>
    /// The groups of failed jobs, the largest first. The counts are exact and maintained as jobs fail and leave, so the call costs the same
    /// however many failed jobs there are.
    /// </summary>
    /// <param name="count">At most so many, 1 to 1,000.</param>
    /// <param name="includeMuted">Whether muted groups are among them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<FailureGroup>> ListGroupsAsync(
        int count = 100, bool includeMuted = true, CancellationToken cancellationToken = default);

    /// <summary>One group, or null when no failed job has the fingerprint.</summary>
    /// <param name="fingerprint">The <see cref="JobDetails.Fingerprint"/> of its jobs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<FailureGroup?> GetGroupAsync(string fingerprint, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes failed jobs with their message data as JSON lines, in the order of their ids: <c>id</c>, <c>definitionId</c>, <c>lane</c>,
    /// <c>fingerprint</c>, <c>failedAt</c>, <c>payloadVersion</c>, <c>data</c>, and <c>encrypted</c> where the data is, which is then left
    /// out. Reads pages, so it needs little memory and sees jobs that fail or leave meanwhile, or not.
    /// </summary>
    /// <param name="destination">Where to write UTF-8 text. It is not closed.</param>
    /// <param name="filter">Which jobs; null for all failed ones.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many jobs were written.</returns>
    /// <exception cref="ArgumentException">The filter asks for jobs of another state.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<long> ExportAsync(
        Stream destination, JobOperationFilter? filter = null, CancellationToken cancellationToken = default);
}

/// <summary>
/// Failed jobs with the same fingerprint: the same type of exception, the same message but for what varies, and the same methods of the
/// app's own code on top of the stack.
/// </summary>
public sealed record FailureGroup
{
    /// <summary>What its jobs have in common; the group's id.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The first line of the error of an example, with numbers, ids, quoted texts and addresses replaced by <c>#</c>.</summary>
    public required string Title { get; init; }

    /// <summary>How many failed jobs it has now.</summary>
    public required long Count { get; init; }

    /// <summary>When its first job failed. A group is forgotten once it had no job for <see
    /// cref="JobMasterClusterOptions.FailedRetentionTtl"/>.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When its last job failed.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>Until when it is muted; null when it is not.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>With so many jobs it is not muted any more; null when it is not muted.</summary>
    public long? MutedBelow { get; init; }

    /// <summary>An example: the job of the group that was created last. Null when it was removed meanwhile.</summary>
    public Guid? ExampleJobId { get; init; }

    /// <summary>The definition of the example.</summary>
    public string? ExampleDefinitionId { get; init; }

    /// <summary>The lane of the example.</summary>
    public string? ExampleWorkerLane { get; init; }
}
