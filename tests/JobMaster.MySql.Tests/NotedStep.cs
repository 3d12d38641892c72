using JobMaster.Sql;

namespace JobMaster.MySql.Tests;

/// <summary>A step that only tells of the jobs.</summary>
internal sealed class NotedStep(Action<IReadOnlyCollection<Guid>> moved) : ISqlJobStep
{
    public bool Concerns(in MovedJob job) => true;

    public ValueTask RunAsync(SqlCommands commands, IReadOnlyList<MovedJob> jobs, CancellationToken cancellationToken)
    {
        moved([.. jobs.Select(job => job.Id)]);
        return ValueTask.CompletedTask;
    }
}
