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
    private readonly SqlStatement _claimMany;
    private readonly Func<DbDataReader, (StoredJob Job, long Seq)> _readClaimed;

    public PostgresJobClaim(SqlStoreParts parts, ClaimWatermarks watermarks)
        : base(parts)
    {
        _watermarks = watermarks;
        _claimJobs = parts.Statements["claim_jobs"];
        _claimMany = parts.Statements["claim_many"];
        _readClaimed = new JobRow(parts.Dialect).ReadClaimed;
    }

    protected override async ValueTask<List<(StoredJob Job, long Seq)>> ClaimQueueAsync(
        SqlCommands commands, Guid sessionId, JobQueue queue, int lostBelow, int limit, TimeSpan ahead, string excluded, string? reader,
        CancellationToken cancellationToken)
    {
        string[] names = Names(excluded);

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

    protected override async ValueTask<List<(StoredJob Job, long Seq)>> ClaimQueuesAsync(
        SqlCommands commands, ClaimRequest request, IReadOnlyList<JobQueue> queues, int lostBelow, int each, int limit, string excluded,
        CancellationToken cancellationToken)
    {
        string[] names = Names(excluded);
        var filter = new ClaimFilter(lostBelow, excluded, request.Reader);
        var places = queues.Select(queue => request.Ahead > TimeSpan.Zero ? QueuePlace.Start : _watermarks.Next(queue, filter)).ToList();
        var rows = await TakeAsync(queues, places).ConfigureAwait(false);
        if (rows.Count > 0)
        {
            return rows;
        }

        var again = queues.Where((queue, i) => places[i] != QueuePlace.Start && _watermarks.MayScan(queue, filter)).ToList();
        return again.Count == 0 ? rows : await TakeAsync(again, again.ConvertAll(_ => QueuePlace.Start)).ConfigureAwait(false);

        async ValueTask<List<(StoredJob Job, long Seq)>> TakeAsync(IReadOnlyList<JobQueue> from, List<QueuePlace> after)
        {
            using var claims = _watermarks.Begin(from);
            var taken = await commands.QueryAsync(
                _claimMany,
                _readClaimed,
                cancellationToken,
                SqlArgument.Id("session", request.SessionId),
                SqlArgument.Json("queues", JsonRows.Write(from.Zip(after), ClaimWatermarks.WritePlace)),
                SqlArgument.Number("lost_below", lostBelow),
                SqlArgument.Number("each", each),
                SqlArgument.Number("limit", limit),
                SqlArgument.Interval("ahead", request.Ahead),
                new SqlArgument("excluded", SqlArgumentKind.Native, names),
                SqlArgument.Text("reader", request.Reader),
                Parts.Now()).ConfigureAwait(false);
            if (request.Ahead == TimeSpan.Zero)
            {
                var lasts = taken.GroupBy(row => new JobQueue(row.Job.Lane, row.Job.Priority))
                    .ToDictionary(queue => queue.Key, queue => Last([.. queue]));

                // A full claim has not read the queues after the last one that gave a job.
                int looked = taken.Count < limit ? from.Count : 1 + Enumerable.Range(0, from.Count).Last(i => lasts.ContainsKey(from[i]));
                for (int i = 0; i < looked; i++)
                {
                    claims[i].Ended(filter, after[i], lasts.GetValueOrDefault(from[i]));
                }
            }

            return taken;
        }
    }

    /// <summary>
    /// Uses an array, because the planner knows its length. With a sub-select the planner expects no row to match, and reads and sorts the
    /// whole table.
    /// </summary>
    private static string[] Names(string excluded) => excluded == "[]" ? [] : ReadNames(excluded);

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
