using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace JobMaster.Recurring;

/// <summary>
/// Finds zones by IANA id, in any case. Listing the system's zones would read all of them, which takes too long for one expression.
/// </summary>
internal static class ZoneIds
{
    // The words of ids that do not have exactly one leading capital.
    private static readonly FrozenDictionary<string, string> OddWords = new[]
    {
        "of", "es", "au", "IN", "US", "NZ", "GB", "UTC", "UCT", "GMT", "ACT", "NSW", "LHI", "McMurdo", "DumontDUrville", "ComodRivadavia",
        "DeNoronha", "EasterIsland", "BajaNorte", "BajaSur",
    }.ToFrozenDictionary(word => word, StringComparer.OrdinalIgnoreCase);

    public static bool TryFind(string id, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return id.Length is > 0 and < 64
            && (TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone)
                || TimeZoneInfo.TryFindSystemTimeZoneById(AsPlace(id), out zone)
                || TimeZoneInfo.TryFindSystemTimeZoneById(id.ToUpperInvariant(), out zone));
    }

    /// <returns>The IANA id of a zone given by its Windows name, which not every machine knows; null for every other id.</returns>
    public static string? IanaOf(string id) =>
        !TimeZoneInfo.TryConvertIanaIdToWindowsId(id, out _) && TimeZoneInfo.TryConvertWindowsIdToIanaId(id, out var iana) ? iana : null;

    /// <summary>The id in the spelling of places: <c>America/Port_of_Spain</c>.</summary>
    private static string AsPlace(string id)
    {
        var place = new StringBuilder(id.Length);
        for (var start = 0; start < id.Length;)
        {
            var end = start;
            while (end < id.Length && char.IsAsciiLetter(id[end]))
            {
                end++;
            }

            place.Append(Cased(id[start..end]));
            start = end;
            while (start < id.Length && !char.IsAsciiLetter(id[start]))
            {
                place.Append(id[start++]);
            }
        }

        return place.ToString();
    }

    private static string Cased(string word) =>
        word.Length == 0 ? "" : OddWords.GetValueOrDefault(word) ?? char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();
}
