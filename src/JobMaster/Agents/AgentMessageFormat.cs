using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Agents;

/// <summary>
/// The format of a job on an agent: one JSON object that begins with the format's version. A reader skips members it does not know, so the
/// version rises only if an older reader would do harm.
/// </summary>
internal static class AgentMessageFormat
{
    /// <summary>The newest version that this library writes and reads.</summary>
    public const int Version = 1;

    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static AgentMessage Write(NewJob job)
    {
        var buffer = new ArrayBufferWriter<byte>(512 + (job.Payload?.Length ?? 0));
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", Version);
            writer.WriteString("definition", StoredText.Clean(job.DefinitionId));
            writer.WriteNumber("timeout", job.Timeout.Ticks);
            writer.WriteNumber("retries", job.MaxRetries);
            writer.WriteNumber("trigger", (int)job.TriggerSource);
            if (job.ExpiresAt is { } expiresAt)
            {
                writer.WriteNumber("expires", expiresAt.UtcTicks);
            }

            Text(writer, "tenant", job.Tenant);
            Text(writer, "trace", job.TraceParent);
            Text(writer, "by", job.ScheduledBy);
            Text(writer, "metadata", job.Metadata);
            Text(writer, "payload", job.Payload);
            writer.WriteEndObject();
        }

        return new AgentMessage(job.Id, new JobQueue(job.Lane, job.Priority), buffer.WrittenMemory);
    }

    /// <summary>
    /// Reads a message; its job is due since the push. Returns null if the message's version is newer than this library reads.
    /// </summary>
    public static DeliveredJob? Read(ReceivedMessage received)
    {
        try
        {
            using var document = JsonDocument.Parse(received.Message.Body);
            var body = document.RootElement;
            return body.GetProperty("v").GetInt32() > Version
                ? null
                : new DeliveredJob(Job(received, body.GetProperty("definition").GetString()!) with
                {
                    Timeout = new TimeSpan(body.GetProperty("timeout").GetInt64()),
                    MaxRetries = body.GetProperty("retries").GetInt32(),
                    TriggerSource = (TriggerSourceType)body.GetProperty("trigger").GetInt32(),
                    ExpiresAt = body.TryGetProperty("expires", out var expires)
                        ? new DateTimeOffset(expires.GetInt64(), TimeSpan.Zero)
                        : null,
                    Tenant = Text(body, "tenant"),
                    TraceParent = Text(body, "trace"),
                    ScheduledBy = Text(body, "by"),
                    Metadata = Text(body, "metadata"),
                    Payload = Text(body, "payload"),
                });
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException
                or OverflowException)
        {
            return new DeliveredJob(
                Job(received, "(unreadable)"),
                $"Quarantined: the message cannot be read ({exception.Message.TrimEnd('.')}). It was not written by JobMaster, or was " +
                "damaged on the agent.");
        }
    }

    /// <summary>
    /// The quarantined form of a job that the master's database refuses: its addressing, without the content of its message.
    /// </summary>
    public static DeliveredJob Refused(NewJob job, Exception exception) => new(
        new NewJob
        {
            Id = job.Id, DefinitionId = "(unreadable)", Lane = job.Lane, Priority = job.Priority, DueAt = job.DueAt,
            Timeout = TimeSpan.FromMinutes(5), MaxRetries = 0,
        },
        $"Quarantined: the master's database refuses what the message says ({exception.Message.TrimEnd('.')}). It was not written by " +
        "JobMaster, or was damaged on the agent.");

    private static NewJob Job(ReceivedMessage received, string definitionId) => new()
    {
        Id = received.Message.Id, DefinitionId = definitionId, Lane = received.Message.Queue.Lane,
        Priority = received.Message.Queue.Priority,
        DueAt = received.PushedAt, Timeout = TimeSpan.FromMinutes(5), MaxRetries = 0,
    };

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, StoredText.Clean(value));
        }
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;
}
