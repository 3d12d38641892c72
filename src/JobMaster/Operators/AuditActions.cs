namespace JobMaster;

/// <summary>What operators do, as the audit names it.</summary>
public static class AuditActions
{
    /// <summary>A job was cancelled, or asked to stop.</summary>
    public const string CancelJob = "job.cancel";

    /// <summary>A job was moved to another time.</summary>
    public const string RescheduleJob = "job.reschedule";

    /// <summary>A waiting job was given another priority, lane, time, expiry or message data.</summary>
    public const string ChangeJob = "job.change";

    /// <summary>A failed job was made to run again.</summary>
    public const string ReplayJob = "job.replay";

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

    /// <summary>The cluster's mode was changed.</summary>
    public const string SetClusterMode = "cluster.mode";
}
