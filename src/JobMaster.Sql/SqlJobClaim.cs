using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Claims within one transaction: at most one job that must run alone, then queue by queue for the free slots, then for prefetch, starting
/// at the queue that filled the slots. Earlier queues are skipped then: they are empty or have given their share.
/// </summary>
[Experimental("JM9001")]
public class SqlJobClaim
{
    private readonly SqlStatement claimJobs;
    private readonly SqlStatement claimSolo;
    private readonly Func<DbDataReader, (StoredJob Job, long Seq)> readClaimed;

    /// <summary>Creates the steps of one store.</summary>
    /// <param name="parts">What the store's parts share.</param>
    public SqlJobClaim(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Parts = parts;
        claimJobs = parts.Statements["claim_jobs"];
        claimSolo = parts.Statements["claim_solo"];
        readClaimed = new JobRow(parts.Dialect).ReadClaimed;
    }

    /// <summary>What the store's parts share.</summary>
    protected SqlStoreParts Parts { get; }

    /// <summary>
    /// Whether the claim needs no transaction, because it concerns one queue and each of its claiming statements is complete in itself.
    /// </summary>
    public static bool IsOneStatement(ClaimRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request is { Queues.Count: 1, TakeSolo: false };
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
            rows.Sort(static (a, b) => a.Job.DueAt == b.Job.DueAt ? a.Seq.CompareTo(b.Seq) : a.Job.DueAt.CompareTo(b.Job.DueAt));
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
