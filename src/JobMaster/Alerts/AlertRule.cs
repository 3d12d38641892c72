using System.Globalization;
using JobMaster.Storage;

namespace JobMaster.Alerts;

/// <summary>A rule in the form in which it is evaluated.</summary>
/// <param name="alert">The configured alert.</param>
internal abstract class AlertRule(JobAlert alert)
{
    /// <summary>The most subjects that a rule finds.</summary>
    protected const int MostFound = 1000;

    public JobAlert Alert => alert;

    /// <summary>How long the condition must hold before it fires.</summary>
    public virtual TimeSpan Holds => TimeSpan.Zero;

    /// <summary>How long the store must have been reachable before its data can be trusted.</summary>
    public virtual TimeSpan Steady => TimeSpan.Zero;

    /// <summary>The subjects for which the condition holds, the worst first.</summary>
    public abstract Task<IReadOnlyList<AlertFinding>> FindAsync(AlertReading reading);

    public static AlertRule Of(JobAlert alert, JobMasterClusterOptions options) => alert.Kind switch
    {
        JobAlertKind.OldestWait => new OldestWaitRule(alert),
        JobAlertKind.LaneWithoutWorker => new LaneWithoutWorkerRule(alert),
        JobAlertKind.FailureGroup => new FailureGroupRule(alert),
        JobAlertKind.MissedSchedule => new MissedScheduleRule(alert),
        _ => new StaleHeartbeatRule(alert, alert.After ?? options.HeartbeatTimeout / 2),
    };

    /// <summary>A time in whole seconds, as <c>00:05:30</c>.</summary>
    protected static string Shown(TimeSpan time) =>
        TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds)).ToString("c", CultureInfo.InvariantCulture);
}
