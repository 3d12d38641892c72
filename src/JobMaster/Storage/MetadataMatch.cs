using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace JobMaster.Storage;

/// <summary>Checks whether stored metadata holds a value.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public static class MetadataMatch
{
    /// <summary>Whether the metadata has the value under its name.</summary>
    /// <param name="metadata">The metadata as JSON text.</param>
    /// <param name="wanted">The value.</param>
    public static bool Is(string? metadata, JobMetadataValue wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (metadata is null)
        {
            return false;
        }

        using var json = JsonDocument.Parse(metadata);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty(wanted.Name, out var value)
            && string.Equals(TextOf(value), wanted.Value, StringComparison.Ordinal);
    }

    /// <summary>
    /// A text that all metadata with the value contains, in any spelling of the JSON: the longest part of the value, or else of the name,
    /// that JSON writes in only one way in practice. Null if there is none.
    /// </summary>
    /// <param name="wanted">The value.</param>
    public static string? Hint(JobMetadataValue wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return LongestPlain(wanted.Value) ?? LongestPlain(wanted.Name);
    }

    /// <summary>The longest value that is indexed.</summary>
    public const int LongestIndexed = 200;

    /// <summary>The indexed part of the metadata: the values under the given names that are not too long.</summary>
    /// <param name="metadata">The metadata as JSON text.</param>
    /// <param name="names">The names.</param>
    public static IReadOnlyList<JobMetadataValue> Indexed(string? metadata, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (metadata is null || names.Count == 0)
        {
            return [];
        }

        var values = new List<JobMetadataValue>();
        try
        {
            using var json = JsonDocument.Parse(metadata);
            for (var i = 0; i < names.Count && json.RootElement.ValueKind == JsonValueKind.Object; i++)
            {
                if (json.RootElement.TryGetProperty(names[i], out var value) && TextOf(value) is { Length: <= LongestIndexed } text)
                {
                    values.Add(new JobMetadataValue(names[i], StoredText.Clean(text)));
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The text is no JSON, or has half a surrogate pair: another program wrote it and an agent delivered it. Storing the job
            // matters more.
        }

        return values;
    }

    /// <summary>The value as a search writes it; null for values that no search can name.</summary>
    internal static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    private static string? LongestPlain(string text)
    {
        var (best, start) = (default(Range), 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || !(char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '.' or '_'))
            {
                best = i - start > Length(best) ? start..i : best;
                start = i + 1;
            }
        }

        return Length(best) == 0 ? null : text[best];

        static int Length(Range range) => range.End.Value - range.Start.Value;
    }
}
