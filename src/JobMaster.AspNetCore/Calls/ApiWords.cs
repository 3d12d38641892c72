namespace JobMaster.AspNetCore.Calls;

/// <summary>What the core calls things, and what the API calls them.</summary>
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

    /// <summary>An error's text with what it advises in C# said in the names of the API.</summary>
    public static string Of(string text) =>
        Words.Aggregate(text, (said, word) => said.Replace(word.Core, word.Api, StringComparison.Ordinal));
}
