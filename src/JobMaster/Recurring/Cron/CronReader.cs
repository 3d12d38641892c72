namespace JobMaster.Recurring;

/// <summary>Reads the characters of one cron field. The first problem stops the reading and is kept.</summary>
internal sealed class CronReader(string text, int start, int end, CronField field, CronDialect dialect)
{
    private readonly int mostDigits = field.Kind == CronFieldKind.Years ? 4 : 2;

    public string? Error { get; private set; }

    public int Position { get; private set; } = start;

    /// <summary>Whether a value was read that is a number rather than a name.</summary>
    public bool HasNumber { get; private set; }

    public bool AtEnd => Position >= end || Error is not null;

    /// <summary>The next character in upper case, or a null character at the end.</summary>
    public char Next => AtEnd ? '\0' : char.ToUpperInvariant(text[Position]);

    public bool Take(char symbol)
    {
        if (AtEnd || Next != symbol)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>A number or a name of the field, or -1 with an error.</summary>
    public int TakeValue()
    {
        if (TakeName() is { } named)
        {
            return named;
        }

        HasNumber = true;
        return TakeNumber(field.First, field.Last);
    }

    public int TakeNumber(int least, int most) => TakeNumber(least, most, _ => "");

    /// <summary>The number after a slash. A step beyond the field would have no effect, which hardly any author intends.</summary>
    public int TakeStep(int most) => TakeNumber(1, most, OtherWay);

    public int Fail(string problem)
    {
        Error ??= $"{dialect.TypeId} {QuotedExpression.Of(text)}: {field.Name}: {problem}.";
        return -1;
    }

    public string Found() => Position < end ? $"'{text[Position]}' at position {Position}" : $"the end of the field at position {Position}";

    private int TakeNumber(int least, int most, Func<int, string> remedy)
    {
        var from = Position;
        var number = 0L;
        while (!AtEnd && char.IsAsciiDigit(text[Position]))
        {
            number = Math.Min((number * 10) + (text[Position++] - '0'), int.MaxValue);
        }

        if (Position == from)
        {
            return Fail($"{Found()} is garbage; expected {Expected(least, most)}");
        }

        return number < least || number > most || Position - from > mostDigits
            ? Fail($"{QuotedExpression.Of(text[from..Position])} at position {from} is out of range; use a value "
                + $"between {least} and {most}{remedy((int)number)}")
            : (int)number;
    }

    private string OtherWay(int step)
    {
        if (step <= field.Last || step > 100_000 || field.Kind is CronFieldKind.Years or CronFieldKind.DaysOfWeek)
        {
            return "";
        }

        TimeSpan? interval = field.Kind switch
        {
            CronFieldKind.Seconds => TimeSpan.FromSeconds(step),
            CronFieldKind.Minutes => TimeSpan.FromMinutes(step),
            CronFieldKind.Hours => TimeSpan.FromHours(step),
            CronFieldKind.DaysOfMonth => TimeSpan.FromDays(step),
            _ => null,
        };
        var span = interval is { } length ? $"{TimeSpanIntervalExprCompiler.TypeId} '{length:c}' or " : "";
        return $". A step begins anew in each cycle of its field; for every {step} {field.Unit} use "
            + $"{span}{NaturalCronExprCompiler.TypeId} 'every {step} {field.Unit}'";
    }

    private int? TakeName()
    {
        var names = field.Names ?? [];
        for (var index = 0; index < names.Length; index++)
        {
            if (Take(names[index]) || Take(names[index][..3]))
            {
                return index + field.First;
            }
        }

        return null;
    }

    private bool Take(string name)
    {
        if (Position + name.Length > end || string.Compare(text, Position, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) != 0)
        {
            return false;
        }

        Position += name.Length;
        return true;
    }

    private string Expected(int least, int most) =>
        $"a value between {least} and {most}{(field.Names is { } names ? $" or a name such as {names[0][..3].ToUpperInvariant()}" : "")}";
}
