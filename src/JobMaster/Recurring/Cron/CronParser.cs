namespace JobMaster.Recurring;

// Cronos is not used: its own tests of clock changes at local midnight fail on Linux (it returns a local time that does not exist), long
// lists overflow its stack, and its errors name no position.

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
    /// <param name="dialect">Its layout.</param>
    /// <param name="seed">The seed of the values for <c>H</c>. Without it, <c>H</c> is an error and macros run on the hour.</param>
    /// <param name="error">The problem, if the result is null.</param>
    public static CronTimes? Parse(string expression, CronDialect dialect, int? seed, out string? error)
    {
        // With the seed, one schedule has the same times on every node.
        var jitter = seed is { } value ? new Random(value) : null;
        var text = expression;
        if (expression.Length > LongestExpression)
        {
            error = $"{dialect.TypeId} {QuotedExpression.Of(expression)} is {expression.Length} characters long; "
                + $"position {LongestExpression} is the limit. Write a shorter one.";
            return null;
        }

        if (dialect.HasMacros && expression.AsSpan().Trim(" \t") is ['@', ..] macro)
        {
            if (!Macros.TryGetValue(macro.ToString(), out var macroFields))
            {
                error = $"{dialect.TypeId} {QuotedExpression.Of(expression)}: macro "
                    + $"{QuotedExpression.Of(macro.ToString())} at position "
                    + $"{expression.IndexOf('@', StringComparison.Ordinal)} is not known; use one of {string.Join(", ", Macros.Keys)}.";
                return null;
            }

            text = jitter is null ? macroFields.Plain : macroFields.Jittered;
        }

        var fields = Split(text);
        error = CountError(expression, dialect, fields.Count);
        return error is null ? ParseFields(text, dialect, fields, jitter, out error) : null;
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

    private static string? CountError(string expression, CronDialect dialect, int count)
    {
        if (dialect.Takes(count))
        {
            return null;
        }

        var text = $"{dialect.TypeId} {QuotedExpression.Of(expression)}";
        return count switch
        {
            0 => $"{dialect.TypeId} expression is empty (position 0); {dialect.Example}.",
            1 => $"{text}: 1 field is garbage at position 0; write {dialect.FieldCounts}.",
            7 => $"{text}: 7 fields found, reading ends at position {expression.Length}; write {dialect.FieldCounts}. "
                + $"An expression with a year belongs to '{QuartzCronExprCompiler.TypeId}'.",
            _ => $"{text}: {count} fields found, reading ends at position {expression.Length}; write {dialect.FieldCounts}.",
        };
    }

    private static CronTimes? ParseFields(string text, CronDialect dialect, List<Range> fields, Random? jitter, out string? error)
    {
        var parsed = new List<CronFieldParser>(fields.Count);
        for (var index = 0; index < fields.Count; index++)
        {
            var (start, end) = (fields[index].Start.Value, fields[index].End.Value);
            var parser = new CronFieldParser(text, start, end, dialect.FieldAt(index, fields.Count), dialect, jitter);
            parser.Parse();
            if (parser.Error is not null)
            {
                error = parser.Error;
                return null;
            }

            parsed.Add(parser);
        }

        error = dialect.IsQuartz ? TwoDays(text, parsed) : null;
        return error is null ? CronTimes.From(parsed, dialect) : null;
    }

    /// <summary>The error if a Quartz expression has both a day of the month and a day of the week.</summary>
    private static string? TwoDays(string text, List<CronFieldParser> parsed)
    {
        var (month, week) = (parsed[3], parsed[5]);
        var where = $"{QuartzCronExprCompiler.TypeId} {QuotedExpression.Of(text)}: {week.Field.Name}: '{week.Text}' at "
            + $"position {week.Start}";
        return !month.IsAny && !week.IsAny
            ? $"{where} is a second day beside the day of the month '{month.Text}'; Quartz takes one, so write '?' for "
                + $"the other. For either day use two schedules, for both at once {CronExprCompiler.TypeId} with names of weekdays."
            : month.Text == "?" && week.Text == "?"
                ? $"{where} leaves both days open; write '*' for every day in one of the two fields."
                : null;
    }
}
