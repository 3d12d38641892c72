using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// Lanes as workers name them: a lane, or a pattern that ends with a star and matches every lane that begins with the text before the star.
/// Case counts. Lanes of jobs have no star.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public static class LanePattern
{
    /// <summary>The star.</summary>
    public const char Star = '*';

    /// <summary>A text that sorts after everything that can follow a prefix in a lane, in the order of code points.</summary>
    private static readonly string BehindAll = string.Concat(Enumerable.Repeat("\U0010FFFF", 50));

    /// <summary>Whether a name is a pattern.</summary>
    /// <param name="served">The name.</param>
    public static bool IsPattern(string served)
    {
        ArgumentNullException.ThrowIfNull(served);
        return served.EndsWith(Star);
    }

    /// <summary>Whether a worker that serves lanes and patterns serves a lane.</summary>
    /// <param name="served">The lanes and patterns.</param>
    /// <param name="lane">The lane of a job.</param>
    public static bool Serves(IEnumerable<string> served, string lane)
    {
        ArgumentNullException.ThrowIfNull(served);
        foreach (var name in served)
        {
            if (string.Equals(name, lane, StringComparison.Ordinal)
                || (IsPattern(name) && lane.AsSpan().StartsWith(name.AsSpan(0, name.Length - 1), StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The lanes among names, without the patterns.</summary>
    /// <param name="served">The lanes and patterns.</param>
    public static IEnumerable<string> Named(IEnumerable<string> served) => served.Where(name => !IsPattern(name));

    /// <summary>The patterns among names, without those that another one includes.</summary>
    /// <param name="served">The lanes and patterns.</param>
    public static IReadOnlyList<string> Patterns(IEnumerable<string> served)
    {
        var patterns = served.Where(IsPattern).Distinct(StringComparer.Ordinal).ToList();
        return [.. patterns.Where(one => !patterns.Exists(other => other != one && Serves([other], one[..^1])))];
    }

    /// <summary>The upper bound of a pattern's lanes, in the order of code points.</summary>
    /// <param name="pattern">The pattern.</param>
    public static string LastOf(string pattern) => string.Concat(pattern.AsSpan(0, pattern.Length - 1), BehindAll);
}
