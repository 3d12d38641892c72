using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>What the parts of one store share.</summary>
/// <param name="Dialect">How the database takes values.</param>
/// <param name="Statements">Its statements.</param>
/// <param name="Runner">Its connections.</param>
/// <param name="StoreClock">The clock that stands in for the database's own, or null.</param>
[Experimental("JM9001")]
public sealed record SqlStoreParts(SqlDialect Dialect, SqlStatements Statements, ISqlRunner Runner, TimeProvider? StoreClock)
{
    /// <summary>The parameter every statement that needs the time takes: null leaves it to the database.</summary>
    public SqlArgument Now() => SqlArgument.Time("now", StoreClock?.GetUtcNow());

    /// <summary>The statement that deletes what another has copied; null where that one deletes too.</summary>
    internal SqlStatement? Removal(string name) => Dialect.MovesInOneStatement ? null : Statements[name];
}
