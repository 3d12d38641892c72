using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace JobMaster.Tests.Recurring;

/// <summary>Dates without a time in windows of hours, anchored intervals, and units that carry over.</summary>
public class NaturalCronWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Gen<(string Text, Func<DateTime, bool> Allows)> Dates { get; } = Gen.Elements<(string, Func<DateTime, bool>)>(
        ("every monday", date => date.DayOfWeek == DayOfWeek.Monday),
        ("every week on [tue, sun]", date => date.DayOfWeek is DayOfWeek.Tuesday or DayOfWeek.Sunday),
        ("every month on 1st", date => date.Day == 1),
        ("every month on LastDay", date => date.AddDays(1).Day == 1),
        ("every month on [10th, 20th]", date => date.Day is 10 or 20),
        ("every year on jul-04", date => date is { Month: 7, Day: 4 }),
        ("every 5 days AnchoredOn 3rd", date => date.Day % 5 == 3),
        ("every 2 months AnchoredOn feb", date => date.Month % 2 == 0 && date.Day == 1),
        ("every year in march on 3rd", date => date is { Month: 3, Day: 3 }));

    private static Gen<(string Text, Func<TimeSpan, bool> Allows)> Windows { get; } = Gen.OneOf(
        from first in Gen.Choose(0, 1_439) from last in Gen.Choose(0, 1_439) select Between(first, last),
        Gen.Choose(0, 1_439).Select(first => ($"from {Clock(first)}", (Func<TimeSpan, bool>)(time => time >= Minutes(first)))),
        Gen.Choose(0, 1_439).Select(last => ($"upto {Clock(last)}", (Func<TimeSpan, bool>)(time => time < Minutes(last + 1)))),
        from early in Gen.Choose(0, 300)
        from late in Gen.Choose(700, 1_400)
        select (
            $"between [{Clock(late)} and {Clock(late + 30)}, {Clock(early)} and {Clock(early + 30)}]",
            (Func<TimeSpan, bool>)(time => InRange(time, early, early + 30) || InRange(time, late, late + 30))),
        from first in Gen.Choose(0, 59)
        from last in Gen.Choose(0, 59)
        select (
            $"between min {first} and {last}",
            (Func<TimeSpan, bool>)(time =>
                first <= last ? time.Minutes >= first && time.Minutes <= last : time.Minutes >= first || time.Minutes <= last)));

    [Fact]
    public void A_date_without_a_time_begins_with_the_first_minute_its_windows_allow() => Prop.ForAll(
        Arb.From(
            from date in Dates
            from window in Windows
            from zone in Gen.Elements("", " tz UTC")
            select (
                date, window, Text: $"{date.Text} {window.Text}{zone}")),
        given =>
        {
            var compiled = RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, given.Text);
            var first = Enumerable.Range(0, 1_440).Select(Minutes).First(given.window.Allows);
            var expected = Enumerable.Range(0, 1_200).Select(day => Start.UtcDateTime.AddDays(day)).Where(given.date.Allows)
                .Select(date => new DateTimeOffset(date + first, TimeSpan.Zero)).Where(at => at > Start).Take(3).ToArray();

            compiled.Preview(TimeZoneInfo.Utc, Start, expected.Length).ShouldBe(expected, customMessage: given.Text);
            compiled.GetNextOccurrence(
                expected[1].AddMinutes(-1), TimeZoneInfo.Utc, Start).ShouldBe(expected[1], customMessage: given.Text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("every monday between 9am and 5pm", "01-05 09:00|01-12 09:00|01-19 09:00")]
    [InlineData("every month on 1st between 9am and 5pm", "01-01 09:00|02-01 09:00|03-01 09:00")]
    [InlineData("every year on jul-04 between 9am and 5pm", "07-04 09:00|07-04 09:00")]
    [InlineData("every monday from 18:00", "01-05 18:00|01-12 18:00")]
    [InlineData("every 2 weeks AnchoredOn mon between 9am and 5pm", "01-05 09:00|01-19 09:00")]
    [InlineData("every week on [friday, tuesday] between 1:00pm and 03:00pm", "01-02 13:00|01-06 13:00|01-09 13:00")]
    [InlineData("every monday between 22:00 and 02:00", "01-05 00:00|01-12 00:00")]
    [InlineData("every monday at minute [0, 30] between 9am and 5pm", "01-05 09:00|01-05 09:30|01-12 09:00")]
    [InlineData("every monday at [9am, 11am] between 10am and 5pm", "01-05 11:00|01-12 11:00")]
    [InlineData("on monday from 18:00", "01-05 18:00|01-12 18:00")]
    [InlineData("on 15th upto 10:00", "01-15 00:00|02-15 00:00")]
    [InlineData("every monday between mon 09:00 and fri 17:00", "01-05 09:00|01-12 09:00")]
    [InlineData("every 2 months AnchoredOn feb between 9am and 5pm", "02-01 09:00|04-01 09:00")]
    [InlineData("every day between day Last - 5 and Last - 1", "01-26 00:00|01-27 00:00|01-28 00:00|01-29 00:00|01-30 00:00|02-23 00:00")]
    [InlineData("every day between day First + 1 and Last - 27", "01-02 00:00|01-03 00:00|01-04 00:00|03-02 00:00")]
    [InlineData("every day between [day Last - 1 and Last, day 1 and 2]", "01-02 00:00|01-30 00:00|01-31 00:00|02-01 00:00")]
    [InlineData("on day [Last - 1, First]", "01-30 00:00|02-01 00:00|02-27 00:00")]
    [InlineData("every 20 days AnchoredOn 1st", "01-21 00:00|02-01 00:00|02-21 00:00")]
    [InlineData("every 8 months AnchoredOn jan", "09-01 00:00|01-01 00:00")]
    public void Occurrences_are_the_expected_ones(string expression, string expected) =>
        RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, expression)
            .Preview(TimeZoneInfo.Utc, Start, expected.Split('|').Length)
            .Select(at => at.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture)).ShouldBe(expected.Split('|'));

    [Theory]
    [InlineData("every 24 months AnchoredOn July", "'July' at position 27", "'every 2 years in july'", "'every 24 months'")]
    [InlineData("every 8 months AnchoredOn july", "'july' at position 26", "'every 8 months'")]
    [InlineData("every 90 minutes AnchoredOn 0", "'0' at position 28", "'every 90 minutes'", "StartAfter")]
    [InlineData("every 120 minutes AnchoredAt 15", "'every 2 hours at minute 15'")]
    [InlineData("every 48 hours AnchoredAt 9am", "'every 2 days at 09:00'")]
    [InlineData("every 90 seconds AnchoredAt 0", "'every 90 seconds'")]
    [InlineData("every 40 days AnchoredOn 1st", "'1st' at position 25", "'every 40 days'")]
    [InlineData("every 20 days AnchoredOn 15th", "'every 20 days'")]
    public void An_interval_that_never_comes_to_act_is_refused_with_the_way_to_say_it(string expression, params string[] mentioned)
    {
        var error = Should.Throw<FormatException>(() => RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, expression));
        mentioned.ShouldAllBe(part => error.Message.Contains(part, StringComparison.Ordinal), error.Message);
    }

    private static (string Text, Func<TimeSpan, bool> Allows) Between(int first, int last) =>
        (
            $"between {Clock(first)} and {Clock(last)}",
            time => first <= last ? InRange(time, first, last) : time >= Minutes(first) || time < Minutes(last + 1));

    private static bool InRange(TimeSpan time, int first, int last) => time >= Minutes(first) && time < Minutes(last + 1);

    private static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);

    private static string Clock(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";
}
