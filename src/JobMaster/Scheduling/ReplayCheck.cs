using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>Looks at jobs that go to another definition as a replay of named jobs does.</summary>
/// <param name="registry">The definitions of this process.</param>
/// <param name="known">Those of others.</param>
/// <param name="jobs">Finds what does not fit.</param>
/// <param name="storage">Encrypts message data for the other definition.</param>
internal sealed class ReplayCheck(JobDefinitionRegistry registry, KnownDefinitions known, JobFactory jobs, PayloadStorage storage)
    : IReplayCheck
{
    public bool Knows(string definitionId) => registry.Find(definitionId) is not null || known.IsRead;

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
