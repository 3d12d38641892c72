using JobMaster.Benchmarks.Providers;
using JobMaster.NatsJetStream.Client;
using JobMaster.Storage;

namespace JobMaster.Benchmarks.Agents;

/// <summary>A job's way by hand: published and pulled on the agent, admitted by the master's own statements; acknowledged and finished.</summary>
internal sealed class NatsRawLoop(NatsPlace agent, PostgresRawLoop master) : IRawLoop
{
    private readonly IPullConsumer _consumer = agent.OpenConsumer();
    private IReadOnlyList<IncomingMessage> _claimed = [];

    public Task InsertAsync(int jobs, DateTimeOffset? dueAt) =>
        dueAt is null ? agent.RawPushAsync(jobs, jobs) : throw new NotSupportedException("An agent takes jobs that are due now.");

    public async Task<IReadOnlyList<JobClaim>> ClaimAsync(int limit)
    {
        var pulled = await _consumer.PullAsync(limit, noWait: true, expires: null);
        _claimed = pulled.Messages;
        return _claimed.Count == 0 ? [] : await master.AdmitAsync([.. _claimed.Select(message => message.Id)], [.. _claimed.Select(message => message.StoredAt.UtcDateTime)]);
    }

    public async Task FinishAsync(IReadOnlyList<JobClaim> claims)
    {
        await agent.RawAckAsync(_claimed);
        await master.FinishAsync(claims);
    }

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        await master.DisposeAsync();
    }
}
