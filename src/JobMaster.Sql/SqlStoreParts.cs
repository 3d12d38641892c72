using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The shared parts of one store.</summary>
/// <param name="Dialect">How the database takes values.</param>
/// <param name="Statements">Its statements.</param>
/// <param name="Runner">Its connections.</param>
/// <param name="StoreClock">The clock that replaces the database's own, or null.</param>
[Experimental("JM9001")]
public sealed record SqlStoreParts(SqlDialect Dialect, SqlStatements Statements, ISqlRunner Runner, TimeProvider? StoreClock)
{
    /// <summary>Further steps in the transaction in which jobs become live, after those of this library. Default: none.</summary>
    public IReadOnlyList<ISqlJobStep> EntrySteps { get; init; } = [];

    /// <summary>
    /// Further steps in the transaction in which jobs leave live work. They run once the jobs are no longer live, and before failed jobs
    /// are counted. Default: none.
    /// </summary>
    public IReadOnlyList<ISqlJobStep> ExitSteps { get; init; } = [];

    /// <summary>The names of metadata that are indexed to find jobs. Default: none.</summary>
    public IReadOnlyList<string> IndexedMetadata { get; init; } = [];

    /// <summary>
    /// Called after the commit with each queue in which a job now waits, and with its due time. Also called for a change that may be
    /// committed because only the reply was lost. A provider that keeps a position per queue, before which the queue is known to be empty,
    /// moves it back. Null if there is no such position.
    /// </summary>
    public Action<JobQueue, DateTimeOffset>? Arrived { get; init; }

    /// <summary>Creates the ids of audit entries.</summary>
    internal AuditIds AuditIds { get; } = new();

    /// <summary>Whether a failed call may be committed anyway: the connection, or the caller, was lost before the reply.</summary>
    internal bool MayBeCommitted(Exception exception) =>
        exception is OperationCanceledException || (Dialect.IsTransient(exception) && !Dialect.IsHeld(exception));

    /// <summary>The parameter of every statement that needs the time; null means the database's clock.</summary>
    public SqlArgument Now() => SqlArgument.Time("now", StoreClock?.GetUtcNow());
}
