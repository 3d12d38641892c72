namespace JobMaster.Testing;

/// <summary>An injected fault.</summary>
/// <param name="Kind">The kind of fault.</param>
/// <param name="JobId">The job it hit; null for a lost wake-up.</param>
/// <param name="JobDefinitionId">The job's definition; null for a lost wake-up.</param>
/// <param name="Attempt">The attempt it hit, from 1; 0 for a lost wake-up.</param>
public sealed record InjectedFault(FaultKind Kind, Guid? JobId, string? JobDefinitionId, int Attempt);

/// <summary>What can go wrong around a handler.</summary>
public enum FaultKind
{
    /// <summary>The process died after the handler had run and before its outcome was recorded.</summary>
    CrashBeforeOutcome = 1,

    /// <summary>The job was given to a second worker while the first still ran it.</summary>
    DuplicateDelivery = 2,

    /// <summary>The clock was set to another time.</summary>
    ClockJump = 3,

    /// <summary>A worker got no notification of a job that waits for it.</summary>
    LostWakeUp = 4,
}
