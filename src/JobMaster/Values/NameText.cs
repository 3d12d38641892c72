using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace JobMaster.Values;

/// <summary>The rules for names, so that every store can keep them and people can distinguish them.</summary>
internal static class NameText
{
    /// <summary>
    /// Characters that print nothing although Unicode counts them as letters, marks or symbols: combining grapheme joiner, Hangul fillers,
    /// blank Braille pattern.
    /// </summary>
    private const string InvisibleLetters = "\u034F\u115F\u1160\u2800\u3164\uFFA0";

    /// <summary>
    /// Stores replace invalid Unicode, so two such names would become the same; a reader cannot distinguish " mail" from "mail".
    /// </summary>
    public static bool IsValid([NotNullWhen(true)] string? name, int maxLength) =>
        !string.IsNullOrEmpty(name) && name.Length <= maxLength
        && !char.IsWhiteSpace(name[0]) && !char.IsWhiteSpace(name[^1])
        && (!name.AsSpan().ContainsAnyExceptInRange(' ', '~') || (JsonText.IsWellFormed(name) && !name.EnumerateRunes().Any(IsInvisible)));

    /// <summary>The rules, and the one that the name breaks.</summary>
    public static string Rule(string? name, int maxLength) =>
        $"must have 1 to {maxLength} characters, no blank at its start or end, no control or invisible characters and no half surrogate " +
        "pairs; "
        + Broken(name, maxLength);

    private static string Broken(string? name, int maxLength) => name switch
    {
        null => "it is null",
        "" => "it is empty",
        _ when name.Length > maxLength => FormattableString.Invariant($"it has {name.Length} characters"),
        _ when char.IsWhiteSpace(name[0]) => "it starts with a blank",
        _ when char.IsWhiteSpace(name[^1]) => "it ends with a blank",
        _ when !JsonText.IsWellFormed(name) => "it has half a surrogate pair",
        _ when name.EnumerateRunes().FirstOrDefault(IsInvisible) is { } rune && IsInvisible(rune) =>
            FormattableString.Invariant($"it has the invisible character \\u{rune.Value:X4}"),
        _ => "it is one",
    };

    /// <summary>A name as an error shows it, with codes for invisible characters, as in <c>mail\u200B</c>.</summary>
    public static string Shown(string? name)
    {
        var text = new StringBuilder();
        for (ReadOnlySpan<char> rest = name; !rest.IsEmpty;)
        {
            var isRune = Rune.DecodeFromUtf16(rest, out var letter, out var length) == System.Buffers.OperationStatus.Done;
            if (isRune && !IsInvisible(letter) && !(Rune.IsWhiteSpace(letter) && letter.Value != ' '))
            {
                text.Append(rest[..length]);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(isRune ? letter.Value : rest[0]):X4}");
            }

            rest = rest[length..];
        }

        return text.ToString();
    }

    private static bool IsInvisible(Rune letter) =>
        Rune.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
        || InvisibleLetters.Contains(letter.ToString(), StringComparison.Ordinal);
}
