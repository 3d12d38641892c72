using FsCheck;
using FsCheck.Fluent;

namespace JobMaster.Tests.Recurring;

public class RecurrencePropertyTests
{
    private static readonly string[] Zones = [
        "UTC", "America/New_York", "Asia/Amman", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia", "Europe/London",
        "America/Santiago"];

    private static readonly DateTimeOffset Start = new(2005, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Gen<string> OneOf(params string[] values) => Gen.Elements(values);

    private static Gen<string> Joined(params Gen<string>[] parts) => Gen.CollectToArray(parts).Select(values => string.Join(' ', values));

    private static Gen<string> Natural { get; } = Gen.OneOf(
        Joined(
            Gen.Choose(1, 50).Select(count => $"every {count}"),
            OneOf("seconds", "minutes", "hours"),
            OneOf(
                "", "on [mon, thu]", "in [jan, jun, oct]", "between 13:00 and 17:30", "between 22:00 and 01:15", "from 20th",
                "between fri and mon between 00:30 and 03:00", "upto min 20", "upto 12th", "upto mar upto 10:00",
                "in [feb, mar] upto 02:30")),
        Joined(
            Gen.Choose(1, 9).Select(count => $"every {count}"),
            OneOf("days", "weeks", "months", "years"),
            OneOf("", "at 00:30", "at [02:15, 14:00]", "at minute 30", "at 9pm"),
            OneOf("", "between 00:15 and 15:00", "between mar and nov", "between 5th and LastDay")),
        Joined(
            OneOf("every 2 hours at minute [15, 45]", "every 3 minutes at second [10, 50]", "hourly at second 30"),
            OneOf("", "between sec 20 and 55", "between min 40 and 50", "on tue", "between 01:00 and 06:00", "upto 12th")),
        Joined(
            OneOf(
                "every 7 minutes AnchoredAt 3", "every 5 hours BasedAt 2", "every 3 days AnchoredOn 1st", "every 2 months AnchoredOn Aug"),
            OneOf("", "upto 20th", "from 02:00")),
        Joined(
            OneOf(
                "every 2 weeks on [sun, wed]", "every month on LastWeekday", "every 2 months on FirstMon + 2", "every year on feb 29th",
                "monthly on 31st"),
            OneOf("", "at 02:30", "at 00:00")),
        OneOf("at 02:30", "at 00:00", "on 31st at 01:30", "on friday on 13th", "at minute 30", "at second 7", "in march at 10:00"));

    private static Gen<string> CronField(int least, int most) => Gen.OneOf(
        OneOf("*", "*/7"),
        Gen.Choose(least, most).Select(value => $"{value}"),
        Gen.Choose(least, most).SelectMany(from => Gen.Choose(least, most).Select(upto => $"{from}-{upto}")));

    private static Gen<string> Cron { get; } = Joined(
        CronField(0, 59), CronField(0, 23), Gen.OneOf(CronField(1, 28), OneOf("L", "LW", "15W", "?")), CronField(1, 12),
        Gen.OneOf(CronField(0, 6), OneOf("FRI#2", "MONL")));

    private static Gen<Sample> Samples { get; } =
        from isCron in Gen.Elements(true, false)
        from expression in isCron ? Cron : Natural
        from zone in Gen.Elements(Zones)
        from seconds in Gen.Choose(0, 20 * 365 * 86_400)
        select new Sample(isCron ? CronExprCompiler.TypeId : NaturalCronExprCompiler.TypeId, expression, zone, Start.AddSeconds(seconds));

    private static Gen<string> Soup { get; } = OneOf(
            "every", "@every", "daily", "weekly", "at", "@on", "in", "between", "and", "upto", "from", "tz", "UTC", "AnchoredOn", "[", "]",
            ",", ":", "-", "+", "/", "*", "#", "?", "L", "W", "@",
            "5", "0", "12", "31", "60", "2025", "99999999999", "10:30", "13:00pm", "9pm", "1st", "FifthThu", "LastDay", "ClosestWeekdayTo",
            "mon", "monday", "feb", "JAN-01", "2025-02-30",
            "day", "weeks", "month", "year", "min", "sec", "MON-FRI",
            "the", "of", "of the month", "each", "once", "a", "per", "other", "weekday", "weekends", "quarter", "fortnight", "quarterly",
            "first", "second", "third", "last",
            "noon", "midnight", "to", "through", "until", "mondays", "five", "twice", "business", "except", "evry", "Europe/Berlin",
            "TZ=UTC", "@every 5m", "cron(", "rate(", ")", "*/5", "5#3", "L-3W", "\t", "\u0000", "é", "１")
        .ListOf().SelectMany(words => OneOf(" ", "").Select(separator => string.Join(separator, words)));

    [Fact]
    public void Steps_are_strictly_monotonic_and_equal_a_search_from_anywhere_between()
    {
        var steps = 0;
        Check(Samples, sample =>
        {
            var compiled = sample.Compile();
            var after = sample.From;
            for (var step = 0; step < 12 && compiled.GetNextOccurrence(after, sample.Zone, sample.From) is { } next; step++)
            {
                next.ShouldBeGreaterThan(after);
                (next.Ticks % TimeSpan.TicksPerSecond).ShouldBe(0);
                var between = after + ((next - after) * 0.37);
                compiled.GetNextOccurrence(between, sample.Zone, sample.From).ShouldBe(next, customMessage: $"{sample} from {between:O}");
                compiled.GetNextOccurrence(next.AddTicks(-1), sample.Zone, sample.From).ShouldBe(
                    next, customMessage: $"{sample} just before");
                after = next;
                steps++;
            }
        });
        steps.ShouldBeGreaterThan(1000, "expressions that never occur show nothing");
    }

    [Fact]
    public void The_offset_of_the_given_instant_has_no_influence() => Check(Samples, sample =>
    {
        var compiled = sample.Compile();
        var expected = compiled.GetNextOccurrence(sample.From, sample.Zone);
        compiled.GetNextOccurrence(
            sample.From.ToOffset(TimeSpan.FromMinutes(345)), sample.Zone).ShouldBe(expected, customMessage: sample.ToString());
        compiled.GetNextOccurrence(
            sample.From.ToOffset(TimeSpan.FromHours(-11)), sample.Zone, sample.From).ShouldBe(expected, customMessage: sample.ToString());
    });

    [Fact]
    public void Occurrences_are_given_in_the_offset_of_the_zone() => Check(Samples, sample =>
    {
        if (sample.Compile().GetNextOccurrence(sample.From, sample.Zone) is { } next)
        {
            next.Offset.ShouldBe(sample.Zone.GetUtcOffset(next));
        }
    });

    [Theory]
    [InlineData("every 7 minutes between 13:00 and 17:30", 13, 0, 17, 30)]
    [InlineData("every 50 seconds between 13:00 and 17:30 on [mon, thu]", 13, 0, 17, 30)]
    [InlineData("every 2 hours at minute [15, 45] between 01:00 and 06:00", 1, 0, 6, 0)]
    public void Occurrences_satisfy_the_expressions_own_range(
        string expression, int fromHour, int fromMinute, int uptoHour, int uptoMinute) => Check(Samples, sample =>
    {
        var next = RecurrenceExprCompiler.Compile(
            NaturalCronExprCompiler.TypeId, expression).GetNextOccurrence(sample.From, sample.Zone)!.Value;
        next.TimeOfDay.ShouldBeGreaterThanOrEqualTo(new TimeSpan(fromHour, fromMinute, 0));
        next.TimeOfDay.ShouldBeLessThan(new TimeSpan(uptoHour, uptoMinute + 1, 0));
        if (expression.Contains("minute [15, 45]", StringComparison.Ordinal))
        {
            next.Minute.ShouldBeOneOf(15, 45);
        }
    });

    [Fact]
    public void Simple_cron_fields_agree_with_trying_every_minute() => Check(
        CronField(0, 59).SelectMany(minute =>
            CronField(0, 23).SelectMany(hour => CronField(0, 6).Select(weekday => (minute, hour, weekday))))
            .Zip(Samples),
        pair =>
        {
            var ((minute, hour, weekday), sample) = pair;
            var next = RecurrenceExprCompiler.Compile(
                CronExprCompiler.TypeId, $"{minute} {hour} * * {weekday}").GetNextOccurrence(sample.From, TimeZoneInfo.Utc)!.Value;
            var tried = new DateTimeOffset(sample.From.Ticks - (sample.From.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero).AddMinutes(1);
            while (!Matches(minute, tried.Minute) || !Matches(hour, tried.Hour) || !Matches(weekday, (int)tried.DayOfWeek))
            {
                tried = tried.AddMinutes(1);
            }

            next.ShouldBe(tried);
        });

    [Fact]
    public void No_text_throws_anything_or_searches_without_end() => Check(Soup, text =>
    {
        foreach (
            var typeId in new[] { NaturalCronExprCompiler.TypeId, CronExprCompiler.TypeId, QuartzCronExprCompiler.TypeId,
                TimeSpanIntervalExprCompiler.TypeId })
        {
            if (RecurrenceExprCompiler.TryCompile(typeId, text, out var compiled, out var errors))
            {
                var next = compiled.GetNextOccurrence(Start, TimeZoneInfo.Utc);
                (next is null || next > Start).ShouldBeTrue();
            }
            else
            {
                errors.ShouldNotBeEmpty();
            }
        }
    });

    private static bool Matches(string field, int value)
    {
        if (field == "*" || (field == "*/7" && value % 7 == 0))
        {
            return true;
        }

        var ends = field.Split('-');
        return int.TryParse(ends[0], out var from) && int.TryParse(ends[^1], out var upto)
            && (from <= upto ? from <= value && value <= upto : value >= from || value <= upto);
    }

    private static void Check<T>(Gen<T> generator, Action<T> property) =>
        Prop.ForAll(Arb.From(generator), property).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private sealed record Sample(string TypeId, string Expression, string ZoneId, DateTimeOffset From)
    {
        public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(ZoneId);

        public IRecurrenceCompiledExpr Compile() => RecurrenceExprCompiler.Compile(TypeId, Expression);
    }
}
