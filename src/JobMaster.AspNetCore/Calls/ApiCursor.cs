using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JobMaster.AspNetCore.Calls;

/// <summary>
/// The place where a list continues. It is bound to the filter, because a cursor of another filter would skip entries that were never
/// shown.
/// </summary>
internal static class ApiCursor
{
    private const int Mark = 8;

    public static string? Write(string? position, params ReadOnlySpan<object?> filter) =>
        position is null ? null : Base64Url.EncodeToString([.. MarkOf(filter), .. Encoding.UTF8.GetBytes(position)]);

    /// <returns>The position; null without a cursor.</returns>
    /// <exception cref="ApiProblem">400, when it is not a cursor, or belongs to another list.</exception>
    public static string? Read(string? cursor, params ReadOnlySpan<object?> filter)
    {
        if (cursor is null)
        {
            return null;
        }

        if (!Base64Url.IsValid(cursor) || Base64Url.DecodeFromChars(cursor) is not { Length: > Mark } bytes)
        {
            throw ApiProblem.BadRequest("invalid-cursor", $"'{cursor}' is not a cursor. Pass the 'next' of the page before, unchanged.");
        }

        return bytes.AsSpan(0, Mark).SequenceEqual(MarkOf(filter))
            ? Encoding.UTF8.GetString(bytes, Mark, bytes.Length - Mark)
            : throw ApiProblem.BadRequest(
                "invalid-cursor", "The cursor belongs to another list or filter. Leave it out, or repeat the filter of the page before.");
    }

    /// <summary>Reads the cursor of a list that is in the order of ids.</summary>
    /// <returns>The id of the last entry; null without a cursor.</returns>
    /// <exception cref="ApiProblem">400, when it is not a cursor, or belongs to another list.</exception>
    public static Guid? ReadId(string? cursor, params ReadOnlySpan<object?> filter) => Read(cursor, filter) is not { } position ? null
        : Guid.TryParse(position, out var id) ? id
        : throw ApiProblem.BadRequest("invalid-cursor", $"'{cursor}' is not a cursor. Pass the 'next' of the page before, unchanged.");

    private static byte[] MarkOf(ReadOnlySpan<object?> filter)
    {
        var text = new StringBuilder();
        foreach (object? part in filter)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{part}\0");
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..Mark];
    }
}
