using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Agents;

/// <summary>
/// Stores jobs on agents if they are due now and have no constraint that needs the master. The job is durable on the agent when the call
/// returns, even if the master is down. A job that no agent takes goes to the master.
/// </summary>
internal sealed class AgentFirst(AgentChoice choice, InsertBatcher master, TimeProvider time)
{
    /// <summary>Whether the request's job may go to an agent.</summary>
    public static bool Takes(JobRequest request) =>
        request is { At: null, Options: { Id: null, IdempotencyKey: null, Unique: null } } && !(request.After > TimeSpan.Zero);

    /// <returns>The answer, and whether an agent has the job.</returns>
    public async Task<(InsertedJob Job, bool OnAgent)> ScheduleAsync(NewJob job, CancellationToken cancellationToken)
    {
        var message = AgentMessageFormat.Write(job);
        List<string>? failures = null;
        foreach (var agent in choice.For(job.Lane, message.Body.Length))
        {
            try
            {
                await agent.PushAsync(message, cancellationToken).ConfigureAwait(false);
                return (Accepted(job), true);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                (failures ??= []).Add($"'{agent.Name}': {exception.Message}");
            }
        }

        return ((await ToMasterAsync([job], failures, cancellationToken).ConfigureAwait(false))[0], false);
    }

    /// <summary>Sends a list to one agent per lane, in batches. Jobs that no agent took go to the master.</summary>
    public async Task<IReadOnlyList<(InsertedJob Job, bool OnAgent)>> ScheduleManyAsync(
        IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<Guid, (InsertedJob, bool)>(jobs.Count);
        var left = new List<NewJob>();
        List<string>? failures = null;
        foreach (var lane in jobs.GroupBy(job => job.Lane, StringComparer.Ordinal))
        {
            foreach (var batch in BatchBytes.Cut(lane.ToList(), AgentConnection.MaxBatch, BatchBytes.Of))
            {
                if (await PushAsync(batch, failures ??= [], cancellationToken).ConfigureAwait(false))
                {
                    foreach (var job in batch)
                    {
                        answers[job.Id] = (Accepted(job), true);
                    }
                }
                else
                {
                    left.AddRange(batch);
                }
            }
        }

        if (left.Count > 0)
        {
            var inserted = await RestAsync().ConfigureAwait(false);
            left.Zip(inserted).ToList().ForEach(pair => answers[pair.First.Id] = (pair.Second, false));
        }

        return [.. jobs.Select(job => answers[job.Id])];

        async Task<IReadOnlyList<InsertedJob>> RestAsync()
        {
            try
            {
                return await ToMasterAsync(left, failures, cancellationToken).ConfigureAwait(false);
            }
            catch (JobMasterException exception) when (answers.Count > 0)
            {
                var stored = answers.Keys.Concat(exception.StoredJobIds).ToHashSet();
                throw PartlyStored.Error(
                    exception, [.. jobs.Select(job => job.Id).Where(stored.Contains)], jobs.Count, inTransaction: false);
            }
        }
    }

    private async Task<bool> PushAsync(IReadOnlyList<NewJob> batch, List<string> failures, CancellationToken cancellationToken)
    {
        var messages = batch.Select(AgentMessageFormat.Write).ToList();
        foreach (var agent in choice.For(batch[0].Lane, messages.Max(message => message.Body.Length)))
        {
            try
            {
                await agent.PushManyAsync(messages).WaitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add($"'{agent.Name}': {exception.Message}");
            }
        }

        return false;
    }

    /// <summary>
    /// An agent that failed may have stored the message and even delivered it, so the master looks for finished jobs too. Every job it
    /// finds belongs to this call.
    /// </summary>
    private async Task<IReadOnlyList<InsertedJob>> ToMasterAsync(
        List<NewJob> jobs, List<string>? failures, CancellationToken cancellationToken)
    {
        var mayBeStored = failures is { Count: > 0 };
        try
        {
            var inserted = jobs.Count == 1
                ? [await master.InsertAsync(jobs[0], mayBeStored, cancellationToken).ConfigureAwait(false)]
                : await master.InsertManyAsync(jobs, mayBeStored, cancellationToken).ConfigureAwait(false);
            return [.. inserted.Select(job => job with { IsNew = true })];
        }
        catch (JobMasterStoreException exception)
        {
            throw new JobMasterStoreException(
                $"Job '{jobs[0].DefinitionId}' was not accepted: neither an agent nor the master took it. Agents: " +
                $"{choice.Reasons(jobs[0].Lane, failures)} Master: {exception.Message}",
                exception);
        }
    }

    private InsertedJob Accepted(NewJob job)
    {
        var now = time.GetUtcNow();
        return new InsertedJob(job.Id, IsNew: true, now, now);
    }
}
