using System.Globalization;
using System.Text.RegularExpressions;
using JobMaster.Storage;

namespace JobMaster.Alerts;

/// <summary>Finds groups of failed jobs that are new, grow, or have outgrown their mute.</summary>
internal sealed partial class FailureGroupRule(JobAlert alert) : AlertRule(alert)
{
    /// <summary>How many of the latest failed jobs are looked at in an outage. Groups of other jobs are found after it.</summary>
    private const int MostJobs = 10_000;

    public override async Task<IReadOnlyList<AlertFinding>> FindAsync(AlertReading reading)
    {
        var request = new GrowingFailuresRequest(Alert.After!.Value, Alert.Growth, Alert.WithNew, MostJobs, MostFound);
        var found = await reading.Store.Alerts.ReadGrowingFailuresAsync(request, reading.Stop).ConfigureAwait(false);
        return [.. found.Select(Finding)];
    }

    /// <summary>
    /// The exception's type only: alerts go to mail and chat, and a message may reveal hidden payload data. Any other first word may be a
    /// secret itself.
    /// </summary>
    internal static string? TypeOf(string? error) =>
        error is not null && ExceptionType().Match(error) is { Success: true } type ? type.Value : null;

    [GeneratedRegex(@"^([A-Za-z_]\w*[.+])+\w*(Exception|Error)(?=: )", RegexOptions.CultureInvariant)]
    private static partial Regex ExceptionType();

    private AlertFinding Finding(GrowingFailures group)
    {
        var what = group.IsNew ? "is new" : group.Failed >= Alert.Growth ? "grows" : "has outgrown its mute";
        var type = TypeOf(group.ExampleError) is { } name ? $" of {name}" : "";
        var definition = group.ExampleDefinitionId is { } id ? $", one of definition '{id}'" : "";
        return new AlertFinding(
            group.Fingerprint,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The group of failed jobs {group.Fingerprint}{type} {what}: {group.Failed} failed in the last " +
                $"{Shown(Alert.After!.Value)}, {group.Jobs} are there now{definition}."),
            group.Failed);
    }
}
