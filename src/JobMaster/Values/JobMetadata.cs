using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// What is known about a job beside its message data: named, typed values, stored as one JSON object. Write it with
/// <see cref="WritableMetadata"/>.
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
    /// <param name="json">One JSON object; null stands for an empty one. When a name occurs twice, the last one counts.</param>
    /// <returns>The metadata.</returns>
    /// <exception cref="FormatException">The text is not a JSON object.</exception>
    public static JobMetadata Parse(string? json) => new(ParsedJsonValues.Parse(Noun, json));

    /// <summary>These values with others put over them: a name in both has the other's value.</summary>
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
