using System.IO.Enumeration;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// Hides the values of members with configured names in one job's payload, metadata and result, and hides the same values in its errors and
/// log lines. If the payload of an attempt is not known, all texts of that attempt are hidden.
/// </summary>
internal sealed partial class Redactor(IEnumerable<string> names, bool reveals)
{
    public const string Hidden = "***";

    /// <summary>Shorter values would hide parts of unrelated words.</summary>
    private const int ShortestSecret = 4;

    /// <summary>The mark at the place where the library cuts a text.</summary>
    private const char Ellipsis = '…';

    /// <summary>Some stores cut titles at this length.</summary>
    private const int LongText = 1000;

    /// <summary>If a job has more values than this, a search for each would take seconds, so all texts of the job are hidden.</summary>
    private const int MostSecrets = 2000;

    /// <summary>
    /// The most characters that are searched for hidden values, counted once for each value: about half a second. After that, all texts are
    /// hidden.
    /// </summary>
    private const long MostLooks = 300_000_000;

    /// <summary>The cost of searching a short text, in characters.</summary>
    private const int LookCost = 64;

    /// <summary>A stored payload may be nested deeper than a call accepts. JSON that is nested deeper than this is not shown.</summary>
    public static readonly JsonDocumentOptions Deep = new() { AllowDuplicateProperties = true, MaxDepth = 1000 };

    private readonly Dictionary<string, Secret> _secrets = new(StringComparer.Ordinal);

    /// <summary>The values, longest first; null after a new one was added.</summary>
    private Secret[]? _longestFirst;

    /// <summary>Whether all texts are hidden, because it is unknown which of them contain hidden values.</summary>
    private bool _hidesTexts;

    private long _looksLeft = MostLooks;

    /// <summary>The texts that are hidden completely, and the text shown instead.</summary>
    private readonly Dictionary<string, string> _concealed = new(StringComparer.Ordinal);

    private readonly HashSet<int> _concealedAttempts = [];

    private bool _concealsAll;

    /// <summary>
    /// Hides the values in the JSON text, including values that earlier texts contained. Returns the text as it was stored if there is
    /// nothing to hide.
    /// </summary>
    public string? Json(string? json)
    {
        try
        {
            return json is null || reveals ? json : Redacted(json);
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            // Text with half a surrogate pair cannot be compared. Text that is not JSON, or is nested too deep, cannot be read, so the
            // values after that place are unknown.
            _hidesTexts = true;
            return $"\"{Hidden}\"";
        }
    }

    private string Redacted(string json)
    {
        using var document = JsonDocument.Parse(json, Deep);
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

    /// <summary>Learns the hidden values in the payload and the metadata of a job.</summary>
    public void Learn(JobDetails job)
    {
        Json(job.MsgDataJson);
        Json(job.Metadata.ToJson());
    }

    /// <summary>Learns the hidden values in the payload and the metadata of a schedule.</summary>
    public void Learn(RecurringScheduleContext schedule)
    {
        Json(schedule.PayloadKeyId is null ? schedule.MsgData.ToJson() : null);
        Json(schedule.Metadata.ToJson());
    }

    /// <summary>
    /// Hides all texts of these attempts, or of the whole job, if the caller may not see the payload they ran with: it is unknown which of
    /// its values the texts contain.
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

    /// <summary>Whether the texts of this attempt are hidden.</summary>
    public bool Conceals(int attempt) => _concealsAll || _concealedAttempts.Contains(attempt);

    /// <summary>The result of a job, as <see cref="Json"/>.</summary>
    public string? Result(string? json) => json is not null && _concealsAll ? $"\"{Hidden}\"" : Json(json);

    /// <summary>The text shown instead of a hidden error: the type of the exception.</summary>
    public static string Concealed(string error) =>
        ExceptionType().Match(error) is { Success: true } type ? $"{type.Value}: {Hidden}" : Hidden;

    /// <summary>Replaces in a text the values that <see cref="Json"/> has hidden so far.</summary>
    public string? Text(string? text)
    {
        if (text is null || _hidesTexts)
        {
            return text is null ? null : Hidden;
        }

        bool isLong = text.Length >= LongText;
        string known = _concealed.Count == 0 ? text : _concealed.OrderByDescending(one => one.Key.Length)
            .Aggregate(text, (shown, one) => shown.Replace(one.Key, one.Value, StringComparison.Ordinal));
        _longestFirst ??= [.. _secrets.Values.OrderByDescending(secret => secret.Text.Length)];
        foreach (var secret in _longestFirst)
        {
            if (!MayLook(known))
            {
                return Hidden;
            }

            known = WithoutBeginnings(known.Replace(secret.Text, Hidden, StringComparison.Ordinal), secret, isLong);
        }

        return known;
    }

    /// <summary>Whether there is time to search a text for one more value.</summary>
    private bool MayLook(string text)
    {
        _looksLeft -= text.Length + LookCost;
        _hidesTexts |= _looksLeft < 0;
        return !_hidesTexts;
    }

    /// <summary>
    /// Hides the rest of a secret where the text was cut within it: before an ellipsis, or at the end of a long text. Reads the text once,
    /// regardless of the number of cuts.
    /// </summary>
    private static string WithoutBeginnings(string text, Secret secret, bool isLong)
    {
        int cut = text.IndexOf(Ellipsis);
        if (cut < 0 && !isLong)
        {
            return text;
        }

        StringBuilder? shown = null;
        int copied = 0, matched = 0;
        for (int at = Math.Max(0, (cut < 0 ? text.Length : cut) - secret.Text.Length); at <= text.Length; at++)
        {
            bool isCut = at < text.Length ? text[at] == Ellipsis : isLong;
            if (isCut && matched >= ShortestSecret)
            {
                (shown ??= new StringBuilder()).Append(text, copied, at - matched - copied).Append(Hidden);
                (copied, matched) = (at, 0);
            }

            matched = at < text.Length ? secret.Next(matched, text[at]) : matched;
        }

        return shown is null ? text : shown.Append(text, copied, text.Length - copied).ToString();
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

    /// <summary>Whether values of members with this name are hidden.</summary>
    public bool IsSecret(string name) => names.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true));

