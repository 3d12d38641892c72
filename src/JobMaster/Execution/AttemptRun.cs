using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>What a slot does with a job.</summary>
/// <param name="Begin">Makes the attempt.</param>
/// <param name="Execute">Runs it to its outcome; null when there is nothing to record.</param>
internal sealed record AttemptRun(Func<StoredJob, RunningAttempt> Begin, Func<RunningAttempt, Task<AttemptOutcome?>> Execute);
