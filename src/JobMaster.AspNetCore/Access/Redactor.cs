using System.IO.Enumeration;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// Hides the values of members with telling names from one job's texts: in its payload, metadata and result, and those same values in its
/// errors and log lines.
/// </summary>
internal sealed class Redactor(IEnumerable<string> names, bool reveals)
{
    public const string Hidden = "***";

    /// <summary>Shorter values would hide parts of unrelated words.</summary>
    private const int ShortestSecret = 4;

    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>
    /// The JSON text with the values hidden, and with the values that earlier texts hid. Unchanged if it has none, so that it stays as it
    /// was stored.
    /// </summary>
    public string? Json(string? json)
    {
        try
        {
            return json is null || reveals ? json : Redacted(json);
        }
        catch (InvalidOperationException)
        {
            // A name or text with half a surrogate pair cannot be compared with anything.
            return $"\"{Hidden}\"";
        }
    }

    private string Redacted(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = true });
        if (!Holds(document.RootElement) && !Tells(document.RootElement))
        {
            return json;
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(document.RootElement, writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Learns what the payload and the metadata of a job hide.</summary>
    public void Learn(JobDetails job)
    {
        Json(job.MsgDataJson);
        Json(job.Metadata.ToJson());
    }

    /// <summary>A text with the values replaced that <see cref="Json"/> has hidden so far.</summary>
    public string? Text(string? text) =>
        text is null ? null : _secrets.OrderByDescending(secret => secret.Length)
            .Aggregate(text, (shown, secret) => shown.Replace(secret, Hidden, StringComparison.Ordinal));

    private bool IsSecret(string name) => names.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true));

    private bool Holds(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(member => IsSecret(member.Name) || Holds(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(Holds),
        _ => false,
    };

    /// <summary>
    /// Whether a text in it contains, or a number is, a hidden value. Compares what JSON means: it writes one text in several ways.
    /// </summary>
    private bool Tells(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(member => Tells(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(Tells),
        JsonValueKind.String => element.GetString() is { } text && _secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal)),
        JsonValueKind.Number => _secrets.Contains(element.GetRawText()),
        _ => false,
    };

    private void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (IsSecret(member.Name))
                    {
                        Note(member.Value);
                        writer.WriteStringValue(Hidden);
                    }
                    else
                    {
                        Write(member.Value, writer);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text(element.GetString()));
                break;
            case JsonValueKind.Number when _secrets.Contains(element.GetRawText()):
                writer.WriteStringValue(Hidden);
                break;
            default:
                writer.WriteRawValue(element.GetRawText());
                break;
        }
    }

    private void Note(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Note(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Note(item);
                }

                break;
            case JsonValueKind.String or JsonValueKind.Number:
                string text = value.ToString();
                if (text.Length >= ShortestSecret)
                {
                    // An error or a log line may hold it as a piece of JSON.
                    _secrets.Add(text);
                    _secrets.Add(JavaScriptEncoder.Default.Encode(text));
                    _secrets.Add(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text));
                }

                break;
            default:
                break;
        }
    }
}
