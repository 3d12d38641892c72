namespace JobMaster.Sql;

/// <summary>Sends jobs with limits that have become live to their gates. A job that enters running waits for none.</summary>
internal sealed class GateLimitedJobs(SqlStoreParts parts) : ISqlJobStep
{
    private readonly SqlLimits limits = new(parts);

    public bool Concerns(in MovedJob job) => job.Limits is not null && !job.Runs;

    public ValueTask RunAsync(SqlCommands commands, IReadOnlyList<MovedJob> jobs, CancellationToken cancellationToken) =>
        limits.GateAsync(commands, [.. jobs.Select(static job => new LimitedJob(job.Id, job.Limits!))], mayWait: false, cancellationToken);
}
