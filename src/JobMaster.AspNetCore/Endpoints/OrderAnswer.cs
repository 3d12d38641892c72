using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The answer to an order to a lane, a worker or an agent.</summary>
internal static class OrderAnswer
{
    private const int MostNamed = 10;

    public static IResult Of(bool isChanged, string? note = null) =>
        Answer.Ok(new ChangeAnswer(isChanged ? "changed" : "unchanged") { Note = note }, ApiJson.Default.ChangeAnswer);

    /// <summary>The target of an order may start later, or be mistyped.</summary>
    public static string? NoteOf(string what, string name, IEnumerable<string> known)
    {
        var names = known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Contains(name) ? null
            : names.Count == 0 ? $"No {what} is known now. The order holds for '{name}' if it comes later."
            : $"No {what} '{name}' is known now; known are {string.Join(", ", names.Take(MostNamed))}"
                + (names.Count > MostNamed ? " and others." : ".");
    }
}
