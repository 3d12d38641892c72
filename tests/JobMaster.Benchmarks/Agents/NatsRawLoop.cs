using JobMaster.Benchmarks.Providers;
using JobMaster.Storage;

namespace JobMaster.Benchmarks.Agents;

/// <summary>
/// A job's way by hand: published and pulled on the agent, admitted by the master's own statements; acknowledged and finished.
/// </summary>
internal sealed class NatsRawLoop(NatsPlace agent, PostgresRawLoop master) : IRawLoop
{
    private IReadOnlyList<RawMessage> _claimed = [];

    public Task InsertAsync(int jobs, DateTimeOffset? dueAt) =>
        dueAt is null ? agent.RawPushAsync(jobs, jobs) : throw new NotSupportedException("An agent takes jobs that are due now.");

    public async Task<IReadOnlyList<JobClaim>> ClaimAsync(int limit)
    {
        _claimed = await agent.RawPullAsync(limit);
        return _claimed.Count == 0
            ? []
            : await master.AdmitAsync(
                [.. _claimed.Select(message => message.Id)], [.. _claimed.Select(message => message.StoredAt.UtcDateTime)]);
    }

    public async Task FinishAsync(IReadOnlyList<JobClaim> claims)
    {
        await agent.RawAckAsync(_claimed);
        await master.FinishAsync(claims);
    }

    public ValueTask DisposeAsync() => master.DisposeAsync();
}
