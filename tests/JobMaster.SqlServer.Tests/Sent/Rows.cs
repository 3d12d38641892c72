namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>Rows as statements return them, column by column.</summary>
internal static class Rows
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 11, 0, 0, TimeSpan.Zero);

    /// <summary>A claimed or stored job; its last column is its place or its fingerprint.</summary>
    public static object?[] Job(Guid id, object? last, JobState state = JobState.Running, Guid? session = null) =>
    [
        id, "email.send", "default", JobMasterPriority.Medium, state, At, At, At, 60_000_000L, 3, 0, 0, 1, session, At,
        state >= JobState.Succeeded ? At : null, null, null, 0, 0, null, TriggerSourceType.Once, null, null, null, null, null, null, null,
        null, null, null, null, "{}", last,
    ];

    /// <summary>A live job that is held: its claim number, stored state, whether it was asked to stop.</summary>
    public static object?[] Held(Guid id, bool runs = false, bool isAsked = false) => [id, 1, runs ? 2 : 0, isAsked ? 1 : 0];

    /// <summary>A live job that is held to be changed.</summary>
    public static object?[] Changing(Guid id, bool runs = false, bool isAsked = false) =>
    [
        .. Held(id, runs, isAsked), runs ? JobState.Running : JobState.Ready, At, "default", JobMasterPriority.Medium, null, null, At, null,
    ];

    /// <summary>Where a job waits now.</summary>
    public static object?[] Waiting(Guid id) => [id, "default", JobMasterPriority.Medium, At, null];

    /// <summary>A job under limits that waits at a gate.</summary>
    public static object?[] Gated(Guid id, string limits, string lane = "default") => [id, limits, lane, JobMasterPriority.Medium];

    /// <summary>A key of a limit, without a rate and a rest.</summary>
    public static object?[] Use(string key, long inUse, object? heldBy = null) => [key, inUse, null, At, null, heldBy];

    /// <summary>A limit of the code.</summary>
    public static object?[] Limit(string name, string spec) => [name, 1, "", 0, null, spec, null, At, null, null];

    /// <summary>A job that was made live.</summary>
    public static object?[] Entered(Guid id) => [id, At, At];

    /// <summary>An admitted job.</summary>
    public static object?[] Admitted(Guid id) => [id, At, At, At, 0];

    /// <summary>A key and the job that holds it: its turn, whether it is over, the job's state, definition, duration and tenant.</summary>
    public static object?[] Holder(string key, Guid id, int? state) =>
        [key, id, 7L, state is null ? 1 : 0, state, "email.send", (int)UniqueWhile.WaitingOrRunning, null];

    /// <summary>An operation.</summary>
    public static object?[] Operation(
        Guid id, string spec, bool isScanned = false, long waiting = 0, int stage = 0, Guid? cursor = null, Guid? counted = null) =>
    [
        id, JobOperationState.Running, spec, "ann", "node-1", "dashboard", "because", At, At, null, 2L, counted is null ? 0 : 1,
        isScanned ? 1 : 0, cursor, 0L, 0L, 0L, 0L, 0L, waiting, stage, null, 0L, 0L, counted,
    ];

    /// <summary>A schedule behind the time of the store.</summary>
    public static object?[] Schedule(Guid id, string key) =>
    [
        At, id, "", key, RecurringScheduleState.Active, 1L, 0L, "email.send", "default", JobMasterPriority.Medium, 60_000_000L, 3, "{}",
        null, null, "cron", "0 * * * *", "UTC", null, null, At, MisfirePolicy.RunOnce, 60_000_000L, 10, OverlapPolicy.Allow, At, null,
        null, 0, At, At, null,
    ];

    /// <summary>An alert; with an odd stage it fires.</summary>
    public static object?[] Alert(Guid id, long stage = 1) =>
        [id, "lane-waits", "default", JobAlertSeverity.Warning, "It waits.", 3.5, stage, At, At, At, stage == 0 ? null : At, null];
}