    private bool Holds(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(member => IsSecret(member.Name) || Holds(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(Holds),
        _ => false,
    };

    /// <summary>
    /// Whether one of its texts contains a hidden value, or one of its numbers is one. Compares values, because JSON can write the same
    /// text in several ways.
    /// </summary>
    private bool Tells(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(member => Tells(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(Tells),
        JsonValueKind.String => _hidesTexts
            || (element.GetString() is { } text
                && _secrets.Keys.Any(secret => !MayLook(text) || text.Contains(secret, StringComparison.Ordinal))),
        JsonValueKind.Number => _secrets.ContainsKey(element.GetRawText()),
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
            case JsonValueKind.Number when _secrets.ContainsKey(element.GetRawText()):
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
                    // An error or a log line may hold it as a piece of JSON, also in the form of the payload itself, because JSON may write
                    // any letter as an escape. Explanations and titles have only the first line of an error.
                    Add(text);
                    Add(JavaScriptEncoder.Default.Encode(text));
                    Add(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text));
                    Add(value.ValueKind == JsonValueKind.String ? value.GetRawText()[1..^1] : text);
                    Add(text.Split('\n', 2)[0].TrimEnd('\r', '.'));
                }

                break;
            default:
                break;
        }
    }

    private void Add(string form)
    {
        if (form.Length >= ShortestSecret && _secrets.TryAdd(form, new Secret(form)))
        {
            _longestFirst = null;
            _hidesTexts |= _secrets.Count > MostSecrets;
        }
    }

    /// <summary>A hidden value in the forms in which texts may contain it.</summary>
    private sealed class Secret(string text)
    {
        private int[]? _shorter;

        public string Text => text;

        /// <summary>
        /// Returns how many letters of the value's beginning end a text after one more letter, given the number before it (Knuth, Morris
        /// and Pratt, 1977).
        /// </summary>
        public int Next(int matched, char letter)
        {
            _shorter ??= Shorter();
            return Next(_shorter, matched == text.Length ? _shorter[matched - 1] : matched, letter);
        }

        /// <summary>For each beginning of the value, the longest shorter beginning that it ends with.</summary>
        private int[] Shorter()
        {
            int[] shorter = new int[text.Length];
            for (int at = 1; at < text.Length; at++)
            {
                shorter[at] = Next(shorter, shorter[at - 1], text[at]);
            }

            return shorter;
        }

        private int Next(int[] shorter, int matched, char letter)
        {
            while (matched > 0 && text[matched] != letter)
            {
                matched = shorter[matched - 1];
            }

            return text[matched] == letter ? matched + 1 : matched;
        }
    }
}
