namespace JobMaster.Recurring;

/// <summary>Reads the characters of one cron field. The first problem stops the reading and is kept.</summary>
internal sealed class CronReader(string text, int start, int end, CronField field)
{
    private const int MostDigits = 2;

    private int position = start;

    public string? Error { get; private set; }

    public bool AtEnd => position >= end || Error is not null;

    public bool Take(char symbol)
    {
        if (AtEnd || char.ToUpperInvariant(text[position]) != symbol)
        {
            return false;
        }

        position++;
        return true;
    }

    /// <summary>A number or a name of the field, or -1 with an error.</summary>
    public int TakeValue()
    {
        if (TakeName() is { } named)
        {
            return named;
        }

        return TakeNumber(field.First, field.Last);
    }

    public int TakeNumber(int least, int most)
    {
        var from = position;
        var number = 0L;
        while (!AtEnd && char.IsAsciiDigit(text[position]))
        {
            number = Math.Min((number * 10) + (text[position++] - '0'), int.MaxValue);
        }

        if (position == from)
        {
            return Fail($"{Found()} is garbage; expected {Expected(least, most)}");
        }

        return number < least || number > most || position - from > MostDigits
            ? Fail($"{QuotedExpression.Of(text[from..position])} at position {from} is out of range; use a value between {least} and {most}")
            : (int)number;
    }

    public int Fail(string problem)
    {
        Error ??= $"Cron {QuotedExpression.Of(text)}: {field.Name}: {problem}.";
        return -1;
    }

    public string Found() => position < end ? $"'{text[position]}' at position {position}" : $"the end of the field at position {position}";

    private int? TakeName()
    {
        var names = field.Names ?? [];
        for (var index = 0; index < names.Length && position + 3 <= end; index++)
        {
            if (string.Compare(text, position, names[index], 0, 3, StringComparison.OrdinalIgnoreCase) == 0)
            {
                position += 3;
                return index + field.First;
            }
        }

        return null;
    }

    private string Expected(int least, int most) =>
        field.Names is { } names ? $"a value between {least} and {most} or a name such as {names[0]}" : $"a value between {least} and {most}";
}
