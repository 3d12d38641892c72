using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobMaster.Values;

/// <summary>Writes message data and metadata as JSON objects wherever an app serialises them.</summary>
internal sealed class JobValuesConverter : JsonConverter<JobValues>
{
    public override bool CanConvert(Type typeToConvert) => typeof(JobValues).IsAssignableFrom(typeToConvert);

    public override JobValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var json = document.RootElement.GetRawText();
        return typeof(JobMetadata).IsAssignableFrom(typeToConvert) ? JobMetadata.Parse(json) : MessageData.Parse(json);
    }

    public override void Write(Utf8JsonWriter writer, JobValues value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToJson());
}
