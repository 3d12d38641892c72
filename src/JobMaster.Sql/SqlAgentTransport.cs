using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// An agent on a relational database: one table of messages, in which a lease moves the time from which a message can be delivered. Times
/// are the database's own. A push wakes the receivers of its process, and those of others if the database can notify them. Receivers also
/// poll, at growing intervals.
/// </summary>
[Experimental("JM9001")]
public abstract class SqlAgentTransport : IAgentTransport
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    private readonly SqlAgentParts parts;
    private readonly SqlAgentProvision provision;
    private readonly SqlAgentReceive receive;
    private readonly SqlAgentArrivals arrivals;
    private readonly SqlAgentListener listener;

    /// <summary>Creates the agent.</summary>
    /// <param name="parts">The provider's parts.</param>
    protected SqlAgentTransport(SqlAgentParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        arrivals = new SqlAgentArrivals(parts.Context.Time);
        provision = new SqlAgentProvision(parts);
        receive = new SqlAgentReceive(parts);
        listener = new SqlAgentListener(parts.WakeUps, arrivals);
    }

    /// <inheritdoc/>
    public string Description => parts.Description;

    /// <inheritdoc/>
    public int? MaxBodySize => null;

    /// <summary>The shared parts of the store.</summary>
    protected SqlStoreParts Store => parts.Store;

    /// <inheritdoc/>
    public async Task<string> ProvisionAsync(CancellationToken cancellationToken)
    {
        try
        {
            await provision.MigrateAsync(cancellationToken).ConfigureAwait(false);
            return await provision.OwnAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not JobMasterException && Store.Dialect.Explain(exception) is { } explained)
        {
            throw new JobMasterStoreException($"Agent '{parts.Context.Name}': {explained.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public async Task PushAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
        {
            return;
        }

        await CallAsync(async () =>
        {
            await PushRowsAsync(messages, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        foreach (var queue in messages.Select(message => message.Queue).Distinct())
        {
            arrivals.Signal(queue);
            parts.WakeUps?.Publish(queue);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Wait > TimeSpan.Zero)
        {
            listener.Start();
        }

        var time = parts.Context.Time;
        long started = time.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            using var arrival = arrivals.Await(request.Queues.Select(share => share.Queue));
            var (messages, untilNext) = await CallAsync(() => receive.RunAsync(request, cancellationToken)).ConfigureAwait(false);
            var left = request.Wait - time.GetElapsedTime(started);
            if (messages.Count > 0 || left <= TimeSpan.Zero)
            {
                return messages;
            }

            var wait = new[] { left, pause, untilNext ?? left }.Min();
            await arrival.WaitAsync(
                wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), cancellationToken).ConfigureAwait(false);
            var longest = listener.Hears ? SqlAgentListener.Reassurance : parts.LongestPause;
            pause = pause * 1.5 < longest ? pause * 1.5 : longest;
        }
    }

    /// <inheritdoc/>
    public Task AckAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        string places = JsonRows.Write(
            messages.Select(SqlAgentReceipt.Of), static (writer, receipt) => writer.WriteNumberValue(receipt.Seq));
        return messages.Count == 0
            ? Task.CompletedTask
            : CallAsync(() => Store.Runner.WriteOneAsync(
                (commands, token) =>
                    commands.ExecuteAsync(Store.Statements["ack_messages"], token, SqlArgument.Json("places", places)), cancellationToken));
    }

    /// <inheritdoc/>
    public async Task ReleaseAsync(IReadOnlyList<ReceivedMessage> messages, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
        {
            return;
        }

        var sent = SqlArgument.Json("messages", JsonRows.Write(messages.Select(SqlAgentReceipt.Of), WriteReceipt));
        await CallAsync(() => Store.Runner.WriteOneAsync(
            (commands, token) =>
                commands.ExecuteAsync(Store.Statements["release_messages"], token, sent, SqlArgument.Interval("delay", delay)),
                cancellationToken)).ConfigureAwait(false);
        if (delay <= TimeSpan.Zero)
        {
            foreach (var queue in messages.Select(message => message.Message.Queue).Distinct())
            {
                arrivals.Signal(queue);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentDepth>> ReadDepthsAsync(CancellationToken cancellationToken) =>
        await CallAsync(() => Store.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                Store.Statements["read_depths"],
                static reader =>
                    new AgentDepth(
                        new JobQueue(reader.GetString(0), (JobMasterPriority)reader.GetInt32(1)), reader.GetInt64(2), reader.GetInt64(3)),
                token),
            cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<bool> DeleteLaneAsync(string lane, CancellationToken cancellationToken)
    {
        // A lane consists only of its messages.
        var found = await CallAsync(() => Store.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                Store.Statements["find_lane"], static reader =>
                    reader.GetInt64(0), token, SqlArgument.Text("lane", StoredText.Clean(lane))),
            cancellationToken)).ConfigureAwait(false);
        return found is [0];
    }

    /// <inheritdoc/>
    public bool IsTransient(Exception exception) =>
        exception is JobMasterStoreException { InnerException: { } inner }
            ? IsTransient(inner)
            : exception is TimeoutException || Store.Dialect.IsTransient(exception);

    /// <summary>Stops listening and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync().ConfigureAwait(false);
        if (Store.Runner is IAsyncDisposable runner)
        {
            await runner.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Stores the messages whose ids are new, all or none.</summary>
    protected abstract Task PushRowsAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a call and translates the database's exceptions for users. A transient error stays transient, because the exception wraps its
    /// cause.
    /// </summary>
    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not JobMasterException && Store.Dialect.Explain(exception) is { } explained)
        {
            throw explained;
        }
    }

    private static void WriteReceipt(Utf8JsonWriter writer, SqlAgentReceipt receipt)
    {
        writer.WriteStartObject();
        writer.Number("seq", receipt.Seq);
        writer.Number("deliveries", receipt.Deliveries);
        writer.WriteEndObject();
    }
}

/// <summary>Identifies a delivered message and its delivery.</summary>
internal readonly record struct SqlAgentReceipt(long Seq, int Deliveries)
{
    public static SqlAgentReceipt Of(ReceivedMessage message) =>
        new(long.Parse(message.Receipt, CultureInfo.InvariantCulture), message.Deliveries);

    public static string Write(long seq) => seq.ToString(CultureInfo.InvariantCulture);
}
