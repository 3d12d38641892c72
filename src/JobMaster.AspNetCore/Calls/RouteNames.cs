using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JobMaster.AspNetCore.Calls;

/// <summary>
/// Names in routes may hold a slash, which a caller writes as %2F. ASP.NET Core keeps only this encoding, so the path does not show whether
/// a name holds a slash or the text "%2F", which is written as %252F. The request's own target shows it.
/// </summary>
internal static class RouteNames
{
    private const string Slash = "%2F";

    /// <summary>Decodes the slashes in the names of the route.</summary>
    public static void Decode(HttpContext http, ApiRoute route)
    {
        var values = http.Request.RouteValues;
        if (route.IsFallback || !values.Values.OfType<string>().Any(IsEncoded))
        {
            return;
        }

        string[] pattern = route.FullPattern.Split('/');
        string[] sent = [.. SentOf(http).Split('/').TakeLast(pattern.Length)];
        for (int place = 0; place < pattern.Length; place++)
        {
            string name = pattern[place].Trim('{', '}').Split(':')[0];
            if (pattern[place].StartsWith('{') && values[name] is string value && IsEncoded(value))
            {
                values[name] = sent.Length == pattern.Length && PathString.FromUriComponent($"/{sent[place]}").Value == $"/{value}"
                    ? Uri.UnescapeDataString(sent[place])
                    : value.Replace(Slash, "/", StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    private static bool IsEncoded(string value) => value.Contains(Slash, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path as it was sent. A proxy before the app, or code in it, may have changed its start.</summary>
    private static string SentOf(HttpContext http) =>
        (http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").Split('?')[0].TrimEnd('/');
}
