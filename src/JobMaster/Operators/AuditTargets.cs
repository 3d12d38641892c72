namespace JobMaster;

/// <summary>The kinds of things operators change, as the audit names them.</summary>
public static class AuditTargets
{
    /// <summary>A job, by its id.</summary>
    public const string Job = "job";

    /// <summary>A recurring schedule, by its id.</summary>
    public const string Schedule = "schedule";

    /// <summary>An operation on many jobs, by its id.</summary>
    public const string Operation = "operation";

    /// <summary>The cluster, by its id.</summary>
    public const string Cluster = "cluster";
}
