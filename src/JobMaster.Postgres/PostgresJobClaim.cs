using System.Data.Common;
using System.Text.Json;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>
/// Claims from a queue, starting where the last claim of it ended. Starts from its front if that finds too few jobs or the
/// interval has passed.
/// </summary>
internal sealed class PostgresJobClaim : SqlJobClaim
{
    private readonly ClaimWatermarks _watermarks;
    private readonly SqlStatement _claimJobs;
    private readonly Func<DbDataReader, (StoredJob Job, long Seq)> _readClaimed;

    public PostgresJobClaim(SqlStoreParts parts, ClaimWatermarks watermarks)
        : base(parts)
    {
        _watermarks = watermarks;
        _claimJobs = parts.Statements["claim_jobs"];
        _readClaimed = new JobRow(parts.Dialect).ReadClaimed;
    }

    protected override async ValueTask<List<(StoredJob Job, long Seq)>> ClaimQueueAsync(
        SqlCommands commands, Guid sessionId, JobQueue queue, int lostBelow, int limit, TimeSpan ahead, string excluded, string? reader,
        CancellationToken cancellationToken)
    {
        // An array, whose length the planner knows: with a sub-select it expects no row to match, and reads and sorts the whole table.
        string[] names = excluded == "[]" ? [] : ReadNames(excluded);

        // Jobs claimed before they are due do not show where the due ones end.
        var filter = new ClaimFilter(lostBelow, excluded, reader);
        var place = ahead > TimeSpan.Zero ? QueuePlace.Start : _watermarks.Next(queue, filter);
        var rows = await TakeAsync(place, limit).ConfigureAwait(false);

        // The claimed jobs start immediately. The poll that follows each claim that did not fill the slots finds jobs before the position.
        return rows.Count == 0 && place != QueuePlace.Start && _watermarks.MayScan(queue, filter)
            ? await TakeAsync(QueuePlace.Start, limit).ConfigureAwait(false)
            : rows;

        async ValueTask<List<(StoredJob Job, long Seq)>> TakeAsync(QueuePlace from, int wanted)
        {
            using var claim = _watermarks.Begin(queue);
            var taken = await commands.QueryAsync(
                _claimJobs,
                _readClaimed,
                cancellationToken,
                SqlArgument.Id("session", sessionId),
                SqlArgument.Text("lane", StoredText.Clean(queue.Lane)),
                SqlArgument.Number("priority", (int)queue.Priority),
                SqlArgument.Time("after_due_at", from.DueAt),
                SqlArgument.Number("after_seq", from.Seq),
                SqlArgument.Number("lost_below", lostBelow),
                SqlArgument.Number("limit", wanted),
                SqlArgument.Interval("ahead", ahead),
                new SqlArgument("excluded", SqlArgumentKind.Native, names),
                SqlArgument.Text("reader", reader),
                Parts.Now()).ConfigureAwait(false);
            if (ahead == TimeSpan.Zero)
            {
                claim.Ended(filter, from, Last(taken));
            }

            return taken;
        }
    }

    private static string[] ReadNames(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(name => name.GetString()!)];
    }

    private static QueuePlace? Last(List<(StoredJob Job, long Seq)> taken)
    {
        QueuePlace? last = null;
        foreach (var (job, seq) in taken)
        {
            var place = new QueuePlace(job.DueAt, seq);
            last = last is { } highest && place.IsBehind(highest) ? last : place;
        }

        return last;
    }
}
