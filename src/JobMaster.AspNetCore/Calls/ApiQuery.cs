using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>The query of a call. A name that the route does not know is refused: a typo must not widen what is asked for.</summary>
internal sealed class ApiQuery(IQueryCollection query)
{
    public const int LongestPage = 1000;

    /// <exception cref="ApiProblem">400, for a name that is not known or stands twice.</exception>
    public void Check(IReadOnlyList<string> known)
    {
        foreach (var (name, values) in query)
        {
            if (name == "offset" && known.Contains("cursor") && values != "0")
            {
                throw ApiProblem.BadRequest(
                    "unknown-query", $"'offset={values}' is not supported. Pass the 'next' of the page before as 'cursor'.");
            }

            if (!known.Contains(name) && name != "offset")
            {
                throw ApiProblem.BadRequest(
                    "unknown-query",
                    $"The query parameter '{name}' is not known here; known are {(known.Count == 0 ? "none" : string.Join(", ", known))}.");
            }

            if (values.Count > 1)
            {
                throw ApiProblem.BadRequest("unknown-query", $"The query parameter '{name}' stands {values.Count} times. Give it once.");
            }
        }
    }

    public string? Text(string name) => query.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    public int Number(string name, int otherwise, int most) =>
        Text(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most ? number
        : throw Invalid(name, text, FormattableString.Invariant($"a whole number from 1 to {most:N0}"));

    public int PageSize(int otherwise) => Number("limit", otherwise, LongestPage);

    public Guid? Id(string name) =>
        Text(name) is not { } text ? null : Guid.TryParse(text, out var id) ? id : throw Invalid(name, text, "an id");

    public DateTimeOffset? Time(string name) =>
        Text(name) is not { } text ? null
        : text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw Invalid(name, text, "a time such as 2026-11-27T08:00:00Z");

    public T? Choice<T>(string name)
        where T : struct, Enum =>
        Text(name) is not { } text ? null
        : !int.TryParse(text, out _) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw Invalid(name, text, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    private static ApiProblem Invalid(string name, string text, string wanted) =>
        ApiProblem.BadRequest("invalid-query", $"The query parameter '{name}' is '{text}'; it must be {wanted}.");
}
