using JobMaster.Sql;

namespace JobMaster.SqlServer.Tests;

/// <summary>A step that only tells of the jobs.</summary>
internal sealed class NotedStep(Action<IReadOnlyCollection<Guid>> moved) : ISqlJobStep
{
    public ValueTask RunAsync(SqlCommands commands, IReadOnlyCollection<Guid> jobs, CancellationToken cancellationToken)
    {
        moved(jobs);
        return ValueTask.CompletedTask;
    }
}
