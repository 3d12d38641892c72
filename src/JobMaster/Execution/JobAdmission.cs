using JobMaster.Agents;
using JobMaster.Diagnostics;
using JobMaster.Limits;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>
/// Registers an agent's messages on the master and acknowledges them right after. From then on the jobs belong to the master and the
/// session, and the loss of the agent does no harm.
/// </summary>
internal sealed class JobAdmission(
    IAdmissionStore store, JobMasterTelemetry telemetry, TimeSpan dedupeWindow, LimitsInForce limits, ILogger logger,
    Func<Exception, bool> isRefusal)
{
    /// <summary>How long a message that only a newer version of the library can read is left alone.</summary>
    private static readonly TimeSpan ForNewerNodes = TimeSpan.FromSeconds(30);

    /// <param name="agent">The agent that delivered the messages.</param>
    /// <param name="messages">The messages, under their lease.</param>
    /// <param name="sessionId">The session that will run the jobs; null if they are to wait on the master.</param>
    /// <returns>
    /// The jobs to run. If the call throws, some or all jobs may be admitted; the messages are delivered again and dropped.
    /// </returns>
    public async Task<IReadOnlyList<StoredJob>> AdmitAsync(AgentConnection agent, IReadOnlyList<ReceivedMessage> messages, Guid? sessionId)
    {
        var delivered = Read(agent, messages);

        // Never cancelled: if nobody reads the answer, the admitted jobs stay with this session.
        var limited = delivered.Values.Where(static job => job.Job.Limits is not null).ToList();
        var results = (await AdmitAsync(delivered.Values, sessionId, limited.Count == 0).ConfigureAwait(false)).ToList();
        var ids = delivered.Values.Where(job => limited.Count == 0 || job.Job.Limits is null).Select(static job => job.Job.Id).ToList();
        if (limited.Count > 0)
        {
            // They wait at their gates, for any worker.
            results.AddRange(await StoreAsync(limited, sessionId: null).ConfigureAwait(false));
            ids.AddRange(limited.Select(static job => job.Job.Id));
        }

        var kinds = ids.Zip(results, (id, result) => (id, result.Kind)).ToDictionary(pair => pair.id, pair => pair.Kind);

        agent.Settle(
            [.. messages.Where(message => kinds.TryGetValue(message.Message.Id, out var kind) && kind != AdmitKind.Refused)],
            [.. messages.Where(message => kinds.TryGetValue(message.Message.Id, out var kind) && kind == AdmitKind.Refused)],
            TimeSpan.Zero);
        Report(agent, delivered, kinds);
        return [.. results.Where(result => result.Job is not null).Select(result => result.Job!)];
    }

    private Task<IReadOnlyList<AdmitResult>> AdmitAsync(IEnumerable<DeliveredJob> delivered, Guid? sessionId, bool all)
    {
        List<DeliveredJob> jobs = [.. all ? delivered : delivered.Where(static job => job.Job.Limits is null)];
        return jobs.Count == 0 ? Task.FromResult<IReadOnlyList<AdmitResult>>([]) : StoreAsync(jobs, sessionId);
    }

    /// <summary>Admits jobs. If the store refuses a batch, it is halved until the bad job is alone, which is quarantined.</summary>
    private async Task<IReadOnlyList<AdmitResult>> StoreAsync(IReadOnlyList<DeliveredJob> jobs, Guid? sessionId)
    {
        try
        {
            return await store.AdmitAsync(
                new AdmitRequest { SessionId = sessionId, Jobs = jobs, DedupeWindow = dedupeWindow }, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (isRefusal(exception) && (jobs.Count > 1 || jobs[0].Quarantine is null))
        {
            if (jobs.Count == 1)
            {
                return await StoreAsync([AgentMessageFormat.Refused(jobs[0].Job, exception)], sessionId: null).ConfigureAwait(false);
            }

            var half = (jobs.Count + 1) / 2;
            return [
                .. await StorePartAsync([.. jobs.Take(half)], sessionId).ConfigureAwait(false),
                .. await StorePartAsync([.. jobs.Skip(half)], sessionId).ConfigureAwait(false)];
        }
    }

    /// <summary>Admits a part of a batch. If that fails, its messages go back, because the other part may be admitted.</summary>
    private async Task<IReadOnlyList<AdmitResult>> StorePartAsync(IReadOnlyList<DeliveredJob> jobs, Guid? sessionId)
    {
        try
        {
            return await StoreAsync(jobs, sessionId).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.PartNotAdmitted(logger, exception, jobs.Count);
            return [.. jobs.Select(static _ => new AdmitResult(AdmitKind.Refused))];
        }
    }

    /// <summary>
    /// Returns the jobs by id. A message delivered twice counts once. A message that only a newer node can read goes back.
    /// </summary>
    private Dictionary<Guid, DeliveredJob> Read(AgentConnection agent, IReadOnlyList<ReceivedMessage> messages)
    {
        var delivered = new Dictionary<Guid, DeliveredJob>(messages.Count);
        var newer = new List<ReceivedMessage>();
        foreach (var message in messages)
        {
            if (AgentMessageFormat.Read(message) is { } job)
            {
                delivered[message.Message.Id] = job with { Job = limits.Under(job.Job) };
            }
            else
            {
                newer.Add(message);
            }
        }

        if (newer.Count > 0)
        {
            agent.Settle([], newer, ForNewerNodes);
            Log.MessagesTooNew(logger, newer.Count, agent.Name, AgentMessageFormat.Version);
        }

        return delivered;
    }

    private void Report(AgentConnection agent, Dictionary<Guid, DeliveredJob> delivered, Dictionary<Guid, AdmitKind> kinds)
    {
        foreach (var group in kinds.GroupBy(pair => pair.Value))
        {
            telemetry.Admitted(agent.Name, group.Key, group.Count());
        }

        foreach (var (id, _) in kinds.Where(pair => pair.Value == AdmitKind.Quarantined))
        {
            Log.JobQuarantined(logger, id, delivered[id].Job.DefinitionId, agent.Name);
        }
    }
}
