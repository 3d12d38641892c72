using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Receives available messages: finds the requested queues that have some, then leases from each in the requested order, up to its share.
/// </summary>
internal sealed class SqlAgentReceive
{
    private readonly SqlAgentParts parts;
    private readonly SqlStatement findMessages;
    private readonly SqlStatement receiveMessages;
    private readonly Func<DbDataReader, Row> readRow;

    public SqlAgentReceive(SqlAgentParts parts)
    {
        this.parts = parts;
        findMessages = parts.Store.Statements["find_messages"];
        receiveMessages = parts.Store.Statements["receive_messages"];
        var dialect = parts.Store.Dialect;
        readRow = reader =>
            new Row(
                reader.GetInt64(0), dialect.ReadId(reader, 1), reader.GetInt32(2), dialect.ReadTime(reader, 3),
                reader.GetFieldValue<byte[]>(4));
    }

    /// <summary>
    /// Returns the messages. If there are none, returns the time until one of the requested queues may have some, if known.
    /// </summary>
    public async Task<(
        IReadOnlyList<ReceivedMessage> Messages, TimeSpan? UntilNext)> RunAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        var untils = await FindAsync(request, cancellationToken).ConfigureAwait(false);
        var shares = request.Queues.Where(share =>
            share.Limit > 0 && untils.TryGetValue(share.Queue, out var until) && until <= TimeSpan.Zero)
            .ToList();
        if (shares.Count == 0)
        {
            return ([], untils.Count == 0 ? null : untils.Values.Min());
        }

        // Never cancelled: if nobody reads the answer, the leased messages wait for the end of their lease.
        var received = await parts.Store.Runner.WriteOneAsync(
            (commands, token) => LeaseAsync(commands, shares, request.Limit, token), CancellationToken.None).ConfigureAwait(false);
        return (received, null);
    }

    private async Task<Dictionary<JobQueue, TimeSpan>> FindAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        var asked = request.Queues.Select(share => share.Queue).Distinct().ToList();
        var queues = SqlArgument.Json("queues", JsonRows.Write(asked, SqlJobClaim.WriteQueue));
        var found = await parts.Store.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                findMessages, static reader => (Place: reader.GetInt32(0), Until: reader.Interval(1)), token, queues),
            cancellationToken).ConfigureAwait(false);
        return found.Where(queue => queue.Until is not null).ToDictionary(queue => asked[queue.Place], queue => queue.Until!.Value);
    }

    private async ValueTask<IReadOnlyList<ReceivedMessage>> LeaseAsync(
        SqlCommands commands, List<QueueShare> shares, int limit, CancellationToken cancellationToken)
    {
        var received = new List<ReceivedMessage>();
        foreach (var share in shares)
        {
            int wanted = Math.Min(share.Limit, limit - received.Count);
            if (wanted <= 0)
            {
                break;
            }

            var rows = await commands.QueryAsync(
                receiveMessages,
                readRow,
                cancellationToken,
                SqlArgument.Text("lane", StoredText.Clean(share.Queue.Lane)),
                SqlArgument.Number("priority", (int)share.Queue.Priority),
                SqlArgument.Number("limit", wanted),
                SqlArgument.Interval("lease", parts.Context.Lease)).ConfigureAwait(false);
            rows.Sort(static (a, b) => a.Seq.CompareTo(b.Seq));
            received.AddRange(rows.Select(row =>
                new ReceivedMessage(
                    new AgentMessage(row.Id, share.Queue, row.Body), SqlAgentReceipt.Write(row.Seq), row.PushedAt, row.Deliveries)));
        }

        return received;
    }

    private readonly record struct Row(long Seq, Guid Id, int Deliveries, DateTimeOffset PushedAt, byte[] Body);
}
