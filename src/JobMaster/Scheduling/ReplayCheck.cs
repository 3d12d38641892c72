using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>Checks jobs that move to another definition, as a replay of named jobs does.</summary>
/// <param name="registry">The definitions of this process.</param>
/// <param name="known">The definitions of other processes.</param>
/// <param name="jobs">Finds message data that does not fit.</param>
/// <param name="storage">Encrypts message data for the other definition.</param>
internal sealed class ReplayCheck(JobDefinitionRegistry registry, KnownDefinitions known, JobFactory jobs, PayloadStorage storage)
    : IReplayCheck
{
    /// <summary>Above this number, definitions are searched for again.</summary>
    private const int MostNowhere = 100;

    /// <summary>
    /// The definitions that were searched for and that no node has. Several operations may each search for another definition; this keeps
    /// them from delaying each other forever.
    /// </summary>
    private volatile HashSet<string> _nowhere = new(StringComparer.Ordinal);

    public bool Knows(string definitionId) => registry.Find(definitionId) is not null
        || (known.IsRead && (known.Find(definitionId) is not null || _nowhere.Contains(definitionId)));

    /// <summary>
    /// Reads the definitions, so that the next round can check its jobs. A definition that no node has is searched for again after a
    /// minute; until then its jobs are replayed unchecked, because there is no schema to check them with.
    /// </summary>
    public async Task LearnAsync(string definitionId, IDefinitionStore store, CancellationToken cancellationToken)
    {
        await known.ReadAgainAsync(store, cancellationToken).ConfigureAwait(false);
        var before = _nowhere.Count < MostNowhere ? _nowhere : [];
        _nowhere = before.Append(definitionId).Where(id => known.Find(id) is null).ToHashSet(StringComparer.Ordinal);
    }

    public StoredReplay? Fit(ReplayedPayload job, StoredReplay replay)
    {
        var target = replay.DefinitionId!;
        if (jobs.WhyUnreadable(job, target) is not null)
        {
            return null;
        }

        // Encrypted data is bound to its definition. A node without its key cannot move it.
        return PayloadEnvelope.KeyOf(job.Payload) is null ? replay
            : storage.TryOpen(job.Payload, job.DefinitionId) is null ? null
            : replay with { ChangesPayload = true, Payload = storage.Move(job.Payload!, job.DefinitionId, target) };
    }
}
