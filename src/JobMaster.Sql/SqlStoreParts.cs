using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>What the parts of one store share.</summary>
/// <param name="Dialect">How the database takes values.</param>
/// <param name="Statements">Its statements.</param>
/// <param name="Runner">Its connections.</param>
/// <param name="StoreClock">The clock that stands in for the database's own, or null.</param>
[Experimental("JM9001")]
public sealed record SqlStoreParts(SqlDialect Dialect, SqlStatements Statements, ISqlRunner Runner, TimeProvider? StoreClock)
{
    /// <summary>What else happens in the transaction in which jobs become live. Default: nothing.</summary>
    public IReadOnlyList<ISqlJobStep> EntrySteps { get; init; } = [];

    /// <summary>What else happens in the transaction in which jobs leave live work. Default: nothing.</summary>
    public IReadOnlyList<ISqlJobStep> ExitSteps { get; init; } = [];

    /// <summary>
    /// Called, after the commit, with each queue that a job came to and waits in, and when it is due; called too for what may be committed
    /// because only the reply was lost. A provider that keeps a place per queue up to which it is known to be empty moves it back. Null
    /// where there is none.
    /// </summary>
    public Action<JobQueue, DateTimeOffset>? Arrived { get; init; }

    /// <summary>Makes the ids of audit entries.</summary>
    internal AuditIds AuditIds { get; } = new();

    /// <summary>Whether what failed so may be committed all the same: the connection went, or the caller, before the reply came.</summary>
    internal bool MayBeCommitted(Exception exception) =>
        exception is OperationCanceledException || (Dialect.IsTransient(exception) && !Dialect.IsHeld(exception));

    /// <summary>The parameter every statement that needs the time takes: null leaves it to the database.</summary>
    public SqlArgument Now() => SqlArgument.Time("now", StoreClock?.GetUtcNow());
}
