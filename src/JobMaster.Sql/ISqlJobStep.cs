using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>
/// A step that runs in the transaction in which jobs become live or leave live work. It costs nothing to jobs that it does not concern. It
/// takes no lock that another job's finish may wait for: it only inserts, or deletes rows that belong to the jobs themselves.
/// </summary>
[Experimental("JM9001")]
public interface ISqlJobStep
{
    /// <summary>
    /// Whether the step has something to do for a job. It looks only at what it is given, and is asked for every job: before the move, to
    /// choose between one statement and a transaction, and after it.
    /// </summary>
    /// <param name="job">The job.</param>
    bool Concerns(in MovedJob job);

    /// <summary>Runs the step.</summary>
    /// <param name="commands">The connection's commands, within the transaction.</param>
    /// <param name="jobs">The jobs that have just moved and that the step concerns, at least one.</param>
    /// <param name="cancellationToken">Stops the step.</param>
    ValueTask RunAsync(SqlCommands commands, IReadOnlyList<MovedJob> jobs, CancellationToken cancellationToken);
}
