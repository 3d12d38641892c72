using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Configuration;

/// <summary>Registered in the container by a test kit, comes between a node and its handlers. Production has none.</summary>
internal interface ITestRig
{
    /// <summary>Where jitter comes from.</summary>
    Random Random { get; }

    /// <summary>Runs one attempt of the cluster, or does to it what a fault would.</summary>
    Task<AttemptOutcome?> RunAttemptAsync(string clusterId, RunningAttempt attempt, Func<RunningAttempt, Task<AttemptOutcome?>> execute);

    /// <summary>A node stops: time has to pass for what it waits for.</summary>
    void LetTimePass();

    /// <summary>Whether the workers are not told of a job that waits for them now.</summary>
    bool LosesWakeUp(string clusterId, JobQueue queue);
}
