using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>
/// An agent in the memory of the process. It keeps the same contract as the others, except that nothing outlives the process.
/// </summary>
internal sealed class InMemoryAgentTransport(AgentTransportContext context, InMemoryAgentState state) : IAgentTransport
{
    public string Description => $"memory, agent {context.Name}";

    public int? MaxBodySize => null;

    private DateTimeOffset Now => context.Time.GetUtcNow();

    public Task<string> ProvisionAsync(CancellationToken cancellationToken)
    {
        state.Own(context);
        return Task.FromResult(state.Identity);
    }

    public Task PushAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        state.Push(messages, Now);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var left = request.Wait - context.Time.GetElapsedTime(started);
            using var waiter = left > TimeSpan.Zero
                ? new InMemoryAgentWaiter([.. request.Queues.Select(share => share.Queue)], left, context.Time)
                : null;
            var taken = state.Take(request, Now, context.Lease, waiter);
            if (taken.Count > 0 || waiter is null)
            {
                return taken;
            }

            using (cancellationToken.UnsafeRegister(static waiter => ((InMemoryAgentWaiter)waiter!).Wake(), waiter))
            {
                await waiter.Woken.ConfigureAwait(false);
            }

            state.Leave(waiter);
        }
    }

    public Task AckAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken)
    {
        state.Ack(messages);
        return Task.CompletedTask;
    }

    public Task ReleaseAsync(IReadOnlyList<ReceivedMessage> messages, TimeSpan delay, CancellationToken cancellationToken)
    {
        state.Release(messages, Now + delay);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AgentDepth>> ReadDepthsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AgentDepth>>(state.Depths(Now));

    public Task<bool> DeleteLaneAsync(string lane, CancellationToken cancellationToken) =>
        Task.FromResult(!state.Depths(Now).Exists(depth => depth.Queue.Lane == lane));

    public bool IsTransient(Exception exception) => exception is TimeoutException or IOException;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
