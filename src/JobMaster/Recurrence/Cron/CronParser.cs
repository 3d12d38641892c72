namespace JobMaster.Recurring;

/// <summary>Turns the text of a cron expression into the local times it names.</summary>
internal static class CronParser
{
    // Longer texts are refused unread: no schedule needs them, and work grows with length.
    private const int LongestExpression = 2_000;

    private static readonly Dictionary<string, (string Plain, string Jittered)> Macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@every_second"] = ("* * * * * *", "* * * * * *"),
        ["@every_minute"] = ("0 * * * * *", "H * * * * *"),
        ["@hourly"] = ("0 0 * * * *", "H H * * * *"),
        ["@daily"] = ("0 0 0 * * *", "H H H * * *"),
        ["@midnight"] = ("0 0 0 * * *", "H H H * * *"),
        ["@weekly"] = ("0 0 0 * * 0", "H H H * * H"),
        ["@monthly"] = ("0 0 0 1 * *", "H H H H * *"),
        ["@yearly"] = ("0 0 0 1 1 *", "H H H H H *"),
        ["@annually"] = ("0 0 0 1 1 *", "H H H H H *"),
    };

    /// <param name="expression">The text.</param>
    /// <param name="seed">What <c>H</c> is drawn from; without it, <c>H</c> is an error and macros run on the hour.</param>
    /// <param name="error">The problem, when the result is null.</param>
    public static CronTimes? Parse(string expression, int? seed, out string? error)
    {
        // The seed makes one schedule fall on the same times on every node.
        var jitter = seed is { } value ? new Random(value) : null;
        var text = expression;
        if (expression.Length > LongestExpression)
        {
            error = $"Cron {QuotedExpression.Of(expression)} is {expression.Length} characters long; position {LongestExpression} is the limit. Write a shorter one.";
            return null;
        }

        if (expression.AsSpan().Trim(" \t") is ['@', ..] macro)
        {
            if (!Macros.TryGetValue(macro.ToString(), out var macroFields))
            {
                error = $"Cron {QuotedExpression.Of(expression)}: macro {QuotedExpression.Of(macro.ToString())} at position {expression.IndexOf('@', StringComparison.Ordinal)} is not known; use one of {string.Join(", ", Macros.Keys)}.";
                return null;
            }

            text = jitter is null ? macroFields.Plain : macroFields.Jittered;
        }

        var fields = Split(text);
        error = CountError(expression, fields.Count);
        return error is null ? ParseFields(text, fields, jitter, out error) : null;
    }

    private static List<Range> Split(string text)
    {
        var fields = new List<Range>();
        for (var position = 0; position < text.Length; position++)
        {
            var start = position;
            while (position < text.Length && text[position] is not (' ' or '\t'))
            {
                position++;
            }

            if (position > start)
            {
                fields.Add(start..position);
            }
        }

        return fields;
    }

    private static string? CountError(string expression, int count) => count switch
    {
        5 or 6 => null,
        0 => "Cron expression is empty (position 0); write 5 fields such as '0 9 * * MON-FRI', or a macro such as @daily.",
        1 => $"Cron {QuotedExpression.Of(expression)}: 1 field is garbage at position 0; write 5 fields ({FieldNames(1)}) or 6 ({FieldNames(0)}).",
        _ => $"Cron {QuotedExpression.Of(expression)}: {count} fields found, reading ends at position {expression.Length}; write 5 fields ({FieldNames(1)}) or 6 ({FieldNames(0)}).",
    };

    private static string FieldNames(int first) => string.Join(", ", CronField.InOrder.Skip(first).Select(field => field.Name));

    private static CronTimes? ParseFields(string text, List<Range> fields, Random? jitter, out string? error)
    {
        var missing = CronField.InOrder.Length - fields.Count;
        var parsed = new CronFieldParser?[CronField.InOrder.Length];
        for (var index = 0; index < fields.Count; index++)
        {
            var parser = new CronFieldParser(text, fields[index].Start.Value, fields[index].End.Value, CronField.InOrder[index + missing], jitter);
            parser.Parse();
            if (parser.Error is not null)
            {
                error = parser.Error;
                return null;
            }

            parsed[index + missing] = parser;
        }

        error = null;
        return CronTimes.From(parsed);
    }
}
