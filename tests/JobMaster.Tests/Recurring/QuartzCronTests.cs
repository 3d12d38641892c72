using FsCheck;
using FsCheck.Fluent;

namespace JobMaster.Tests.Recurring;

public class QuartzCronTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Gen<Field> Time { get; } = Gen.OneOf(
        Gen.Constant(new Field("*", _ => true)),
        Gen.Choose(0, 23).Select(value => new Field($"{value}", each => each == value)),
        from start in Gen.Choose(0, 23)
        from step in Gen.Choose(1, 23)
        select new Field(
            $"{start}/{step}", each => each >= start && (each - start) % step == 0),
        Gen.Choose(1, 23).Select(step => new Field($"/{step}", each => each % step == 0)),
        from one in Gen.Choose(0, 23)
        from other in Gen.Choose(0, 23)
        select new Field(
            $"{one},{other}", each => each == one || each == other),
        from first in Gen.Choose(0, 23)
        from last in Gen.Choose(0, 23)
        select new Field(
            $"{first}-{last}", each => Within(each, first, last)));

    private static Gen<Field> Month { get; } = Gen.OneOf(
        Gen.Constant(new Field("*", _ => true)),
        from first in Gen.Choose(1, 12)
        from last in Gen.Choose(1, 12)
        select new Field(
            $"{first}-{last}", each => Within(each, first, last)),
        Gen.Constant(new Field("JAN,jul", each => each is 1 or 7)));

    private static Gen<Field> Year { get; } = Gen.OneOf(
        Gen.Constant(new Field("", _ => true)),
        Gen.Constant(new Field("*", _ => true)),
        Gen.Choose(2026, 2031).Select(year => new Field($"{year}", each => each == year)),
        Gen.Constant(new Field("2027-2029", each => each is >= 2027 and <= 2029)),
        Gen.Constant(new Field("2026/3", each => (each - 2026) % 3 == 0)),
        Gen.Constant(new Field("2027,2030", each => each is 2027 or 2030)));

    private static Gen<Day> AnyDay { get; } = Gen.OneOf(
        Gen.Constant(new Day("*", "?", _ => true)),
        Gen.Constant(new Day("?", "*", _ => true)),
        Gen.Choose(1, 31).Select(day => new Day($"{day}", "?", date => date.Day == day)),
        from first in Gen.Choose(1, 31)
        from step in Gen.Choose(1, 9)
        select new Day(
            $"{first}/{step}", "?", date => date.Day >= first && (date.Day - first) % step == 0),
        Gen.Choose(0, 6).Select(back => new Day(back == 0 ? "L" : $"L-{back}", "?", date => date.Day == Length(date) - back)),
        Gen.Choose(1, 28).Select(day => new Day($"{day}W", "?", date => date == Nearest(new DateTime(date.Year, date.Month, day)))),
        Gen.Constant(new Day("LW", "?", date => date == Nearest(new DateTime(date.Year, date.Month, Length(date))))),
        Gen.Choose(1, 7).Select(value => new Day("?", $"{value}", date => NumberOf(date) == value)),
        Gen.Choose(1, 7).Select(value => new Day("?", $"{value}L", date => NumberOf(date) == value && date.Day > Length(date) - 7)),
        Gen.Constant(new Day("?", "L", date => date.DayOfWeek == DayOfWeek.Saturday)),
        from value in Gen.Choose(1, 7)
        from nth in Gen.Choose(1, 5)
        select new Day(
            "?", $"{value}#{nth}", date => NumberOf(date) == value && (date.Day - 1) / 7 == nth - 1),
        from first in Gen.Choose(1, 7)
        from last in Gen.Choose(1, 7)
        select new Day(
            "?", $"{first}-{last}", date => Within(NumberOf(date), first, last)),
        Gen.Constant(new Day("?", "MON-FRI", date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))),
        Gen.Constant(new Day("?", "Monday,Wednesday", date => date.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Wednesday)));

    private static Gen<Sample> Samples { get; } =
        from second in Time
        from minute in Time
        from hour in Time
        from day in AnyDay
        from month in Month
        from year in Year
        from days in Gen.Choose(0, 800)
        select new Sample(second, minute, hour, day, month, year, Start.AddDays(days).AddSeconds(days * 7919 % 86_400));

    [Fact]
    public void Occurrences_equal_those_of_trying_every_day_and_second() => Prop.ForAll(Arb.From(Samples), sample =>
    {
        var compiled = RecurrenceExprCompiler.Compile(QuartzCronExprCompiler.TypeId, sample.Text);
        var after = sample.From;
        foreach (var expected in sample.Occurrences().Take(4))
        {
            compiled.GetNextOccurrence(after, TimeZoneInfo.Utc).ShouldBe(expected, customMessage: $"{sample.Text} after {after:u}");
            after = expected;
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData("0 0 12 ? * 6#3", "2026-01-16 12:00:00")]
    [InlineData("0 0 9 ? * 2-6", "2026-01-01 09:00:00|2026-01-02 09:00:00|2026-01-05 09:00:00")]
    [InlineData("0 0 12 1 1 ? 2030", "2030-01-01 12:00:00|never")]
    [InlineData("0 0 12 29 2 ? 2026-2099/4", "never")]
    [InlineData("0 15 10 L-3W * ?", "2026-01-28 10:15:00|2026-02-25 10:15:00")]
    [InlineData("0 0 0 ? * L", "2026-01-03 00:00:00")]
    [InlineData("0 0 12 * * *", "2026-01-01 12:00:00")]
    [InlineData("0 0 12 1 1 ? 2099", "2099-01-01 12:00:00|never")]
    public void Weekdays_count_from_one_and_the_year_bounds(string expression, string expected)
    {
        var compiled = RecurrenceExprCompiler.Compile("quartzcron", expression);
        compiled.TypeId.ShouldBe("QuartzCron");
        DateTimeOffset? after = Start;
        foreach (var wanted in expected.Split('|'))
        {
            after = compiled.GetNextOccurrence(after!.Value, TimeZoneInfo.Utc);
            after.ShouldBe(wanted == "never" ? null : Sequence.Utc(wanted), customMessage: wanted);
        }
    }

    [Fact]
    public void A_recurrence_names_the_language() =>
        (
            Recurrence.QuartzCron("0 0 9 ? * 2-6").TypeId,
            Recurrence.QuartzCron("0 0 9 ? * 2-6").Expression).ShouldBe(("QuartzCron", "0 0 9 ? * 2-6"));

    [Theory]
    [InlineData("0 9 * * MON-FRI", "5 fields found", "6 fields", "CronExprCompiler.TypeId")]
    [InlineData("0 0 12 1 * 2", "'2' at position 11", "second day", "'?'")]
    [InlineData("0 0 12 ? * ?", "position 11", "both days open")]
    [InlineData("0 0 12 ? * 0", "'0' at position 11", "between 1 and 7")]
    [InlineData("0 0 12 ? * 8", "'8' at position 11", "between 1 and 7")]
    [InlineData("0 0 ? * * 2", "Hours", "'?' at position 4", "'*'")]
    [InlineData("0 0 12 1 1 ? 1969", "Years", "between 1970 and 2099")]
    [InlineData("0 0 12 1 1 ? 2030-2020", "Years", "position 13", "swap")]
    [InlineData("0 0 12 1 1 ? ?", "Years", "'?' at position 13")]
    [InlineData("", "empty", "0 0 9 ? * MON-FRI")]
    [InlineData("@daily", "1 field", "'Cron'")]
    [InlineData("0 0 12 1W,15W * ?", "','", "position 9")]
    [InlineData("0 H 12 1 * ?", "Minutes", "'H'")]
    [InlineData("every day at 9am", "NaturalCronExprCompiler.TypeId")]
    public void Errors_name_the_field_the_position_and_the_fix(string expression, params string[] mentioned)
    {
        var error = Should.Throw<FormatException>(() => RecurrenceExprCompiler.Compile(QuartzCronExprCompiler.TypeId, expression));
        mentioned.ShouldAllBe(part => error.Message.Contains(part, StringComparison.Ordinal), error.Message);
    }

    private static bool Within(int value, int first, int last) =>
        first <= last ? first <= value && value <= last : value >= first || value <= last;

    private static int NumberOf(DateTime date) => (int)date.DayOfWeek + 1;

    private static int Length(DateTime date) => DateTime.DaysInMonth(date.Year, date.Month);

    private static DateTime Nearest(DateTime date) => Enumerable.Range(-2, 5)
        .Select(days => date.AddDays(days))
        .Where(day => day.Month == date.Month && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
        .MinBy(day => (day - date).Duration());

    private sealed record Field(string Text, Func<int, bool> Allows);

    private sealed record Day(string OfMonth, string OfWeek, Func<DateTime, bool> Allows);

    private sealed record Sample(Field Second, Field Minute, Field Hour, Day Day, Field Month, Field Year, DateTimeOffset From)
    {
        public string Text => $"{Second.Text} {Minute.Text} {Hour.Text} {Day.OfMonth} {Month.Text} {Day.OfWeek} {Year.Text}".TrimEnd();

        public override string ToString() => $"{Text} from {From:u}";

        /// <summary>The occurrences of ten years, found by trying.</summary>
        public IEnumerable<DateTimeOffset> Occurrences() =>
            from day in Enumerable.Range(0, 3_650)
            let date = From.UtcDateTime.Date.AddDays(day)
            where Year.Allows(date.Year) && Month.Allows(date.Month) && Day.Allows(date)
            from hour in Enumerable.Range(0, 24).Where(Hour.Allows)
            from minute in Enumerable.Range(0, 60).Where(Minute.Allows)
            from second in Enumerable.Range(0, 60).Where(Second.Allows)
            let at = new DateTimeOffset(date.Add(new TimeSpan(hour, minute, second)), TimeSpan.Zero)
            where at > From
            select at;
    }
}
