using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Claims within one transaction: at most one job that must run alone, then queue by queue for the free slots, then for prefetch, starting
/// at the queue that filled the slots. It then skips earlier queues, because they are empty or have given their share. If there are many
/// queues, one statement claims from all that have the same share.
/// </summary>
[Experimental("JM9001")]
public class SqlJobClaim
{
    /// <summary>More queues than this count as many. A worker of three lanes with all priorities has fewer.</summary>
    private const int MostSingly = 16;

    private readonly SqlStatement claimJobs;
    private readonly SqlStatement claimMany;
    private readonly SqlStatement claimSolo;
    private readonly Func<DbDataReader, (StoredJob Job, long Seq)> readClaimed;

    /// <summary>Creates the claim of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlJobClaim(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Parts = parts;
        claimJobs = parts.Statements["claim_jobs"];
        claimMany = parts.Statements["claim_many"];
        claimSolo = parts.Statements["claim_solo"];
        readClaimed = new JobRow(parts.Dialect).ReadClaimed;
    }

    /// <summary>The shared parts of the store.</summary>
    protected SqlStoreParts Parts { get; }

    /// <summary>
    /// Whether the claim needs no transaction, because each of its claiming statements is complete in itself, and usually there is only
    /// one.
    /// </summary>
    public static bool IsOneStatement(ClaimRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request is { Queues.Count: 1 or > MostSingly, TakeSolo: false };
    }

    /// <summary>Claims the requested jobs and returns them in the order taken.</summary>
    /// <param name="commands">The connection's commands.</param>
    /// <param name="request">The worker's request.</param>
    /// <param name="excluded">The request's excluded definitions as a JSON array.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async ValueTask<IReadOnlyList<StoredJob>> RunAsync(
        SqlCommands commands, ClaimRequest request, string excluded, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(request);
        var claimed = new List<StoredJob>();
        var soloQueue = request is { TakeSolo: true, FreeSlots: > 0 }
            ? await ClaimSoloAsync(commands, request, excluded, claimed, cancellationToken).ConfigureAwait(false)
            : null;

        if (request.Queues.Count > MostSingly)
        {
            await TakeManyAsync(commands, request, excluded, soloQueue, claimed, cancellationToken).ConfigureAwait(false);
            return claimed;
        }

        int free = request.FreeSlots - claimed.Count;
        int prefetch = request.Prefetch;
        foreach (var share in request.Queues)
        {
            int left = share.Limit - (share.Queue == soloQueue ? 1 : 0);
            if (free > 0 && left > 0)
            {
                int taken = await TakeAsync(share.Queue, ClaimRequest.SoloAfterLosses, Math.Min(free, left)).ConfigureAwait(false);
                free -= taken;
                left -= taken;
            }

            if (free <= 0 && prefetch > 0 && left > 0)
            {
                prefetch -= await TakeAsync(share.Queue, 1, Math.Min(prefetch, left)).ConfigureAwait(false);
            }

            if (free <= 0 && prefetch <= 0)
            {
                break;
            }
        }

        return claimed;

        async ValueTask<int> TakeAsync(JobQueue queue, int lostBelow, int limit)
        {
            var rows = await ClaimQueueAsync(
                commands, request.SessionId, queue, lostBelow, limit, request.Ahead, excluded, request.Reader,
                cancellationToken).ConfigureAwait(false);
            rows.Sort(InOrder);
            claimed.EnsureCapacity(claimed.Count + rows.Count);
            foreach (var (job, _) in rows)
            {
                claimed.Add(job);
            }

            return rows.Count;
        }
    }

    /// <summary>Claims from one queue, in no order. A provider that keeps a watermark per queue adds it here.</summary>
    /// <param name="commands">The connection's commands.</param>
    /// <param name="sessionId">The session that will hold the jobs.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="lostBelow">Only jobs lost fewer times than this.</param>
    /// <param name="limit">The most jobs to claim.</param>
    /// <param name="ahead">Also claim jobs that become due within this time.</param>
    /// <param name="excluded">The excluded definitions as a JSON array.</param>
    /// <param name="reader">The reader whose unreadable jobs are left out; null for none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    protected virtual ValueTask<List<(StoredJob Job, long Seq)>> ClaimQueueAsync(
        SqlCommands commands, Guid sessionId, JobQueue queue, int lostBelow, int limit, TimeSpan ahead, string excluded, string? reader,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        return commands.QueryAsync(
            claimJobs,
            readClaimed,
            cancellationToken,
            SqlArgument.Id("session", sessionId),
            SqlArgument.Text("lane", StoredText.Clean(queue.Lane)),
            SqlArgument.Number("priority", (int)queue.Priority),
            SqlArgument.Number("lost_below", lostBelow),
            SqlArgument.Number("limit", limit),
            SqlArgument.Interval("ahead", ahead),
            SqlArgument.Json("excluded", excluded),
            SqlArgument.Text("reader", reader),
            Parts.Now());
    }

    /// <summary>Claims from many queues, up to a limit of each. A provider that keeps a watermark per queue adds it here.</summary>
    /// <param name="commands">The connection's commands.</param>
    /// <param name="request">The worker's request.</param>
    /// <param name="queues">The queues.</param>
    /// <param name="lostBelow">Only jobs lost fewer times than this.</param>
    /// <param name="each">The most jobs to claim of a queue.</param>
    /// <param name="limit">The most jobs to claim.</param>
    /// <param name="excluded">The excluded definitions as a JSON array.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    protected virtual ValueTask<List<(StoredJob Job, long Seq)>> ClaimQueuesAsync(
        SqlCommands commands, ClaimRequest request, IReadOnlyList<JobQueue> queues, int lostBelow, int each, int limit, string excluded,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(request);
        return commands.QueryAsync(
            claimMany,
            readClaimed,
            cancellationToken,
            SqlArgument.Id("session", request.SessionId),
            SqlArgument.Json("queues", JsonRows.Write(queues, WriteQueue)),
            SqlArgument.Number("lost_below", lostBelow),
            SqlArgument.Number("each", each),
            SqlArgument.Number("limit", limit),
            SqlArgument.Interval("ahead", request.Ahead),
            SqlArgument.Json("excluded", excluded),
            SqlArgument.Text("reader", request.Reader),
            Parts.Now());
    }

    private static int InOrder((StoredJob Job, long Seq) a, (StoredJob Job, long Seq) b) =>
        a.Job.DueAt == b.Job.DueAt ? a.Seq.CompareTo(b.Seq) : a.Job.DueAt.CompareTo(b.Job.DueAt);

    private async ValueTask TakeManyAsync(
        SqlCommands commands, ClaimRequest request, string excluded, JobQueue? soloQueue, List<StoredJob> claimed,
        CancellationToken cancellationToken)
    {
        var shares = new QueueShares(request.Queues, soloQueue);
        int free = request.FreeSlots - claimed.Count;
        while (free > 0 && shares.Next() is { Count: > 0 } queues)
        {
            free -= await TakeAsync(queues, ClaimRequest.SoloAfterLosses, free).ConfigureAwait(false);
        }

        int prefetch = free <= 0 ? request.Prefetch : 0;
        while (prefetch > 0 && shares.Next() is { Count: > 0 } queues)
        {
            prefetch -= await TakeAsync(queues, 1, prefetch).ConfigureAwait(false);
        }

        async ValueTask<int> TakeAsync(IReadOnlyList<JobQueue> queues, int lostBelow, int limit)
        {
            var rows = await ClaimQueuesAsync(commands, request, queues, lostBelow, shares.Each, limit, excluded, cancellationToken)
                .ConfigureAwait(false);
            rows.Sort((a, b) => shares.PlaceOf(a.Job).CompareTo(shares.PlaceOf(b.Job)) is not 0 and var order ? order : InOrder(a, b));
            claimed.AddRange(rows.Select(row => row.Job));
            shares.Took(rows.ConvertAll(row => row.Job), isFull: rows.Count == limit);
            return rows.Count;
        }
    }

    internal static void WriteQueue(Utf8JsonWriter writer, JobQueue queue)
    {
        writer.WriteStartObject();
        writer.Text("lane", queue.Lane);
        writer.Number("priority", (int)queue.Priority);
        writer.WriteEndObject();
    }

    private async ValueTask<JobQueue?> ClaimSoloAsync(
        SqlCommands commands, ClaimRequest request, string excluded, List<StoredJob> claimed, CancellationToken cancellationToken)
    {
        var queues = request.Queues.Where(share => share.Limit > 0).Select(share => share.Queue);
        var rows = await commands.QueryAsync(
            claimSolo,
            readClaimed,
            cancellationToken,
            SqlArgument.Id("session", request.SessionId),
            SqlArgument.Json("queues", JsonRows.Write(queues, WriteQueue)),
            SqlArgument.Json("excluded", excluded),
            SqlArgument.Text("reader", request.Reader),
            Parts.Now()).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return null;
        }

        claimed.Add(rows[0].Job);
        return new JobQueue(rows[0].Job.Lane, rows[0].Job.Priority);
    }
}
