using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>
/// Something that must happen in the transaction in which jobs become live, or stop being so. It writes nothing for jobs it does not
/// concern, and takes no lock that another job's finish may wait for: it deletes what belongs to the jobs themselves, or inserts.
/// </summary>
[Experimental("JM9001")]
public interface ISqlJobStep
{
    /// <summary>Does it for the jobs that have just moved.</summary>
    /// <param name="commands">The connection's commands, within the transaction.</param>
    /// <param name="jobs">The jobs, at least one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask RunAsync(SqlCommands commands, IReadOnlyCollection<Guid> jobs, CancellationToken cancellationToken);
}
