using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Data;

/// <summary>What a name must be like for every store to keep it, and to tell it from others.</summary>
internal static class NameText
{
    /// <summary>Stores replace what is not valid Unicode, so that two such names would become one.</summary>
    public static bool IsValid([NotNullWhen(true)] string? name, int maxLength) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= maxLength && !name.Any(char.IsControl) && JsonText.IsWellFormed(name);

    public static string Rule(int maxLength) => $"must have 1 to {maxLength} characters, no control characters and no half surrogate pairs";
}
