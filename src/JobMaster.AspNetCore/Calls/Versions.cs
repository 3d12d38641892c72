using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>The versions that a call names with If-Match (RFC 9110, 13.1.1).</summary>
internal static class Versions
{
    public const string Header = "If-Match";

    /// <summary>The tag of something, of everything in it that an operator can change.</summary>
    public static string TagOf(string text) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12))}\"";

    /// <summary>Whether the call is only for a version that the caller has seen.</summary>
    public static bool IsAskedFor(HttpRequest request) => request.Headers.IfMatch.ToString().Length > 0 && !Tags(request).Contains("*");

    /// <summary>
    /// Refuses the header where it would be passed over, or has no value, as when the variable of a script is empty: the caller trusts that
    /// nothing is overwritten.
    /// </summary>
    /// <exception cref="ApiProblem">400.</exception>
    public static void ThrowIfUnheard(HttpRequest request, ApiRoute route)
    {
        if (request.Headers.IfMatch.Count > 0 && string.IsNullOrWhiteSpace(request.Headers.IfMatch.ToString()))
        {
            throw ApiProblem.BadRequest(
                "invalid-header", $"The header {Header} is empty. Give it the ETag that was read, or leave it out.");
        }

        if (!HttpMethods.IsGet(route.Method) && Array.Find(Tags(request), static tag => !IsTag(tag)) is { } wrong)
        {
            throw ApiProblem.BadRequest(
                "invalid-header",
                $"The header {Header} has {wrong}, which is no ETag as an answer has it: a text in double quotes. Send the ETag as it was "
                + "read, with its quotes and without W/.");
        }

        if (!HttpMethods.IsGet(route.Method) && request.Headers.IfMatch.Count > 0 && !route.Headers.Contains(Header))
        {
            throw ApiProblem.BadRequest(
                "invalid-header",
                $"{route.Method} {route.FullPattern} does not compare versions, so it takes no {Header}. Leave the header out.");
        }
    }

    /// <summary>Passes if the call asks for no version, or for the current one.</summary>
    /// <param name="http">The call.</param>
    /// <param name="tag">The current tag.</param>
    /// <param name="what">What the call changes, at the beginning of a sentence.</param>
    /// <exception cref="ApiProblem">412, with the current ETag.</exception>
    public static void Check(HttpContext http, string tag, string what)
    {
        if (!IsAskedFor(http.Request) || Tags(http.Request).Contains(tag))
        {
            return;
        }

        http.Response.Headers.ETag = tag;
        throw new ApiProblem(
            StatusCodes.Status412PreconditionFailed, "stale",
            $"{what} is no longer as it was when the caller read it ({Header} {http.Request.Headers.IfMatch}): its ETag is now {tag}. "
            + "Read it again, with the key that makes the change: the tag is of what its caller may see.");
    }

    /// <summary>Whether it may be a strong ETag; weak ones never match (RFC 9110, 13.1.1).</summary>
    private static bool IsTag(string tag) => tag is "" or "*" || (tag.Length >= 2 && tag[0] == '"' && tag[^1] == '"');

    /// <summary>The tags of If-Match; one of them must match. They contain no commas.</summary>
    private static string[] Tags(HttpRequest request) => request.Headers.IfMatch.ToString().Split(',', StringSplitOptions.TrimEntries);
}
