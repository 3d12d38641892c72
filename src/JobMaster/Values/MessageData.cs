using System.Text.Json.Serialization;
using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// The data that a job works on: named, typed values, stored as one JSON object. Write it with <see cref="WriteableMessageData"/>.
/// </summary>
[JsonConverter(typeof(JobValuesConverter))]
public class MessageData : JobValues
{
    private protected const string Noun = "Message data";

    private protected MessageData(JsonValues values)
        : base(values)
    {
    }

    /// <summary>Message data without values.</summary>
    public static MessageData Empty { get; } = Parse(json: null);

    /// <summary>Reads message data from JSON text.</summary>
    /// <param name="json">One JSON object; null means an empty one. If a name occurs twice, the last value counts.</param>
    /// <returns>The message data.</returns>
    /// <exception cref="FormatException">The text is not a JSON object.</exception>
    public static MessageData Parse(string? json) => new(ParsedJsonValues.Parse(Noun, json));
}
