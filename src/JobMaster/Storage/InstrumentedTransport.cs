namespace JobMaster.Storage;

/// <summary>Adds a span, a metric and the transient retry to each call of any transport, so that transports need none of these.</summary>
internal sealed class InstrumentedTransport(IAgentTransport inner, StoreCall call) : IAgentTransport
{
    public string Description => inner.Description;

    public int? MaxBodySize => inner.MaxBodySize;

    public Task<string> ProvisionAsync(CancellationToken cancellationToken) => inner.ProvisionAsync(cancellationToken);

    /// <summary>
    /// Repeated under the same ids: messages that an earlier send stored are not stored again, or the admission drops them.
    /// </summary>
    public Task PushAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.agent.push", _ => Done(inner.PushAsync(messages, cancellationToken)), cancellationToken);

    /// <summary>Not repeated here, and not timed: it waits for messages.</summary>
    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        inner.ReceiveAsync(request, cancellationToken);

    public Task AckAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.agent.ack", _ => Done(inner.AckAsync(messages, cancellationToken)), cancellationToken);

    public Task ReleaseAsync(IReadOnlyList<ReceivedMessage> messages, TimeSpan delay, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.agent.release", _ => Done(inner.ReleaseAsync(messages, delay, cancellationToken)), cancellationToken);

    public Task<IReadOnlyList<AgentDepth>> ReadDepthsAsync(CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.agent.depths", _ => inner.ReadDepthsAsync(cancellationToken), cancellationToken);

    public Task<bool> DeleteLaneAsync(string lane, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.agent.delete_lane", _ => inner.DeleteLaneAsync(lane, cancellationToken), cancellationToken);

    public bool IsTransient(Exception exception) => inner.IsTransient(exception);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static async Task<bool> Done(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }
}
