using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Claims from many queues, for databases without one statement for this: first finds the queues that hold due jobs, then claims from each.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlStepwiseClaim : SqlJobClaim
{
    private readonly SqlStatement _findQueues;

    /// <summary>Creates the claim of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlStepwiseClaim(SqlStoreParts parts)
        : base(parts) => _findQueues = parts.Statements["claim_many"];

    /// <inheritdoc/>
    protected override async ValueTask<List<(StoredJob Job, long Seq)>> ClaimQueuesAsync(
        SqlCommands commands, ClaimRequest request, IReadOnlyList<JobQueue> queues, int lostBelow, int each, int limit, string excluded,
        CancellationToken cancellationToken)
    {
        var places = await commands.QueryAsync(
            _findQueues,
            static reader => reader.GetInt32(0),
            cancellationToken,
            SqlArgument.Json("queues", JsonRows.Write(queues, WriteQueue)),
            SqlArgument.Number("lost_below", lostBelow),
            SqlArgument.Number("limit", limit),
            SqlArgument.Interval("ahead", request.Ahead),
            SqlArgument.Json("excluded", excluded),
            SqlArgument.Text("reader", request.Reader),
            Parts.Now()).ConfigureAwait(false);
        var claimed = new List<(StoredJob Job, long Seq)>();
        foreach (int place in places.TakeWhile(_ => claimed.Count < limit))
        {
            claimed.AddRange(await ClaimQueueAsync(
                commands, request.SessionId, queues[place], lostBelow, Math.Min(each, limit - claimed.Count), request.Ahead, excluded,
                request.Reader, cancellationToken).ConfigureAwait(false));
        }

        return claimed;
    }
}
