using System.Globalization;
using JobMaster.Storage;

namespace JobMaster.Alerts;

/// <summary>Finds active schedules that are due and not planned.</summary>
internal sealed class MissedScheduleRule(JobAlert alert) : AlertRule(alert)
{
    public override async Task<IReadOnlyList<AlertFinding>> FindAsync(AlertReading reading)
    {
        var due = await reading.Store.Schedules.ReadDueAsync(new DueScheduleRequest(MostFound, []), reading.Stop).ConfigureAwait(false);
        return
        [
            .. due.Schedules.Where(one => due.Now - one.Schedule.NextAt >= Alert.After).Select(one => Finding(one.Schedule, due.Now)),
        ];
    }

    private static AlertFinding Finding(StoredSchedule schedule, DateTimeOffset now)
    {
        var (name, dueAt) = (NameOf(schedule), schedule.NextAt!.Value);
        var at = dueAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new AlertFinding(
            name,
            $"Schedule '{name}' was due at {at}, {Shown(now - dueAt)} ago, and no job came of it. Definition: '{schedule.DefinitionId}'.",
            (now - dueAt).TotalSeconds);
    }

    private static string NameOf(StoredSchedule schedule) =>
        schedule.Key is null ? schedule.Id.ToString() : schedule.ProfileId is null ? schedule.Key : $"{schedule.ProfileId}/{schedule.Key}";
}
