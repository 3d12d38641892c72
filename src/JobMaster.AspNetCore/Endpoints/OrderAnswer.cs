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
    /// <param name="what">What it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="known">The names of those that are known.</param>
    /// <param name="holds">Whether the order holds for a target that comes later; one that lifts another does not.</param>
    public static string? NoteOf(string what, string name, IEnumerable<string> known, bool holds = true)
    {
        var names = Sorted(known);
        return names.Contains(name) ? null
            : names.Count == 0 ? $"No {what} is known now." + (holds ? $" The order holds for '{name}' if it comes later." : "")
            : $"No {what} '{name}' is known now; known are {Listed(names)}";
    }

    /// <summary>A worker has the name of an order, but runs on other hosts.</summary>
    public static string? NoteOfHost(string worker, string host, IEnumerable<string> known)
    {
        var hosts = Sorted(known);
        return hosts.Contains(host) ? null : $"No worker '{worker}' runs on host '{host}' now; it runs on {Listed(hosts)}";
    }

    /// <summary>An order that lifts another tells when there was none to lift.</summary>
    public static string NoteOfLift(string nothing, string? unknown) => unknown is null ? nothing : $"{nothing} {unknown}";

    private static List<string> Sorted(IEnumerable<string> names) =>
        [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Listed(List<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? " and others." : ".");
}
