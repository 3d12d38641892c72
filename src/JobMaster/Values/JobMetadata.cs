using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// Information about a job besides its message data: named, typed values, stored as one JSON object. Write it
/// with <see cref="WritableMetadata"/>.
/// </summary>
[JsonConverter(typeof(JobValuesConverter))]
public class JobMetadata : JobValues
{
    private protected const string Noun = "Metadata";

    private protected JobMetadata(JsonValues values)
        : base(values)
    {
    }

    /// <summary>Metadata without values.</summary>
    public static JobMetadata Empty { get; } = Parse(json: null);

    /// <summary>Reads metadata from JSON text.</summary>
    /// <param name="json">One JSON object; null means an empty one. If a name occurs twice, the last value counts.</param>
    /// <returns>The metadata.</returns>
    /// <exception cref="FormatException">The text is not a JSON object.</exception>
    public static JobMetadata Parse(string? json) => new(ParsedJsonValues.Parse(Noun, json));

    /// <summary>Merges other values into these: for a name in both, the other's value counts.</summary>
    internal JobMetadata MergedWith(JobMetadata over)
    {
        var merged = JsonNode.Parse(ToJson())!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(over.ToJson())!.AsObject())
        {
            merged[name] = value?.DeepClone();
        }

        return Parse(merged.ToJsonString());
    }
}
