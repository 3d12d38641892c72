using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// The keys of limits that a job is under, as stored: one text, a key a line, in ascending order. A key is the name of the limit, or that
/// name, a colon and what the limit is by. A mark before the first says that the job holds a permit of each.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public static class StoredLimits
{
    /// <summary>A job is under no more limits.</summary>
    public const int Most = 4;

    /// <summary>Stands before the first key of a job that holds its permits.</summary>
    public const char Mark = '+';

    private const char Between = '\n';
    private const char BeforeKey = ':';

    /// <summary>The keys as one text; null for none.</summary>
    /// <param name="keys">The keys; one that is given twice counts once.</param>
    public static string? Join(IEnumerable<string> keys)
    {
        string text = string.Join(Between, keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return text.Length == 0 ? null : text;
    }

    /// <summary>The key of a limit by something.</summary>
    /// <param name="limit">The limit's name.</param>
    /// <param name="by">The tenant, lane, definition or key; null for a limit that all its jobs share.</param>
    public static string Key(string limit, string? by) => by is null ? limit : $"{limit}{BeforeKey}{by}";

    /// <summary>The name of the limit that a key is of.</summary>
    public static string LimitOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        int end = key.IndexOf(BeforeKey, StringComparison.Ordinal);
        return end < 0 ? key : key[..end];
    }

    /// <summary>What a key is by; null if all jobs of the limit share it.</summary>
    public static string? ByOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        int end = key.IndexOf(BeforeKey, StringComparison.Ordinal);
        return end < 0 ? null : key[(end + 1)..];
    }

    /// <summary>Whether the job holds its permits.</summary>
    public static bool AreHeld(string? limits) => limits is [Mark, ..];

    /// <summary>The same without the mark.</summary>
    [return: NotNullIfNotNull(nameof(limits))]
    public static string? Bare(string? limits) => limits is [Mark, .. var bare] ? bare : limits;

    /// <summary>Each of the keys.</summary>
    public static string[] Keys(string? limits) => Bare(limits)?.Split(Between) ?? [];
}
