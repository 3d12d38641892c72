namespace JobMaster.Recurring;

/// <summary>Parses one cron field into the set of its values, or into a day that only a month can tell (L, W, #).</summary>
internal sealed class CronFieldParser(string text, int start, int end, CronField field, Random? jitter)
{
    private readonly CronReader reader = new(text, start, end, field);
    private bool isList;

    public string? Error => reader.Error;

    /// <summary>Bit n stands for the value n; Sunday is 0.</summary>
    public ulong Values { get; private set; }

    public DaySpec? Special { get; private set; }

    /// <summary>Whether the field names a stretch of values (a star, a range or a step) rather than single ones.</summary>
    public bool IsInterval { get; private set; }

    public void Parse()
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
        else if (ReferenceEquals(field, CronField.DaysOfMonth) && reader.Take('L'))
        {
            ParseLastDay();
        }
        else
        {
            ParseList();
        }

        if (!reader.AtEnd)
        {
            reader.Fail($"{reader.Found()} is garbage; expected {(isList ? "',' or " : "")}the end of the field");
        }
    }

    // Only values and ranges are listed: a star beside others would hide that they mean nothing, and L, W and # name one day.
    private void ParseList()
    {
        do
        {
            ParseValue();
        }
        while (Special is null && reader.Take(','));
        isList = Special is null;
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
            Special = new DaySpec(DayBase.NthOfWeekday, reader.TakeNumber(1, 5), (DayOfWeek)(value % 7));
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
        // Days stop at 28, which every month has.
        var last = ReferenceEquals(field, CronField.DaysOfMonth) ? 28 : field.Last;
        if (jitter is null)
        {
            reader.Fail("H without a seed has no value; write a number instead");
        }
        else if (reader.Take('/'))
        {
            IsInterval = true;
            var step = reader.TakeNumber(1, last);
            if (step > 0)
            {
                var from = field.First + jitter.Next(0, step);
                Add(from, last - from + 1, step);
            }
        }
        else
        {
            Add(jitter.Next(field.First, last + 1), 1, 1);
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
