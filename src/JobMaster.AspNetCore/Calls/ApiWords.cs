using System.Globalization;
using System.Text.RegularExpressions;

namespace JobMaster.AspNetCore.Calls;

/// <summary>The names of things in the core and in the API.</summary>
internal static partial class ApiWords
{
    private static readonly (string Core, string Api)[] Words =
    [
        ("set OnConflict to ReturnExisting", "set 'onConflict' of 'unique' to 'ReturnExisting'"),
        ("say with JobOptions.PayloadVersion which version it is", "submit it by POST …/jobs with its 'payloadVersion'"),
        ("Give the PayloadVersion of the new data", "Give the 'payloadVersion' of the new data"),
        ("call OnceAfterAsync", "submit a job with 'afterSeconds'"),
        ("is scheduled with OnceAfterAsync", "is submitted with 'afterSeconds'"),
        ("is scheduled with OnceAtAsync", "is submitted with 'at'"),
        (
            "Give ChangeJobAsync a later ExpiresAt or RemovesExpiry together with the time.",
            "Give the time by PATCH …/jobs/{id}, together with a later 'expiresAt' or with 'removesExpiry'."),
        ("Give a later ExpiresAt", "Give a later 'expiresAt'"),
        ("To store it as ended, set EndBefore.", "To store it as ended, set 'endBefore' by PATCH …/schedules/{id}."),
        ("is one of its Aliases", "is one of its 'aliases'"),
        ("monitor.Definitions.ListAsync lists the known ones", "GET …/definitions lists the known ones"),
        ("Name fewer in LimitKeys, or remove one with config.AddLimit.", "Name fewer in 'limitKeys', or take one out of the code."),
        (
            "leave a key out of LimitKeys, or take KeepOrder from one of the limits",
            "leave a key out of 'limitKeys', or let one of the limits keep no order"),
        ("To let more jobs run now, call OverrideAsync.", "To let more jobs run now, override it by POST …/limits/{limit}/override."),
        (
            "Store the content elsewhere and pass a reference, or raise ClusterMaxMessageByteSize.",
            "Store the content elsewhere, and send a reference to it."),
        ("Message data of job '", "The payload of job '"),
        ("The message data of a job of '", "The payload of a job of '"),
        ("Give new Data, or call from a process that has the key.", "Give a new 'payload'."),
        ("pass null for the workers of that name on all hosts", "leave 'host' out for the workers of that name on all hosts"),
        ("or call UnmuteAsync", "or unmute the group"),
        ("for one of its expressions use QuartzCron, or write names such as MON-FRI", "write names such as MON-FRI if that was meant"),
        ("call OnceNowAsync when the app starts", "submit a job when the app starts"),
        ("It is valid NaturalCron: pass NaturalCronExprCompiler.TypeId ('NaturalCron')", "It is valid as 'natural': give it there"),
        ("It is valid Cron: pass CronExprCompiler.TypeId ('Cron')", "It is valid as 'cron': give it there"),
        (
            "It is valid TimeSpanInterval: pass TimeSpanIntervalExprCompiler.TypeId ('TimeSpanInterval')",
            "It is an interval: give it in English as 'natural', such as 'every 5 minutes'"),
        (
            "It is valid QuartzCron: pass QuartzCronExprCompiler.TypeId ('QuartzCron')",
            "It is one of Quartz, with seconds, which is not taken here: give 'cron' without seconds, or 'natural'"),
    ];

    /// <summary>Names that begin an error's text.</summary>
    private static readonly (string Core, string Api)[] FirstWords =
    [
        ("PayloadVersion ", "'payloadVersion' "), ("ExpiresAt ", "'expiresAt' "), ("MaxConcurrent ", "'maxConcurrent' "),
        ("LimitKeys ", "'limitKeys' "),
    ];

    /// <summary>An error's text, with the API's names in place of the C# names that it advises.</summary>
    public static string Of(string text)
    {
        var (core, api) = FirstWords.FirstOrDefault(word => text.StartsWith(word.Core, StringComparison.Ordinal));
        string begun = core is null ? text : api + text[core.Length..];
        string said = Words.Aggregate(begun, (all, word) => all.Replace(word.Core, word.Api, StringComparison.Ordinal));
        said = Handler().Replace(said, "does not fit its definition,");
        said = InCode().Replace(said, "Take it out of");
        said = NewLimit().Replace(said, "Correct the name, or have the limit added to the code of the app");
        said = Zone().Replace(said, "give 'timeZone' '$1' and 'cron' '");
        said = IntervalOr().Replace(said, "");
        said = Interval().Replace(said, static match => Every(match.Groups[1].Value) is { } every ? $"'natural' '{every}'" : match.Value);
        said = Quartz().Replace(said, "rite it as 'natural', or in code as QuartzCron");
        return Natural().Replace(said, "$1 'natural' '");
    }

    /// <summary>An interval in English; null for a text of the caller that is none.</summary>
    private static string? Every(string interval)
    {
        if (!TimeSpan.TryParse(interval, CultureInfo.InvariantCulture, out var length))
        {
            return null;
        }

        var (count, unit) = length.Ticks % TimeSpan.TicksPerDay == 0 ? (length.TotalDays, "day")
            : length.Ticks % TimeSpan.TicksPerHour == 0 ? (length.TotalHours, "hour")
            : length.Ticks % TimeSpan.TicksPerMinute == 0 ? (length.TotalMinutes, "minute")
            : (Math.Max(1, Math.Round(length.TotalSeconds)), "second");
        return count == 1 ? $"every {unit}" : string.Create(CultureInfo.InvariantCulture, $"every {count} {unit}s");
    }

    /// <summary>The class of a handler; a caller knows its definition.</summary>
    [GeneratedRegex("does not fit its handler '[^']*',")]
    private static partial Regex Handler();

    [GeneratedRegex("""Take AddLimit\("[^"]*", …\) out of""")]
    private static partial Regex InCode();

    [GeneratedRegex("""Add it with config\.AddLimit\("[^"]*", …\), or correct the name""")]
    private static partial Regex NewLimit();

    [GeneratedRegex("set TimeZoneId = '([^']*)' in the schedule's options and write (?:Quartz)?Cron '")]
    private static partial Regex Zone();

    /// <summary>The API has intervals in English only.</summary>
    [GeneratedRegex("TimeSpanInterval '[^']*' or ")]
    private static partial Regex IntervalOr();

    [GeneratedRegex("TimeSpanInterval '([^']*)'")]
    private static partial Regex Interval();

    /// <summary>The API does not take the language of Quartz.</summary>
    [GeneratedRegex("rite QuartzCron")]
    private static partial Regex Quartz();

    [GeneratedRegex("\\b([Ww]rite|[Uu]se) NaturalCron '")]
    private static partial Regex Natural();
}
