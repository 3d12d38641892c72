using FsCheck;
using FsCheck.Fluent;
using JobMaster.Recurring;

namespace JobMaster.Tests.Recurring;

/// <summary>
/// Random expressions against trying every minute: dates, times and ranges put together from parts whose meaning is written down beside
/// them.
/// </summary>
public class NaturalCronOracleTests
{
    private const int DaysTried = 750;

    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private static Gen<Dates> AnyDates { get; } = Gen.OneOf(
        Weekly("every monday", DayOfWeek.Monday),
        Weekly("every weekday", DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday),
        Weekly("every weekend", DayOfWeek.Saturday, DayOfWeek.Sunday),
        Weekly("every mon, wed and fri", DayOfWeek.Monday, DayOfWeek.Wednesday, DayOfWeek.Friday),
        Weekly("every fri-mon", DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday, DayOfWeek.Monday),
        Weekly("every week on [tue, sunday]", DayOfWeek.Tuesday, DayOfWeek.Sunday),
        Gen.Elements<Dates>(
            new("every other monday", date => date.DayOfWeek == DayOfWeek.Monday && (date - new DateTime(2026, 1, 5)).Days % 14 == 0),
            new("every month on the 1st", date => date.Day == 1),
            new("every 1st and 15th of the month", date => date.Day is 1 or 15),
            new("every month on [10th, 31st]", date => date.Day is 10 or 31),
            new("every first monday of the month", date => date.DayOfWeek == DayOfWeek.Monday && date.Day <= 7),
            new(
                "every month on the second and fourth tuesday",
                date => date.DayOfWeek == DayOfWeek.Tuesday && (date.Day - 1) / 7 is 1 or 3),
            new("every month on the last friday", date => date.DayOfWeek == DayOfWeek.Friday && date.AddDays(7).Month != date.Month),
            new("every month on the last day", date => date.AddDays(1).Day == 1),
            new("every month on LastDay - 3", date => date.AddDays(4).Day == 1),
            new("every quarter on the 1st", date => date.Day == 1 && date.Month % 3 == 1),
            new("every year on the 4th of july", date => date is { Month: 7, Day: 4 }),
            new("every january on the 15th", date => date is { Month: 1, Day: 15 }),
            new("every 3 days AnchoredOn 1st", date => date.Day % 3 == 1),
            new("every 2 months AnchoredOn feb", date => date.Month % 2 == 0 && date.Day == 1)));

    private static Gen<Times> AnyTimes { get; } = Gen.Elements(
        new Times("", null), new Times("at noon", [720]), new Times("at midnight", [0]), new Times("at 9am and 5pm", [540, 1_020]),
        new Times("at 08:15, 12:30 and 23:59", [495, 750, 1_439]), new Times("at [09:00, 12:30]", [540, 750]),
        new Times("at 6 pm", [1_080]));

    private static Gen<Window> AnyWindow { get; } = Gen.OneOf(
        Gen.Constant(new Window("", _ => true)),
        Gen.Elements(
            new Window("between 9am and 5pm", minute => minute is >= 540 and < 1_080),
            new Window("from 9:00 to 17:00", minute => minute is >= 540 and < 1_021),
            new Window("between 9am-5pm", minute => minute is >= 540 and < 1_080),
            new Window("until 18:00", minute => minute <= 1_080),
            new Window("from noon", minute => minute >= 720),
            new Window("between noon and midnight", minute => minute is >= 720 or 0)),
        from first in Gen.Choose(0, 1_439)
        from last in Gen.Choose(0, 1_439)
        select new Window(
            $"between {Clock(first)} and {Clock(last)}",
            minute => first <= last ? minute >= first && minute <= last : minute >= first || minute <= last));

    private static Gen<Sample> DateSamples { get; } =
        from dates in AnyDates
        from times in AnyTimes
        from window in AnyWindow
        select new Sample($"{dates.Text} {times.Text} {window.Text}", date => !dates.Allows(date) ? [] : times.Minutes is { } minutes
            ? minutes.Where(window.Allows)
            : Enumerable.Range(0, 1_440).Where(window.Allows).Take(1));

    private static Gen<Sample> IntervalSamples { get; } =
        from step in Gen.Choose(1, 180)
        from isWeekday in Gen.Elements(true, false)
        from hours in Gen.Elements(
            ("between 9 and 17", 540, 1_079), ("from 8am until 6pm", 480, 1_139), ("between noon and 13:30", 720, 810), ("", 0, 1_439))
        where hours.Item1.Length > 0 || (!isWeekday && 1_440 % step == 0)
        select new Sample(
            $"every {step} minutes {(isWeekday ? "on weekdays " : "")}{hours.Item1}",
            date => isWeekday && (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
                ? []
                : Enumerable.Range(hours.Item2, hours.Item3 - hours.Item2 + 1).Where(minute => (minute - hours.Item2) % step == 0));

    [Fact]
    public void Dates_times_and_ranges_give_what_trying_every_minute_gives() => Check(DateSamples);

    [Fact]
    public void Intervals_in_ranges_give_what_trying_every_minute_gives() => Check(IntervalSamples);

    [Fact]
    public void The_canonical_form_reads_as_the_text_it_was_made_from() =>
        Prop.ForAll(Arb.From(Gen.OneOf(DateSamples, IntervalSamples)), sample =>
    {
        var canonical = NaturalCronWriter.Write(NaturalCronExprCompiler.Read(sample.Text, out _));
        NaturalCronExprCompiler.Read(canonical, out var problems).IsEnglish.ShouldBeFalse(canonical);
        problems.ShouldBeEmpty(canonical);
        Preview(canonical, 5).ShouldBe(Preview(sample.Text, 5), customMessage: $"{sample.Text} as {canonical}");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static void Check(Gen<Sample> samples) => Prop.ForAll(Arb.From(samples), sample =>
    {
        var expected = Enumerable.Range(0, DaysTried).Select(day => Start.AddDays(day))
            .SelectMany(date => sample.MinutesOf(date).Select(minute => date.AddMinutes(minute))).Where(at => at > Start).Take(6).ToArray();

        var found = Preview(sample.Text, 6).Where(at => at < Start.AddDays(DaysTried)).ToArray();

        found.ShouldBe(expected, customMessage: sample.Text);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static DateTime[] Preview(string expression, int count) =>
        [.. RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, expression)
            .Preview(TimeZoneInfo.Utc, new DateTimeOffset(Start, TimeSpan.Zero), count).Select(at => at.DateTime)];

    private static Gen<Dates> Weekly(string text, params DayOfWeek[] weekdays) =>
        Gen.Constant(new Dates(text, date => weekdays.Contains(date.DayOfWeek)));

    private static string Clock(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";

    private sealed record Dates(string Text, Func<DateTime, bool> Allows);

    private sealed record Times(string Text, int[]? Minutes);

    private sealed record Window(string Text, Func<int, bool> Allows);

    private sealed record Sample(string Text, Func<DateTime, IEnumerable<int>> MinutesOf)
    {
        public override string ToString() => Text;
    }
}
