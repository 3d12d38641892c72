using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>Admits jobs as one array per column, as they are inserted, with an eye on what comes in before the places where claims start.</summary>
internal sealed class PostgresAdmissionStore(SqlStoreParts parts, ClaimWatermarks watermarks) : SqlAdmissionStore(parts)
{
    public override async Task<IReadOnlyList<AdmitResult>> AdmitAsync(AdmitRequest request, CancellationToken cancellationToken)
    {
        var results = await base.AdmitAsync(request, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i] is { Kind: AdmitKind.Expected } or { Kind: AdmitKind.Admitted, Job: null })
            {
                // When it is due was decided by the store, or where it was expected.
                watermarks.Arrived(new JobQueue(request.Jobs[i].Job.Lane, request.Jobs[i].Job.Priority), DateTimeOffset.MinValue);
            }
        }

        return results;
    }

    protected override ValueTask<List<AdmittedRow>> InsertRowsAsync(SqlCommands commands, IReadOnlyList<NewJob> jobs, AdmitRequest request, CancellationToken cancellationToken) =>
        commands.QueryAsync(
            Parts.Statements["admit_jobs"],
            ReadAdmitted,
            cancellationToken,
            [
                .. JobColumns.Of(jobs, isBatch: true).Arguments, SqlArgument.Id("session", request.SessionId), SqlArgument.Interval("window", request.DedupeWindow),
                Parts.Now(),
            ]);
}
