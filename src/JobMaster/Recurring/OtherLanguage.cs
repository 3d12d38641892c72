using JobMaster.Values;

namespace JobMaster.Recurring;

/// <summary>Recognises a refused expression as one of another language or scheduler, and says which.</summary>
internal static class OtherLanguage
{
    /// <summary>The beginning of the remedy for a text that another built-in language accepts.</summary>
    public const string Valid = " It is valid ";

    /// <summary>A sentence to add to the error, beginning with a space; empty if the text is not recognised.</summary>
    /// <param name="refusedBy">The language that refused the text.</param>
    /// <param name="expression">The text.</param>
    public static string Remedy(string refusedBy, string expression)
    {
        // Long texts take time to try, and nobody writes them in the wrong language by mistake.
        var text = expression.Trim();
        if (text.Length is 0 or > 500)
        {
            return "";
        }

        var remedy = Wrapped(text) ?? Zoned(refusedBy, text)
            ?? (text[0] == '@' ? Macro(refusedBy, text) : Interval(refusedBy, text))
            ?? BuiltIn(refusedBy, text) ?? Aws(text);
        return remedy is null ? "" : $" {remedy}.";
    }

    /// <summary>The other built-in language in which the text is valid.</summary>
    private static string? BuiltIn(string refusedBy, string text)
    {
        (string TypeId, string Compiler, Func<string, bool> Accepts)[] languages =
        [
            (CronExprCompiler.TypeId, nameof(CronExprCompiler), each => IsCron(each, CronDialect.Cron)),
            (QuartzCronExprCompiler.TypeId, nameof(QuartzCronExprCompiler), each => IsCron(each, CronDialect.Quartz)),
            (NaturalCronExprCompiler.TypeId, nameof(NaturalCronExprCompiler), NaturalCronExprCompiler.Accepts),
            (TimeSpanIntervalExprCompiler.TypeId, nameof(TimeSpanIntervalExprCompiler), TimeSpanIntervalExprCompiler.Accepts),
        ];
        bool IsMeant((string TypeId, string Compiler, Func<string, bool> Accepts) language) =>
            language.TypeId != refusedBy && !MeansOtherwise(refusedBy, language.TypeId, text) && language.Accepts(text);

        return Array.Find(languages, IsMeant) is { TypeId: { } typeId, Compiler: { } compiler }
            ? $"{Valid.TrimStart()}{typeId}: pass {compiler}.TypeId ('{typeId}')"
            : null;
    }

    // The weekdays of a Quartz expression would shift by a day.
    private static bool MeansOtherwise(string refusedBy, string typeId, string text) =>
        (refusedBy, typeId) == (QuartzCronExprCompiler.TypeId, CronExprCompiler.TypeId) && text.Count(symbol => symbol == ' ') > 4;

    // AWS EventBridge: cron(minutes hours day month weekday year), rate(value unit).
    private static string? Wrapped(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || text[^1] != ')')
        {
            return null;
        }

        var inner = text[(open + 1)..^1].Trim();
        return text[..open].Trim().ToUpperInvariant() switch
        {
            "RATE" when IntervalText.TryParse(inner, out var interval) =>
                $"'rate(' at position 0 is AWS EventBridge's: write {TimeSpanIntervalExprCompiler.TypeId} "
                    + $"'{interval:c}' or {NaturalCronExprCompiler.TypeId} 'every {inner}'",
            "CRON" => $"'cron(' at position 0 is AWS EventBridge's: write {QuartzCronExprCompiler.TypeId} with a "
                + $"second in front, '0 {inner}'",
            _ => null,
        };
    }

    private static string? Aws(string text) =>
        text.Contains('?', StringComparison.Ordinal) && IsCron($"0 {text}", CronDialect.Quartz)
            ? $"Expressions of AWS EventBridge are Quartz's without seconds: write {QuartzCronExprCompiler.TypeId} '0 {text}'"
            : null;

    private static bool IsCron(string text, CronDialect dialect) => CronParser.Parse(text, dialect, seed: null, out _) is not null;

    private static string? Zoned(string refusedBy, string text)
    {
        var prefix = Array.Find(["TZ=", "CRON_TZ="], each => text.StartsWith(each, StringComparison.OrdinalIgnoreCase));
        if (prefix is null)
        {
            return null;
        }

        var parts = text[prefix.Length..].Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
        var typeId = refusedBy == QuartzCronExprCompiler.TypeId ? refusedBy : CronExprCompiler.TypeId;
        return $"'{prefix}' at position 0 is not read: set TimeZoneId = '{parts.ElementAtOrDefault(0)}' in the schedule's options "
            + $"and write {typeId} '{parts.ElementAtOrDefault(1)?.Trim()}'";
    }

    private static string? Macro(string refusedBy, string text)
    {
        if (text.StartsWith("@every ", StringComparison.OrdinalIgnoreCase) && IntervalText.TryParse(text.AsSpan(7), out var interval))
        {
            return $"Write {TimeSpanIntervalExprCompiler.TypeId} '{interval:c}' for this interval";
        }

        return string.Equals(text, "@reboot", StringComparison.OrdinalIgnoreCase)
            ? "Nothing recurs at a start: call OnceNowAsync when the app starts"
            : BuiltIn(refusedBy, text);
    }

    private static string? Interval(string refusedBy, string text)
    {
        var typeId = refusedBy == TimeSpanIntervalExprCompiler.TypeId ? "" : $"{TimeSpanIntervalExprCompiler.TypeId} ";
        return IntervalText.TryParse(text, out var interval) || (OverfullTime.Read(text) is { } meant && (interval = meant) > TimeSpan.Zero)
            ? $"Write {typeId}'{interval:c}' for this interval"
            : null;
    }
}
