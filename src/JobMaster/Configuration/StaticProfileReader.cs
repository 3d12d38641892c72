using JobMaster.Recurring;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Configuration;

/// <summary>Turns the profiles of a cluster into schedules to store. Finds errors here, at start.</summary>
internal static class StaticProfileReader
{
    /// <summary>Adds a schedule that cannot be accepted, or shares a name with another, to the problems.</summary>
    public static IReadOnlyList<StaticProfile> Read(
        ProfileCatalog catalog, ScheduleFactory schedules, PayloadStorage storage, List<string> problems) =>
        [
            .. catalog.Profiles.Select(profile =>
                new StaticProfile(profile.Id, profile.Revision, Schedules(profile, schedules, problems), storage))];

    private static List<StoredSchedule> Schedules(ProfileCatalog.Profile profile, ScheduleFactory factory, List<string> problems)
    {
        var schedules = new Dictionary<string, StoredSchedule>(StringComparer.Ordinal);
        foreach (var request in profile.Requests)
        {
            try
            {
                var schedule = factory.Create(request, profile.Id);
                schedule = schedule with { Key = schedule.Key ?? schedule.DefinitionId };
                if (!schedules.TryAdd(schedule.Key, schedule))
                {
                    problems.Add($"Profile '{profile.Id}' has two schedules named '{schedule.Key}'. Give each a defId of its own.");
                }
            }
            catch (JobRejectedException rejected)
            {
                problems.Add($"Profile '{profile.Id}': {rejected.Message}");
            }
        }

        return [.. schedules.Values];
    }
}
