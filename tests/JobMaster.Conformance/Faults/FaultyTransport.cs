namespace JobMaster.Conformance.Faults;

/// <summary>Any agent, with faults between it and its node. Calls are named as <c>nameof(IAgentTransport.PushAsync)</c>.</summary>
public sealed class FaultyTransport(IAgentTransport inner, StoreFaults faults) : IAgentTransport
{
    public string Description => inner.Description;

    public int? MaxBodySize => inner.MaxBodySize;

    public Task<string> ProvisionAsync(CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ProvisionAsync), () => inner.ProvisionAsync(cancellationToken));

    public Task PushAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(PushAsync), () => Done(inner.PushAsync(messages, cancellationToken)));

    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ReceiveAsync), () => inner.ReceiveAsync(request, cancellationToken));

    public Task AckAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(AckAsync), () => Done(inner.AckAsync(messages, cancellationToken)));

    public Task ReleaseAsync(IReadOnlyList<ReceivedMessage> messages, TimeSpan delay, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ReleaseAsync), () => Done(inner.ReleaseAsync(messages, delay, cancellationToken)));

    public Task<IReadOnlyList<AgentDepth>> ReadDepthsAsync(CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ReadDepthsAsync), () => inner.ReadDepthsAsync(cancellationToken));

    public Task<bool> DeleteLaneAsync(string lane, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(DeleteLaneAsync), () => inner.DeleteLaneAsync(lane, cancellationToken));

    public bool IsTransient(Exception exception) => exception is StoreAwayException || inner.IsTransient(exception);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
