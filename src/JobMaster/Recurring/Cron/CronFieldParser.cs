namespace JobMaster.Recurring;

/// <summary>Parses one cron field into its set of values, or into a day that depends on the month (L, W, #).</summary>
internal sealed class CronFieldParser(string text, int start, int end, CronField kind, CronDialect dialect, Random? jitter)
{
    private readonly CronReader reader = new(text, start, end, kind, dialect);
    private bool isList;

    public string? Error => reader.Error;

    public int Start => start;

    public string Text => text[start..end];

    public CronField Field => kind;

    /// <summary>Bit n means the value n; in days of the week, <see cref="DayOfWeek"/> n.</summary>
    public ulong Values { get; private set; }

    /// <summary>The values of a field of years; null means all years.</summary>
    public YearSet? Years { get; private set; }

    public DaySpec? Special { get; private set; }

    /// <summary>Whether the field names a range of values (a star, a range or a step) rather than single values.</summary>
    public bool IsInterval { get; private set; }

    /// <summary>Whether the field allows all values: <c>*</c> or <c>?</c>.</summary>
    public bool IsAny { get; private set; }

    /// <summary>Whether a value is written as a number rather than a name.</summary>
    public bool HasNumber => reader.HasNumber;

    /// <summary>The step of a star, if it is more than 1.</summary>
    public int Step { get; private set; } = 1;

    public void Parse()
    {
        if (reader.Next == '?' && !kind.IsDay)
        {
            reader.Fail($"{reader.Found()} leaves a day open, so it belongs to the two day fields only; write '*' for every value");
        }
        else if (reader.Take('*') || reader.Take('?') || (dialect.IsQuartz && reader.Next == '/'))
        {
            ParseStar();
        }
        else if (dialect.HasMacros && reader.Take('H'))
        {
            ParseJitter();
        }
        else if (kind.Kind == CronFieldKind.DaysOfMonth && reader.Take('L'))
        {
            ParseLastDay();
        }
        else if (dialect.IsQuartz && kind.Kind == CronFieldKind.DaysOfWeek && reader.Take('L'))
        {
            Add(kind.Last, 1, 1);
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

    private void ParseStar()
    {
        IsInterval = true;
        IsAny = reader.AtEnd;
        Step = reader.Take('/') ? TakeStep() : 1;
        if (!IsAny || kind.Kind != CronFieldKind.Years)
        {
            Add(kind.First, kind.Cycle, Step);
        }
    }

    // Only values and ranges may be listed: a star would hide the meaning of the other items, and L, W and # name one day.
    private void ParseList()
    {
        var isFirst = true;
        do
        {
            ParseValue(isFirst);
            isFirst = false;
        }
        while (Special is null && reader.Take(','));
        isList = Special is null;
    }

    private void ParseValue(bool isFirst)
    {
        var position = reader.Position;
        var from = reader.TakeValue();
        if (from < 0 || (isFirst && ParseSpecial(from)))
        {
            return;
        }

        if (reader.Take('-'))
        {
            IsInterval = true;
            var to = reader.TakeValue();
            if (to >= 0 && to < from && kind.Kind == CronFieldKind.Years)
            {
                reader.Fail($"the range at position {position} ends before it begins; swap its years");
            }

            Add(from, to < from ? to - from + kind.Cycle + 1 : to - from + 1, reader.Take('/') ? TakeStep() : 1);
        }
        else if (reader.Take('/'))
        {
            IsInterval = true;
            Add(from, kind.Last - from + 1, TakeStep());
        }
        else
        {
            Add(from, 1, 1);
        }
    }

    private bool ParseSpecial(int value)
    {
        if (kind.Kind == CronFieldKind.DaysOfMonth && reader.Take('W'))
        {
            Special = new DaySpec(DayBase.WeekdayNearStart, value);
        }
        else if (kind.Kind == CronFieldKind.DaysOfWeek && reader.Take('L'))
        {
            Special = new DaySpec(DayBase.LastOfWeekday, Weekday: kind.WeekdayOf(value));
        }
        else if (kind.Kind == CronFieldKind.DaysOfWeek && reader.Take('#'))
        {
            Special = new DaySpec(DayBase.NthOfWeekday, reader.TakeNumber(1, 5), kind.WeekdayOf(value));
        }

        return Special is not null;
    }

    private void ParseLastDay()
    {
        var back = reader.Take('-') ? reader.TakeNumber(0, kind.Last - 1) : 0;
        Special = new DaySpec(reader.Take('W') ? DayBase.WeekdayNearEnd : DayBase.FromEnd, back);
    }

    private void ParseJitter()
    {
        // Days stop at 28, which every month has.
        var last = kind.Kind == CronFieldKind.DaysOfMonth ? 28 : kind.Last;
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
                var from = kind.First + jitter.Next(0, step);
                Add(from, last - from + 1, step);
            }
        }
        else
        {
            Add(jitter.Next(kind.First, last + 1), 1, 1);
        }
    }

    private int TakeStep() => reader.TakeStep(Math.Min(kind.Cycle, kind.Last));

    private void Add(int from, int count, int step)
    {
        for (var offset = 0; reader.Error is null && offset < count; offset += step)
        {
            AddValue(((from - kind.First + offset) % kind.Cycle) + kind.First);
        }
    }

    private void AddValue(int value)
    {
        if (kind.Kind == CronFieldKind.Years)
        {
            (Years ??= new YearSet()).Add(value);
        }
        else
        {
            Values |= 1UL << (kind.Kind == CronFieldKind.DaysOfWeek ? (int)kind.WeekdayOf(value) : value);
        }
    }
}
