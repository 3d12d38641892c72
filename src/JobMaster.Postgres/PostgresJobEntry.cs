using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>
/// Sends one job as values, and many as one array per column, because reading them from JSON would cost 40 % of a bulk insert. A value that
/// all jobs share is sent once.
/// </summary>
internal sealed class PostgresJobEntry(SqlStoreParts parts) : SqlJobEntry(parts)
{
    private readonly SqlStatement _enterJob = parts.Statements["enter_job"];

    protected override ValueTask<List<InsertedJob>> InsertRowsAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken) =>
        jobs.Count == 1
            ? commands.QueryAsync(
                _enterJob, ReadInserted, cancellationToken, [.. JobColumns.Of(jobs, isBatch: false).Arguments, Parts.Now()])
            : InsertAllAsync(commands, jobs, cancellationToken);

    protected override IReadOnlyList<SqlArgument> Columns(IReadOnlyList<NewJob> jobs) => JobColumns.Of(jobs, isBatch: true).Arguments;
}
