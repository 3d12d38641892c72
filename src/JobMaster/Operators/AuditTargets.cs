namespace JobMaster;

/// <summary>The kinds of targets of operators' changes, as the audit names them.</summary>
public static class AuditTargets
{
    /// <summary>A job, by its id.</summary>
    public const string Job = "job";

    /// <summary>A recurring schedule, by its id.</summary>
    public const string Schedule = "schedule";

    /// <summary>An operation on many jobs, by its id.</summary>
    public const string Operation = "operation";

    /// <summary>A lane, by its name.</summary>
    public const string Lane = "lane";

    /// <summary>A definition, by its id.</summary>
    public const string Definition = "definition";

    /// <summary>Workers, by their name, followed by <c>@</c> and the host if the change is for one host.</summary>
    public const string Worker = "worker";

    /// <summary>An agent, by its name.</summary>
    public const string Agent = "agent";

    /// <summary>A group of failed jobs, by its fingerprint.</summary>
    public const string Failures = "failures";

    /// <summary>The cluster, by its id.</summary>
    public const string Cluster = "cluster";

    /// <summary>A limit, by its name, followed by a colon and the key if the change is for one key.</summary>
    public const string Limit = "limit";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Job, Schedule, Operation, Lane, Definition, Worker, Agent, Failures, Limit, Cluster];
}
