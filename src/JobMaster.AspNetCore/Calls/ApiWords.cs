namespace JobMaster.AspNetCore.Calls;

/// <summary>The names of things in the core and in the API.</summary>
internal static class ApiWords
{
    private static readonly (string Core, string Api)[] Words =
    [
        ("set OnConflict to ReturnExisting", "set 'onConflict' of 'unique' to 'ReturnExisting'"),
        ("say with JobOptions.PayloadVersion which version it is", "submit it by POST …/jobs with its 'payloadVersion'"),
        ("call OnceAfterAsync", "submit a job with 'afterSeconds'"),
        ("is scheduled with OnceAfterAsync", "is submitted with 'afterSeconds'"),
        ("is scheduled with OnceAtAsync", "is submitted with 'at'"),
    ];

    /// <summary>An error's text, with the API's names in place of the C# names that it advises.</summary>
    public static string Of(string text) =>
        Words.Aggregate(text, (said, word) => said.Replace(word.Core, word.Api, StringComparison.Ordinal));
}
