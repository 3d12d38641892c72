using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Gives back the permits of jobs that have left live work, and takes those that waited away from their gates. Giving back only inserts
/// rows, so a finish never waits for a pass.
/// </summary>
internal sealed class FreePermits(SqlStoreParts parts) : ISqlJobStep
{
    private readonly SqlLimits limits = new(parts);
    private readonly SqlStatement leaveGates = parts.Statements["leave_gates"];

    public bool Concerns(in MovedJob job) => job.Limits is not null;

    public async ValueTask RunAsync(SqlCommands commands, IReadOnlyList<MovedJob> jobs, CancellationToken cancellationToken)
    {
        await limits.FreeAsync(commands, [.. jobs.Select(static job => new LimitedJob(job.Id, job.Limits!))], cancellationToken)
            .ConfigureAwait(false);
        var waiting = jobs.Where(static job => !StoredLimits.AreHeld(job.Limits)).Select(static job => job.Id).ToList();
        if (waiting.Count > 0)
        {
            var ids = SqlArgument.Json("ids", JsonRows.Ids(waiting));
            await commands.ExecuteAsync(leaveGates, cancellationToken, ids).ConfigureAwait(false);
        }
    }
}
