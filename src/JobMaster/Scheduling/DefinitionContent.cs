using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>The stored form of a definition, as JSON. A reader skips members it does not know.</summary>
internal static class DefinitionContent
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static NewDefinition Write(JobDefinition definition, PayloadSchema? schema, JobMasterClusterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("id", definition.Id);
            writer.WriteStartArray("aliases");
            definition.Aliases.Order(StringComparer.Ordinal).ToList().ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
            writer.WriteString("handler", definition.HandlerType.FullName);
            writer.WriteString("payload", definition.PayloadType is { } type ? JsonExcerpt.TypeName(type) : null);
            writer.WriteNumber("version", definition.Versions.Current);
            writer.WriteNumber("oldest", definition.Versions.Oldest);
            writer.WriteString("lane", definition.Queue.Lane);
            writer.WriteNumber("priority", (int)definition.Queue.Priority);
            writer.WriteNumber("timeout", (definition.Timeout ?? options.DefaultJobTimeout).Ticks);
            writer.WriteNumber("retries", definition.MaxRetries ?? options.DefaultMaxRetryCount);
            if (definition.Runbook is { } runbook)
            {
                writer.WriteString("runbook", runbook);
            }

            if (schema is not null)
            {
                writer.WriteBoolean("takesNull", schema.TakesNull);
                writer.WriteBoolean("ignoresCase", schema.IgnoresCase);
                writer.WritePropertyName("schema");
                schema.Root.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return new NewDefinition(
            Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan)), definition.Id, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>The definition, without when and where it was seen; null if it cannot be read.</summary>
    public static DefinitionDetails? Read(string content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var body = document.RootElement;
            var schema = SchemaOf(body);
            return new DefinitionDetails
            {
                Id = body.GetProperty("id").GetString()!,
                Aliases = [.. body.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()!)],
                HandlerType = body.GetProperty("handler").GetString()!,
                PayloadType = body.GetProperty("payload").GetString(),
                PayloadVersion = body.GetProperty("version").GetInt32(),
                OldestPayloadVersion = body.GetProperty("oldest").GetInt32(),
                PayloadSchema = schema?.Root.GetRawText(),
                WorkerLane = body.GetProperty("lane").GetString()!,
                Priority = (JobMasterPriority)body.GetProperty("priority").GetInt32(),
                Timeout = new TimeSpan(body.GetProperty("timeout").GetInt64()),
                MaxNumberOfRetries = body.GetProperty("retries").GetInt32(),
                RunbookUrl = body.TryGetProperty("runbook", out var runbook) && RunbookText.IsValid(runbook.GetString())
                    ? runbook.GetString()
                    : null,
                Schema = schema,
            };
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A later version's schema may have keywords that this version does not check; then the result is null.</summary>
    private static PayloadSchema? SchemaOf(JsonElement body)
    {
        try
        {
            return body.TryGetProperty("schema", out var schema)
                ? PayloadSchema.Of(schema.Clone(), body.GetProperty("takesNull").GetBoolean(), body.GetProperty("ignoresCase").GetBoolean())
                : null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }
}
