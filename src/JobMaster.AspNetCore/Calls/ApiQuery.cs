using System.Globalization;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>The query of a call. It refuses names that the route does not know, because a typo must not widen the request.</summary>
internal sealed class ApiQuery(IQueryCollection query)
{
    public const int LongestPage = 1000;

    /// <exception cref="ApiProblem">400, for a name that is unknown or given twice.</exception>
    public void Check(IReadOnlyList<string> known)
    {
        foreach (var (name, values) in query)
        {
            if (name == "offset" && known.Contains("cursor") && values != "0")
            {
                throw ApiProblem.BadRequest(
                    "unknown-query", $"'offset={values}' is not supported. Pass the 'next' of the page before as 'cursor'.");
            }

            if (!known.Contains(name) && (name != "offset" || !known.Contains("cursor")))
            {
                throw ApiProblem.BadRequest(
                    "unknown-query",
                    $"The query parameter '{name}' is not known here; "
                    + (known.Count == 0 ? "the call takes none." : $"known are {string.Join(", ", known)}."));
            }

            if (values.Count > 1)
            {
                throw ApiProblem.BadRequest("unknown-query", $"The query parameter '{name}' stands {values.Count} times. Give it once.");
            }

            // Otherwise a script with an empty variable would ask for everything.
            if (values.ToString().Length == 0)
            {
                throw ApiProblem.BadRequest("invalid-query", $"The query parameter '{name}' is empty. Give it a value, or leave it out.");
            }
        }
    }

    public string? Text(string name) => query.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>
    /// A name that is compared as a whole. A star at its end would find nothing, and this would look like a correct answer.
    /// </summary>
    public string? Whole(string name) =>
        Text(name) is [.., '*'] text ? throw Invalid(name, text, "a whole name, in which a star stands for nothing else") : Text(name);

    /// <summary>A name that is compared as a whole, or with a star at its end by its beginning.</summary>
    public string? Beginning(string name) =>
        Text(name) is { } text && text.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star < text.Length - 1
            ? throw ApiProblem.BadRequest(
                "invalid-query",
                $"The query parameter '{name}' is '{text}', which has a star before its end, where it stands for nothing else. Give a "
                + "whole name, or a beginning with one star at its end.")
            : Text(name);

    public int Number(string name, int otherwise, int most) =>
        Text(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most ? number
        : throw Invalid(name, text, FormattableString.Invariant($"a whole number from 1 to {most:N0}"));

    public int PageSize(int otherwise) => Number("limit", otherwise, LongestPage);

    public Guid? Id(string name) =>
        Text(name) is not { } text ? null : Guid.TryParse(text, out var id) ? id : throw Invalid(name, text, "an id");

    public DateTimeOffset? Time(string name) =>
        Text(name) is not { } text ? null
        : OffsetTimes.TryRead(text, out var time) ? time
        : throw Invalid(name, text, $"{OffsetTimes.WantedOf(text)} (write '+' as '%2B')");

    /// <summary>One of these names, ignoring case.</summary>
    public string? OneOf(string name, IReadOnlyList<string> names) =>
        Text(name) is not { } text ? null
        : names.FirstOrDefault(one => one.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw Invalid(name, text, $"one of {string.Join(", ", names)}");

    public T? Choice<T>(string name)
        where T : struct, Enum => Text(name) is { } text ? One<T>(name, text) : null;

    /// <summary>One name or several, separated by commas; none when the query has no such parameter.</summary>
    public IReadOnlyList<T> Choices<T>(string name)
        where T : struct, Enum => Text(name) is { } text ? [.. text.Split(',').Select(one => One<T>(name, one)).Distinct()] : [];

    private static T One<T>(string name, string text)
        where T : struct, Enum =>
        ExactNames.TryRead<T>(text, out var value) ? value : throw Invalid(name, text, $"one of {ExactNames.Listed<T>()}");

    private static ApiProblem Invalid(string name, string text, string wanted) =>
        ApiProblem.BadRequest("invalid-query", $"The query parameter '{name}' is '{text}'; it must be {wanted}.");
}
