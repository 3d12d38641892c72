using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>
/// A step that runs in the transaction in which jobs become live or leave live work. It writes only for the jobs it concerns. It takes no
/// lock that another job's finish may wait for: it only inserts, or deletes rows that belong to the jobs themselves.
/// </summary>
[Experimental("JM9001")]
public interface ISqlJobStep
{
    /// <summary>Runs the step for the jobs that have just moved.</summary>
    /// <param name="commands">The connection's commands, within the transaction.</param>
    /// <param name="jobs">The jobs, at least one.</param>
    /// <param name="cancellationToken">Stops the step.</param>
    ValueTask RunAsync(SqlCommands commands, IReadOnlyCollection<Guid> jobs, CancellationToken cancellationToken);
}
