using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JobMaster.Monitoring;

/// <summary>
/// Ties a continuation to its filter. With another filter, it would skip jobs that it never showed, so that is refused.
/// </summary>
internal static class FilterMark
{
    private const int Bytes = 4;

    /// <summary>The mark of a filter; the same in every process.</summary>
    public static string Of(params ReadOnlySpan<object?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{part ?? "~"}").Append('\0');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, Bytes));
    }

    public static ArgumentException IsAnother(string continueFrom) => new(
        $"'{continueFrom}' continues a list with another filter or order. Repeat those of the page before, or pass null for the first "
        + "page.",
        nameof(continueFrom));
}
