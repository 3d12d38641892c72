using System.Globalization;
using JobMaster.Recurring;
using JobMaster.Storage;

namespace JobMaster.Alerts;

/// <summary>
/// Finds active schedules that are due and not planned, and those that skipped missed occurrences after a downtime.
/// </summary>
internal sealed class MissedScheduleRule(JobAlert alert) : AlertRule(alert)
{
    /// <summary>Skipped occurrences are found for at least this time, so that a late round finds them too.</summary>
    private static readonly TimeSpan ShownFor = TimeSpan.FromMinutes(10);

    public override async Task<IReadOnlyList<AlertFinding>> FindAsync(AlertReading reading)
    {
        var due = await reading.Store.Schedules.ReadDueAsync(new DueScheduleRequest(MostFound, []), reading.Stop).ConfigureAwait(false);
        var within = Alert.After > ShownFor ? Alert.After.Value : ShownFor;
        var skipped = await reading.Store.Alerts.ReadMissedAsync(
            new MissedOccurrencesRequest(within, OccurrencePlan.Missed, MostFound), reading.Stop).ConfigureAwait(false);
        return
        [
            .. due.Schedules.Where(one => due.Now - one.Schedule.NextAt >= Alert.After).Select(one => Finding(one.Schedule, due.Now))
                .Concat(skipped.Select(Finding)).DistinctBy(finding => finding.Subject),
        ];
    }

    private static AlertFinding Finding(StoredSchedule schedule, DateTimeOffset now)
    {
        var (name, dueAt) = (NameOf(schedule.Id, schedule.ProfileId, schedule.Key), schedule.NextAt!.Value);
        return new AlertFinding(
            name,
            $"Schedule '{name}' was due at {Shown(dueAt)}, {Shown(now - dueAt)} ago, and no job came of it. Definition: "
            + $"'{schedule.DefinitionId}'.",
            (now - dueAt).TotalSeconds);
    }

    private static AlertFinding Finding(MissedOccurrences missed)
    {
        var name = NameOf(missed.ScheduleId, missed.ProfileId, missed.Key);
        return new AlertFinding(
            name,
            FormattableString.Invariant($"Schedule '{name}' skipped {missed.Count} occurrences that no node planned in time, the last of ")
            + $"{Shown(missed.LastAt)}, as its misfire policy says. Definition: '{missed.DefinitionId}'.",
            (missed.Now - missed.LastAt).TotalSeconds);
    }

    private static string Shown(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string NameOf(Guid id, string? profileId, string? key) =>
        key is null ? id.ToString() : profileId is null ? key : $"{profileId}/{key}";
}
