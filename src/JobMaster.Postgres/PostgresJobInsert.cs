using System.Data.Common;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>Inserts one job by its values, and many as one array per column, because reading them from JSON would cost 40 % of a bulk insert. Columns alike in all jobs are sent once.</summary>
internal sealed class PostgresJobInsert : SqlJobInsert
{
    private readonly SqlStatement _insertJob;
    private readonly SqlStatement _insertJobs;
    private readonly Func<DbDataReader, InsertedJob> _readInserted;

    public PostgresJobInsert(SqlStoreParts parts)
        : base(parts)
    {
        _insertJob = parts.Statements["insert_job"];
        _insertJobs = parts.Statements["insert_jobs"];
        _readInserted = reader => new InsertedJob(parts.Dialect.ReadId(reader, 0), IsNew: true, parts.Dialect.ReadTime(reader, 1), parts.Dialect.ReadTime(reader, 2));
    }

    protected override ValueTask<List<InsertedJob>> InsertRowsAsync(SqlCommands commands, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        if (jobs.Count == 0)
        {
            return new ValueTask<List<InsertedJob>>([]);
        }

        var arguments = JobColumns.Of(jobs, isBatch: jobs.Count > 1).Arguments;
        return commands.QueryAsync(jobs.Count == 1 ? _insertJob : _insertJobs, _readInserted, cancellationToken, [.. arguments, Parts.Now()]);
    }
}
