using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>
/// A rule for a condition that needs an operator. Add it with <see cref="JobMasterClusterConfig.AddAlert"/>, the same on every node.
/// </summary>
/// <example><code>
/// config.AddAlert(JobAlert.FailureGroup(growth: 20))
///     .AddAlert(JobAlert.OldestWait("mail", TimeSpan.FromMinutes(5)) with { Severity = JobAlertSeverity.Critical })
///     .AddAlertWebhook(new Uri("https://example.com/alerts"), secret);
/// </code></example>
public sealed record JobAlert
{
    private JobAlert(JobAlertKind kind, string name) => (Kind, Name) = (kind, name);

    /// <summary>The kind of condition.</summary>
    public JobAlertKind Kind { get; }

    /// <summary>
    /// Its name, unique in the cluster, at most 100 characters. It names the alert in notices and in the store: a new name is a new alert.
    /// </summary>
    /// <value>The default is the kind, such as <c>oldest-wait</c>, with the lane if it is for one: <c>oldest-wait:mail</c>.</value>
    public string Name { get; init; }

    /// <summary>How serious it is. Each notice contains it.</summary>
    /// <value>The default is <see cref="JobAlertSeverity.Warning"/>.</value>
    public JobAlertSeverity Severity { get; init; } = JobAlertSeverity.Warning;

    /// <summary>How long its condition must be gone before it resolves.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan ResolveAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The least time between two notices that the alert fires for the same subject. An alert that fires and resolves repeatedly sends two
    /// notices in that time.
    /// </summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan AtMostEvery { get; init; } = TimeSpan.FromMinutes(5);

    internal string? Lane { get; private init; }

    /// <summary>The time of the condition; null for the one that follows from the cluster's options.</summary>
    internal TimeSpan? After { get; private init; }

    internal int Growth { get; private init; }

    internal bool WithNew { get; private init; }

    /// <summary>A due job of a lane waits too long. Lanes that an operator paused do not count.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="longest">Fires when the oldest due job has waited longer. More than zero.</param>
    public static JobAlert OldestWait(string lane, TimeSpan longest) =>
        new(JobAlertKind.OldestWait, $"oldest-wait:{lane}") { Lane = lane, After = longest };

    /// <summary>Like <see cref="OldestWait(string, TimeSpan)"/>, for each lane separately.</summary>
    /// <param name="longest">Fires when the oldest due job of a lane has waited longer. More than zero.</param>
    public static JobAlert OldestWait(TimeSpan longest) => new(JobAlertKind.OldestWait, "oldest-wait") { After = longest };

    /// <summary>A lane has due jobs, and no live worker serves it. Lanes that an operator paused do not count.</summary>
    /// <param name="after">Fires when this has lasted for this time. Default: 2 minutes.</param>
    public static JobAlert LaneWithoutWorker(TimeSpan? after = null) =>
        new(JobAlertKind.LaneWithoutWorker, "lane-without-worker") { After = after ?? TimeSpan.FromMinutes(2) };

    /// <summary>
    /// A group of failed jobs is new or grows. A muted group fires only when it reaches the size at which its mute ends. Resolves when no
    /// more jobs of the group fail, even if the failed ones are still there.
    /// </summary>
    /// <param name="growth">Fires when this many jobs of a group failed within the time. Default: 10.</param>
    /// <param name="within">The time, from 10 seconds to 1 day. Default: 5 minutes.</param>
    /// <param name="newGroups">Whether a group whose first job failed within the time fires, even with few jobs.</param>
    public static JobAlert FailureGroup(int growth = 10, TimeSpan? within = null, bool newGroups = true) =>
        new(JobAlertKind.FailureGroup, "failure-group")
        {
            Growth = growth, After = within ?? TimeSpan.FromMinutes(5), WithNew = newGroups,
        };

    /// <summary>
    /// An active schedule is due but has not fired: no node plans, or its expression cannot be read. A schedule that waits for its own job
    /// under its overlap policy is not missed. Also fires if a schedule skipped occurrences after a downtime under its misfire policy, for
    /// 10 minutes from then, or for <paramref name="after"/> if that is longer.
    /// </summary>
    /// <param name="after">Fires when it has been due for this time. Default: 1 minute.</param>
    public static JobAlert MissedSchedule(TimeSpan? after = null) =>
        new(JobAlertKind.MissedSchedule, "missed-schedule") { After = after ?? TimeSpan.FromMinutes(1) };

    /// <summary>
    /// A worker's heartbeat has stopped and its session has not ended. Resolves when the heartbeat continues, or when the session has ended
    /// and others have its jobs.
    /// </summary>
    /// <param name="after">
    /// Fires when its last heartbeat was this long ago. Less than <see cref="JobMasterClusterOptions.HeartbeatTimeout"/>, after which the
    /// session is ended; default: half of it.
    /// </param>
    public static JobAlert StaleHeartbeat(TimeSpan? after = null) => new(JobAlertKind.StaleHeartbeat, "stale-heartbeat") { After = after };
}

/// <summary>The kinds of conditions.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobAlertKind>))]
public enum JobAlertKind
{
    /// <summary>How long the oldest due job of a lane waits.</summary>
    OldestWait = 1,

    /// <summary>Whether lanes with due jobs have a live worker.</summary>
    LaneWithoutWorker = 2,

    /// <summary>Whether groups of failed jobs are new or grow.</summary>
    FailureGroup = 3,

    /// <summary>Whether schedules run when they are due.</summary>
    MissedSchedule = 4,

    /// <summary>Whether workers have a heartbeat.</summary>
    StaleHeartbeat = 5,
}

/// <summary>How serious a condition is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobAlertSeverity>))]
public enum JobAlertSeverity
{
    /// <summary>Good to know.</summary>
    Info = 1,

    /// <summary>Somebody should look at it.</summary>
    Warning = 2,

    /// <summary>Somebody should look at it now.</summary>
    Critical = 3,
}
