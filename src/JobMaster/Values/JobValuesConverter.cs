using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>
/// Writes message data and metadata as JSON objects wherever an app serialises them. The types name it themselves; it is public so that
/// source-generated JSON contexts of apps can use it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JobValuesConverter : JsonConverter<JobValues>
{
    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) => typeof(JobValues).IsAssignableFrom(typeToConvert);

    /// <inheritdoc />
    public override JobValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var read = document.RootElement;

        // Parsing is the check, even if the text is written again unchanged.
        JobValues values = typeof(JobMetadata).IsAssignableFrom(typeToConvert)
            ? JobMetadata.Parse(read.GetRawText())
            : MessageData.Parse(read.GetRawText());
        return typeToConvert == typeof(WritableMetadata) ? WritableMetadata.From(read)
            : typeToConvert == typeof(WriteableMessageData) ? WriteableMessageData.From(read)
            : values;
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, JobValues value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToJson());
}
