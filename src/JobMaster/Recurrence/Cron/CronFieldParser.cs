namespace JobMaster.Recurrence;

/// <summary>Parses one cron field into the set of its values, or into a day that only a month can tell (L, W, #).</summary>
internal sealed class CronFieldParser(string text, int start, int end, CronField field, Random? jitter)
{
    private readonly CronReader reader = new(text, start, end, field);

    public string? Error => reader.Error;

    /// <summary>Bit n stands for the value n; Sunday is 0.</summary>
    public ulong Values { get; private set; }

    public DaySpec? Special { get; private set; }

    /// <summary>Whether the field names a stretch of values (a star, a range or a step) rather than single ones.</summary>
    public bool IsInterval { get; private set; }

    public void Parse()
    {
        if (ReferenceEquals(field, CronField.DaysOfMonth) && reader.Take('L'))
        {
            ParseLastDay();
        }
        else
        {
            do
            {
                ParsePart();
            }
            while (Special is null && reader.Take(','));
        }

        if (!reader.AtEnd)
        {
            reader.Fail($"{reader.Found()} is garbage; expected ',' or the end of the field");
        }
    }

    private void ParsePart()
    {
        if (reader.Take('*') || reader.Take('?'))
        {
            IsInterval = true;
            Add(field.First, field.Cycle, reader.Take('/') ? TakeStep() : 1);
        }
        else if (reader.Take('H'))
        {
            ParseJitter();
        }
        else
        {
            ParseValue();
        }
    }

    private void ParseValue()
    {
        var isFirst = Values == 0;
        var from = reader.TakeValue();
        if (from < 0 || (isFirst && ParseSpecial(from)))
        {
            return;
        }

        if (reader.Take('-'))
        {
            IsInterval = true;
            var to = reader.TakeValue();
            Add(from, to < from ? to - from + field.Cycle + 1 : to - from + 1, reader.Take('/') ? TakeStep() : 1);
        }
        else if (reader.Take('/'))
        {
            IsInterval = true;
            Add(from, field.Last - from + 1, TakeStep());
        }
        else
        {
            Add(from, 1, 1);
        }
    }

    private bool ParseSpecial(int value)
    {
        if (ReferenceEquals(field, CronField.DaysOfMonth) && reader.Take('W'))
        {
            Special = new DaySpec(DayBase.WeekdayNearStart, value);
        }
        else if (ReferenceEquals(field, CronField.DaysOfWeek) && reader.Take('L'))
        {
            Special = new DaySpec(DayBase.LastOfWeekday, Weekday: (DayOfWeek)(value % 7));
        }
        else if (ReferenceEquals(field, CronField.DaysOfWeek) && reader.Take('#'))
        {
            Special = new DaySpec(DayBase.NthOfWeekday, reader.TakeDigit(1, 5), (DayOfWeek)(value % 7));
        }

        return Special is not null;
    }

    private void ParseLastDay()
    {
        var back = reader.Take('-') ? reader.TakeNumber(0, field.Last - 1) : 0;
        Special = new DaySpec(reader.Take('W') ? DayBase.WeekdayNearEnd : DayBase.FromEnd, back);
    }

    private void ParseJitter()
    {
        if (jitter is null)
        {
            reader.Fail("H without a seed has no value; write a number instead");
        }
        else if (reader.Take('/'))
        {
            IsInterval = true;
            var step = TakeStep();
            if (step > 0)
            {
                var from = field.First + jitter.Next(0, step);
                Add(from, field.First + field.Cycle - from, step);
            }
        }
        else
        {
            // Days stop at 30 and months at 11, weekdays at Saturday: a value every period has.
            Add(jitter.Next(field.First, field.IsTimeOfDay ? field.Last + 1 : field.Last), 1, 1);
        }
    }

    private int TakeStep() => reader.TakeNumber(1, field.Last);

    private void Add(int from, int count, int step)
    {
        for (var offset = 0; reader.Error is null && offset < count; offset += step)
        {
            Values |= 1UL << (((from - field.First + offset) % field.Cycle) + field.First);
        }
    }
}
