namespace JobMaster.Values;

/// <summary>
/// The rule for links to runbooks. It is checked at start and again when links are read, because another build may have stored them.
/// </summary>
internal static class RunbookText
{
    private const int Longest = 2000;

    public const string Rule = "must be an absolute http or https URL of at most 2,000 characters";

    public static bool IsValid(string? url) =>
        url is { Length: > 0 and <= Longest } && Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}
