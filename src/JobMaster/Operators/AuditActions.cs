namespace JobMaster;

/// <summary>The actions of operators, as the audit names them.</summary>
public static class AuditActions
{
    /// <summary>A job was cancelled, or asked to stop.</summary>
    public const string CancelJob = "job.cancel";

    /// <summary>A job was moved to another time.</summary>
    public const string RescheduleJob = "job.reschedule";

    /// <summary>A waiting job got another priority, lane, time, expiry or message data.</summary>
    public const string ChangeJob = "job.change";

    /// <summary>A failed job was made to run again.</summary>
    public const string ReplayJob = "job.replay";

    /// <summary>A failed job was discarded.</summary>
    public const string DiscardJob = "job.discard";

    /// <summary>A discarded job was made failed again.</summary>
    public const string RestoreJob = "job.restore";

    /// <summary>A final job was run again as a new one. Recorded for both.</summary>
    public const string CopyJob = "job.copy";

    /// <summary>A job's hidden and encrypted values were shown. Changes nothing.</summary>
    public const string RevealJob = "job.reveal";

    /// <summary>A recurring schedule was changed.</summary>
    public const string UpdateSchedule = "schedule.update";

    /// <summary>A recurring schedule was paused.</summary>
    public const string PauseSchedule = "schedule.pause";

    /// <summary>A recurring schedule was resumed.</summary>
    public const string ResumeSchedule = "schedule.resume";

    /// <summary>A job of a recurring schedule was started by hand.</summary>
    public const string RunSchedule = "schedule.run";

    /// <summary>A recurring schedule was cancelled.</summary>
    public const string CancelSchedule = "schedule.cancel";

    /// <summary>An operation on many jobs was started.</summary>
    public const string StartOperation = "operation.start";

    /// <summary>An operation was paused.</summary>
    public const string PauseOperation = "operation.pause";

    /// <summary>An operation was resumed.</summary>
    public const string ResumeOperation = "operation.resume";

    /// <summary>An operation was cancelled.</summary>
    public const string CancelOperation = "operation.cancel";

    /// <summary>A lane was paused.</summary>
    public const string PauseLane = "lane.pause";

    /// <summary>A lane was resumed.</summary>
    public const string ResumeLane = "lane.resume";

    /// <summary>The values of a limit were overridden.</summary>
    public const string OverrideLimit = "limit.override";

    /// <summary>An override of a limit was lifted.</summary>
    public const string LiftLimit = "limit.lift";

    /// <summary>A limit was removed.</summary>
    public const string RemoveLimit = "limit.remove";

    /// <summary>A definition was paused.</summary>
    public const string PauseDefinition = "definition.pause";

    /// <summary>A definition was resumed.</summary>
    public const string ResumeDefinition = "definition.resume";

    /// <summary>Workers were cordoned.</summary>
    public const string CordonWorker = "worker.cordon";

    /// <summary>Workers were uncordoned.</summary>
    public const string UncordonWorker = "worker.uncordon";

    /// <summary>Workers were stopped.</summary>
    public const string StopWorker = "worker.stop";

    /// <summary>Workers were started again.</summary>
    public const string StartWorker = "worker.start";

    /// <summary>The number of jobs that workers run at once was changed.</summary>
    public const string SetWorkerConcurrency = "worker.concurrency";

    /// <summary>An agent was drained: it gets no more jobs and is emptied.</summary>
    public const string DrainAgent = "agent.drain";

    /// <summary>An agent gets jobs again.</summary>
    public const string ResumeAgent = "agent.resume";

    /// <summary>A group of failed jobs was muted.</summary>
    public const string MuteFailures = "failures.mute";

    /// <summary>The mute of a group of failed jobs was ended.</summary>
    public const string UnmuteFailures = "failures.unmute";

    /// <summary>The cluster's mode was changed.</summary>
    public const string SetClusterMode = "cluster.mode";
}
