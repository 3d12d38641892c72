namespace JobMaster.Sql;

/// <summary>Counts jobs that have become failed jobs, in the groups of their fingerprints.</summary>
internal sealed class CountFailures(SqlStoreParts parts) : ISqlJobStep
{
    private readonly SqlFailureCounts failures = new(parts);

    public bool Concerns(in MovedJob job) => job.HasFailed;

    public ValueTask RunAsync(SqlCommands commands, IReadOnlyList<MovedJob> jobs, CancellationToken cancellationToken) =>
        failures.AddedAsync(commands, [.. jobs.Select(static job => job.Id)], cancellationToken);
}
