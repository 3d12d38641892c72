namespace JobMaster.Sql;

/// <summary>Sends waiting jobs with limits to their gates. A job that enters running waits for none.</summary>
/// <param name="parts">The shared parts of the store.</param>
/// <param name="mayWait">Whether some of the jobs may be at a gate already.</param>
internal sealed class GateLimitedJobs(SqlStoreParts parts, bool mayWait) : ISqlJobStep
{
    private readonly SqlLimits limits = new(parts);

    public bool Concerns(in MovedJob job) => job.Limits is not null && !job.Runs;

    public ValueTask RunAsync(SqlCommands commands, IReadOnlyList<MovedJob> jobs, CancellationToken cancellationToken) =>
        limits.GateAsync(commands, [.. jobs.Select(static job => new LimitedJob(job.Id, job.Limits!))], mayWait, cancellationToken);
}
