using System.IO.Enumeration;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// Hides the values of members with telling names from one job's texts: in its payload, metadata and result, and those same values in its
/// errors and log lines. Where the payload is not known, what was written with it is hidden as a whole.
/// </summary>
internal sealed partial class Redactor(IEnumerable<string> names, bool reveals)
{
    public const string Hidden = "***";

    /// <summary>Shorter values would hide parts of unrelated words.</summary>
    private const int ShortestSecret = 4;

    /// <summary>What the library puts where it cuts a text.</summary>
    private const char Ellipsis = '…';

    /// <summary>Some stores cut titles at this length.</summary>
    private const int LongText = 1000;

    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>Texts that are hidden as a whole, and what is shown instead.</summary>
    private readonly Dictionary<string, string> _concealed = new(StringComparer.Ordinal);

    private readonly HashSet<int> _concealedAttempts = [];

    private bool _concealsAll;

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

    /// <summary>Learns what the payload and the metadata of a schedule hide.</summary>
    public void Learn(RecurringScheduleContext schedule)
    {
        Json(schedule.PayloadKeyId is null ? schedule.MsgData.ToJson() : null);
        Json(schedule.Metadata.ToJson());
    }

    /// <summary>
    /// Hides all that was written with a payload that nobody may see here, because which of its values are in there cannot be told: by
    /// these attempts, or by all of the job.
    /// </summary>
    public void Conceal(JobDetails job, IEnumerable<JobAttemptDetails> attempts, bool isAll)
    {
        if (reveals)
        {
            return;
        }

        _concealsAll |= isAll;
        foreach (var attempt in attempts)
        {
            _concealedAttempts.Add(attempt.Number);
            Conceal(attempt.Error);
            Conceal(attempt.ProgressText);
        }

        if (isAll)
        {
            Conceal(job.Error);
            Conceal(job.ProgressText);
        }
    }

    /// <summary>Whether what this attempt wrote is hidden.</summary>
    public bool Conceals(int attempt) => _concealsAll || _concealedAttempts.Contains(attempt);

    /// <summary>The result of a job, as <see cref="Json"/>.</summary>
    public string? Result(string? json) => json is not null && _concealsAll ? $"\"{Hidden}\"" : Json(json);

    /// <summary>What is shown of an error of which nothing may be shown: the type of the exception.</summary>
    public static string Concealed(string error) =>
        ExceptionType().Match(error) is { Success: true } type ? $"{type.Value}: {Hidden}" : Hidden;

    /// <summary>A text with the values replaced that <see cref="Json"/> has hidden so far.</summary>
    public string? Text(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string known = _concealed.OrderByDescending(one => one.Key.Length)
            .Aggregate(text, (shown, one) => shown.Replace(one.Key, one.Value, StringComparison.Ordinal));
        return _secrets.OrderByDescending(secret => secret.Length)
            .Aggregate(known, (shown, secret) => WithoutBeginnings(shown.Replace(secret, Hidden, StringComparison.Ordinal), secret));
    }

    /// <summary>Hides what is left of a secret where the text was cut within it: before an ellipsis, or at the end of a long one.</summary>
    private static string WithoutBeginnings(string text, string secret)
    {
        for (int end = text.IndexOf(Ellipsis); end >= 0; end = text.IndexOf(Ellipsis, end + 1))
        {
            Hide(ref end);
        }

        if (text.Length >= LongText)
        {
            int end = text.Length;
            Hide(ref end);
        }

        return text;

        void Hide(ref int end)
        {
            int length = BeginningAt(text.AsSpan(0, end), secret);
            if (length >= ShortestSecret)
            {
                text = $"{text.AsSpan(0, end - length)}{Hidden}{text.AsSpan(end)}";
                end += Hidden.Length - length;
            }
        }
    }

    /// <summary>How much of the beginning of a secret, but not all of it, the text ends with (Knuth, Morris and Pratt, 1977).</summary>
    private static int BeginningAt(ReadOnlySpan<char> text, string secret)
    {
        var tail = text[Math.Max(0, text.Length - secret.Length + 1)..];
        int[] shorter = new int[secret.Length];
        for (int at = 1, matched = 0; at < secret.Length; at++)
        {
            matched = shorter[at] = Next(matched, secret[at]);
        }

        int length = 0;
        foreach (char letter in tail)
        {
            length = Next(length, letter);
        }

        return length;

        int Next(int matched, char letter)
        {
            while (matched > 0 && secret[matched] != letter)
            {
                matched = shorter[matched - 1];
            }

            return secret[matched] == letter ? matched + 1 : matched;
        }
    }

    /// <summary>The whole text, and its first line, which explanations show.</summary>
    private void Conceal(string? text)
    {
        foreach (string part in text is null ? [] : new[] { text, text.Split('\n')[0].TrimEnd('\r', '.') })
        {
            if (part.Length >= ShortestSecret)
            {
                _concealed[part] = Concealed(part);
            }
        }
    }

    /// <summary>The full name of an exception's type at the beginning of an error. Any other first word may be a secret itself.</summary>
    [GeneratedRegex(@"^([A-Za-z_]\w*[.+])+\w*(Exception|Error)(?=: )", RegexOptions.CultureInvariant)]
    private static partial Regex ExceptionType();

    /// <summary>Whether the values of members with this name are hidden.</summary>
    public bool IsSecret(string name) => names.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true));

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
