using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>Where a held job is. A job only moves forward; one that is given up skips states.</summary>
internal enum HeldState
{
    /// <summary>Claimed before it is due. Takes no slot.</summary>
    Early,

    /// <summary>Waits for a slot that is free or will soon be.</summary>
    Waiting,

    /// <summary>Runs in a slot.</summary>
    Running,

    /// <summary>Its outcome is on its way to the store. It no longer takes a slot.</summary>
    Ended,

    /// <summary>Its outcome is recorded or refused, or it belongs to another session.</summary>
    Gone,
}

/// <summary>One job that a worker holds, from its claim to its recorded outcome.</summary>
internal sealed class HeldJob(StoredJob job, WorkerSession session, HeldJobs holder, HeldState state)
{
    public StoredJob Job => job;

    /// <summary>The session it was claimed under.</summary>
    public WorkerSession Session => session;

    public JobClaim Claim => new(job.Id, job.ClaimNo);

    /// <summary>Whether it was lost so often that no other such job runs beside it.</summary>
    public bool IsSolo => job.LostCount >= ClaimRequest.SoloAfterLosses;

    public HeldState State => Current;

    /// <summary>The attempt, after it has started.</summary>
    public RunningAttempt? Attempt { get; private set; }

    /// <summary>How the attempt ended, after the completer has it.</summary>
    public AttemptOutcome? Outcome { get; set; }

    /// <summary>When it began to wait for a slot, if it has limits.</summary>
    public long CameAt { get; set; }

    /// <summary>Whether the store refused the outcome, so that a plain failure replaces it.</summary>
    public bool IsRefused { get; set; }

    /// <summary>For <see cref="HeldJobs"/>: only it moves a job.</summary>
    internal volatile HeldState Current = state;

    /// <summary>For <see cref="HeldJobs"/>: its neighbours in the list of all.</summary>
    internal HeldJob? Before;

    internal HeldJob? Behind;

    /// <summary>The time of a job claimed early has come.</summary>
    public void Due() => holder.Move(this, HeldState.Waiting);

    /// <returns>False if it was given up meanwhile.</returns>
    public bool Run(RunningAttempt attempt)
    {
        Attempt = attempt;
        return holder.Move(this, HeldState.Running);
    }

    /// <returns>Whether it had not ended before.</returns>
    public bool End() => holder.Move(this, HeldState.Ended);

    /// <returns>Whether it had neither started nor ended.</returns>
    public bool EndUnstarted() => holder.EndUnstarted(this);

    public void Leave() => holder.Move(this, HeldState.Gone);
}
