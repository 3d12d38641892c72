using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Values;

/// <summary>The rules for lanes: the rules for names, and a star only at the end of a worker's pattern.</summary>
internal static class LaneText
{
    /// <summary>The most characters of a lane or a pattern.</summary>
    public const int Longest = 100;

    /// <summary>Whether it can be the lane of a job.</summary>
    public static bool IsValid([NotNullWhen(true)] string? lane) => NameText.IsValid(lane, Longest) && !lane.Contains('*');

    /// <summary>Why it cannot be the lane of a job.</summary>
    public static string Rule(string? lane) => NameText.IsValid(lane, Longest)
        ? "must name one lane: only a worker's lanes may end in a star"
        : NameText.Rule(lane, Longest);

    /// <summary>Whether a worker can serve it, as a lane or as a pattern.</summary>
    public static bool IsValidOfWorker([NotNullWhen(true)] string? lane) =>
        NameText.IsValid(lane, Longest) && lane.IndexOf('*') is var star && (star < 0 || star == lane.Length - 1);

    /// <summary>Why a worker cannot serve it.</summary>
    public static string RuleOfWorker(string? lane) => NameText.IsValid(lane, Longest)
        ? "may have one star, at its end: 'eu-*' serves the lanes that begin with 'eu-', and '*' serves all"
        : NameText.Rule(lane, Longest);
}
