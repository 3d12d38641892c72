using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Configuration;

/// <summary>A part of a test kit, registered in the container, between a node and its handlers. Production has none.</summary>
internal interface ITestRig
{
    /// <summary>The source of jitter.</summary>
    Random Random { get; }

    /// <summary>Runs one attempt of the cluster, or injects a fault into it.</summary>
    Task<AttemptOutcome?> RunAttemptAsync(string clusterId, RunningAttempt attempt, Func<RunningAttempt, Task<AttemptOutcome?>> execute);

    /// <summary>Called when a node stops: time must pass for what it waits for.</summary>
    void LetTimePass();

    /// <summary>Whether the workers are not notified of a job that waits for them now.</summary>
    bool LosesWakeUp(string clusterId, JobQueue queue);
}
