using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// The stored limit keys of a job: one text with a key per line, in ascending order after one that keeps order. A key is the name of the
/// limit, or that name, a colon and the tenant, lane, definition or key. A mark before a key says that the job holds a permit of it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public static class StoredLimits
{
    /// <summary>The most limits of a job.</summary>
    public const int Most = 4;

    /// <summary>The mark before each key of which the job holds a permit. No name contains it.</summary>
    public const char Mark = '\u0001';

    private const char Between = '\n';
    private const char Shut = '~';
    private const char BeforeKey = ':';

    /// <summary>The gate where jobs of a paused lane wait until it is resumed. No limit's name begins with this sign.</summary>
    /// <param name="lane">The lane.</param>
    public static string ShutGate(string lane) => Shut + lane;

    /// <summary>The paused lane of a gate; null for the gate of a key.</summary>
    public static string? LaneOf(string gate) => gate is [Shut, .. var lane] ? lane : null;

    /// <summary>The keys as one text; null for none.</summary>
    /// <param name="keys">The keys; a key given twice counts once.</param>
    /// <param name="first">The key at whose gate the job waits first, because it keeps order; null for any.</param>
    public static string? Join(IEnumerable<string> keys, string? first = null)
    {
        string text = string.Join(
            Between, keys.Distinct(StringComparer.Ordinal).OrderBy(key => key != first).ThenBy(key => key, StringComparer.Ordinal));
        return text.Length == 0 ? null : text;
    }

    /// <summary>The key of a limit for one tenant, lane, definition or key.</summary>
    /// <param name="limit">The limit's name.</param>
    /// <param name="by">The tenant, lane, definition or key; null for a limit that all its jobs share.</param>
    public static string Key(string limit, string? by) => by is null ? limit : $"{limit}{BeforeKey}{by}";

    /// <summary>The name of a key's limit.</summary>
    public static string LimitOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        int end = key.IndexOf(BeforeKey, StringComparison.Ordinal);
        return end < 0 ? key : key[..end];
    }

    /// <summary>The tenant, lane, definition or key of a limit key; null if all jobs of the limit share it.</summary>
    public static string? ByOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        int end = key.IndexOf(BeforeKey, StringComparison.Ordinal);
        return end < 0 ? null : key[(end + 1)..];
    }

    /// <summary>Whether the job holds a permit of any of its keys.</summary>
    public static bool AreHeld(string? limits) => limits?.Contains(Mark, StringComparison.Ordinal) == true;

    /// <summary>The same keys without marks.</summary>
    [return: NotNullIfNotNull(nameof(limits))]
    public static string? Bare(string? limits) => AreHeld(limits) ? limits!.Replace($"{Mark}", "", StringComparison.Ordinal) : limits;

    /// <summary>The same keys with a mark before each.</summary>
    public static string Marked(string limits)
    {
        string[] keys = Keys(limits);
        return string.Join(Between, keys.Select(key => Mark + key));
    }

    /// <summary>Each of the keys, without marks.</summary>
    public static string[] Keys(string? limits) => Bare(limits)?.Split(Between) ?? [];

    /// <summary>The keys of which the job holds a permit.</summary>
    public static IEnumerable<string> Held(string? limits) =>
        AreHeld(limits) ? limits!.Split(Between).Where(key => key[0] == Mark).Select(key => key[1..]) : [];
}
