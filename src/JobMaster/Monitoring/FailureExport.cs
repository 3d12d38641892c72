using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Monitoring;

/// <summary>Writes failed jobs as JSON lines, a page at a time.</summary>
internal static class FailureExport
{
    private const int PageSize = 100;

    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task<long> WriteAsync(
        IFailureStore failures, JobOperationFilter filter, Stream destination, CancellationToken cancellationToken)
    {
        var (count, after) = (0L, (Guid?)null);
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        IReadOnlyList<StoredJob> page;
        do
        {
            page = await failures.ExportAsync(filter, after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var job in page)
            {
                buffer.ResetWrittenCount();
                Write(buffer, job);
                await destination.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
                (count, after) = (count + 1, job.Id);
            }
        }
        while (page.Count == PageSize);

        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return count;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, StoredJob job)
    {
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("id", job.Id);
            writer.WriteString("definitionId", job.DefinitionId);
            writer.WriteString("lane", job.Lane);
            writer.WriteString("fingerprint", job.Fingerprint);
            writer.WriteString("failedAt", job.FinalizedAt!.Value.UtcDateTime);
            writer.WriteNumber("payloadVersion", PayloadEnvelope.VersionOf(job.Payload));
            if (PayloadEnvelope.KeyOf(job.Payload) is not null)
            {
                writer.WriteBoolean("encrypted", true);
            }
            else
            {
                WriteData(writer, PayloadEnvelope.Shown(job.Payload));
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
    }

    /// <summary>
    /// Parsed and written again, so that it fits on one line. Invalid JSON, which an agent may deliver, is written as text.
    /// </summary>
    private static void WriteData(Utf8JsonWriter writer, string? json)
    {
        writer.WritePropertyName("data");
        try
        {
            using var document = JsonDocument.Parse(json ?? "null");
            document.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            writer.WriteStringValue(json);
        }
    }
}
