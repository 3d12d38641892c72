using JobMaster.Agents;
using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>
/// Registers on the master what an agent delivered, and acknowledges it at once: from then on the job is the master's and the session's,
/// and an agent that dies takes nothing with it.
/// </summary>
internal sealed class JobAdmission(IAdmissionStore store, JobMasterTelemetry telemetry, TimeSpan dedupeWindow, ILogger logger)
{
    /// <summary>How long a message is left alone that only a newer version of the library can read.</summary>
    private static readonly TimeSpan ForNewerNodes = TimeSpan.FromSeconds(30);

    /// <param name="agent">Who delivered the messages.</param>
    /// <param name="messages">The messages, under their lease.</param>
    /// <param name="sessionId">The session that will run the jobs; null to have them wait on the master.</param>
    /// <returns>The jobs to run. When this throws, some or all may be admitted; the messages are delivered again and dropped.</returns>
    public async Task<IReadOnlyList<StoredJob>> AdmitAsync(AgentConnection agent, IReadOnlyList<ReceivedMessage> messages, Guid? sessionId)
    {
        var delivered = Read(agent, messages);

        // Never cancelled: jobs admitted by a call whose answer nobody reads would stay with this session.
        var results = await store.AdmitAsync(
            new AdmitRequest { SessionId = sessionId, Jobs = [.. delivered.Values], DedupeWindow = dedupeWindow },
            CancellationToken.None).ConfigureAwait(false);
        var kinds = delivered.Keys.Zip(results, (id, result) => (id, result.Kind)).ToDictionary(pair => pair.id, pair => pair.Kind);

        agent.Settle(
            [.. messages.Where(message => kinds.TryGetValue(message.Message.Id, out var kind) && kind != AdmitKind.Refused)],
            [.. messages.Where(message => kinds.TryGetValue(message.Message.Id, out var kind) && kind == AdmitKind.Refused)],
            TimeSpan.Zero);
        Report(agent, delivered, kinds);
        return [.. results.Where(result => result.Job is not null).Select(result => result.Job!)];
    }

    /// <summary>The jobs by id; a message delivered twice counts once, one that only a newer node can read goes back.</summary>
    private Dictionary<Guid, DeliveredJob> Read(AgentConnection agent, IReadOnlyList<ReceivedMessage> messages)
    {
        var delivered = new Dictionary<Guid, DeliveredJob>(messages.Count);
        var newer = new List<ReceivedMessage>();
        foreach (var message in messages)
        {
            if (AgentMessageFormat.Read(message) is { } job)
            {
                delivered[message.Message.Id] = job;
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
