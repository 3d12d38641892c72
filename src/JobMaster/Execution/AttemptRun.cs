using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>How a slot runs a job.</summary>
/// <param name="Begin">Creates the attempt.</param>
/// <param name="Execute">Runs the attempt to its outcome; returns null if there is no outcome to record.</param>
internal sealed record AttemptRun(Func<StoredJob, RunningAttempt> Begin, Func<RunningAttempt, Task<AttemptOutcome?>> Execute);
