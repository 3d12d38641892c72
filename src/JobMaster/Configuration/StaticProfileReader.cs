using JobMaster.Recurring;
using JobMaster.Storage;

namespace JobMaster.Configuration;

/// <summary>Turns the profiles of a cluster into schedules to store. What cannot work is found here, at start.</summary>
internal static class StaticProfileReader
{
    /// <exception cref="JobMasterConfigurationException">A schedule cannot be accepted, or two share a name; every one is named.</exception>
    public static IReadOnlyList<StaticProfile> Read(ProfileCatalog catalog, ScheduleFactory schedules)
    {
        var problems = new List<string>();
        var profiles = catalog.Profiles.Select(profile => new StaticProfile(profile.Id, profile.Revision, Schedules(profile, schedules, problems))).ToList();
        return problems.Count == 0 ? profiles : throw new JobMasterConfigurationException(
            problems.Count == 1 ? problems[0] : $"{problems.Count} problems:\n- " + string.Join("\n- ", problems));
    }

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
