using JobMaster.Sql;

namespace JobMaster.Sqlite;

/// <summary>The statements that open connections and control the writer's transaction.</summary>
internal sealed class SqliteControlStatements(SqlStatements statements, SqliteSynchronous synchronous)
{
    public SqlStatement ConnectWriter { get; } = statements["connect_writer"];

    public SqlStatement ConnectReader { get; } = statements["connect_reader"];

    public SqlStatement Synchronous { get; } = statements[
        synchronous == SqliteSynchronous.Normal ? "synchronous_normal" : "synchronous_full"];

    public SqlStatement ReadJournalMode { get; } = statements["read_journal_mode"];

    public SqlStatement SetJournalMode { get; } = statements["set_journal_mode"];

    public SqlStatement Begin { get; } = statements["begin"];

    public SqlStatement Commit { get; } = statements["commit"];

    public SqlStatement Rollback { get; } = statements["rollback"];

    public SqlStatement Savepoint { get; } = statements["savepoint"];

    public SqlStatement Release { get; } = statements["release"];

    public SqlStatement RollbackUnit { get; } = statements["rollback_unit"];
}
