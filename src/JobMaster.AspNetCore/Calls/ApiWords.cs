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
        return Handler().Replace(said, "does not fit its definition,");
    }

    /// <summary>The class of a handler; a caller knows its definition.</summary>
    [GeneratedRegex("does not fit its handler '[^']*',")]
    private static partial Regex Handler();
}
