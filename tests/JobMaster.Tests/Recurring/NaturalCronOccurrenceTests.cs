namespace JobMaster.Tests.Recurring;

public class NaturalCronOccurrenceTests
{
    [Theory]
    [InlineData("every 45 seconds", "2025-01-01 10:07:23", "10:08:08|10:08:53|10:09:38")]
    [InlineData("every 90 minutes", "2025-01-01 10:07:23", "11:37:23|13:07:23")]
    [InlineData("every 2 days", "2025-01-01 10:07:23", "2025-01-03 10:07:23|2025-01-05 10:07:23")]
    [InlineData("every 2 weeks", "2025-01-01 10:07:23", "2025-01-15 10:07:23|2025-01-29 10:07:23")]
    [InlineData("monthly", "2025-01-30 08:00:00", "2025-03-30 08:00:00|2025-04-30 08:00:00")]
    [InlineData("yearly", "2024-02-29 08:00:00", "2028-02-29 08:00:00")]
    [InlineData("every 3 months", "2025-01-15 08:00:00", "2025-04-15 08:00:00|2025-07-15 08:00:00")]
    public void Unanchored_intervals_count_from_the_anchor_instant(string expression, string from, string expected) =>
        Check(expression, from, expected);

    [Theory]
    [InlineData("every 5 minutes BasedAt 7", "2025-01-01 10:50:10", "10:52:00|10:57:00|11:02:00")]
    [InlineData("every 7 minutes AnchoredAt 0", "2025-01-01 10:50:10", "10:56:00|11:00:00|11:07:00")]
    [InlineData(
        "every 3 days AnchoredOn 1st", "2025-01-26 10:07:23",
        "2025-01-28 00:00:00|2025-01-31 00:00:00|2025-02-01 00:00:00|2025-02-04 00:00:00")]
    [InlineData("every 4 hours AnchoredAt 08:30", "2025-01-01 10:07:23", "12:30:00|16:30:00|20:30:00|2025-01-02 00:30:00")]
    [InlineData("every 5 hours BasedAt 10hr", "2025-01-01 10:07:23", "15:00:00|20:00:00|2025-01-02 00:00:00")]
    [InlineData("every 2 months AnchoredOn Aug", "2025-07-15 10:07:23", "2025-08-01 00:00:00|2025-10-01 00:00:00")]
    [InlineData("every 2 years AnchoredOn 2020 on 5th mar", "2025-07-15 10:07:23", "2026-03-05 00:00:00|2028-03-05 00:00:00")]
    [InlineData("every 2 weeks AnchoredOn Fri", "2025-07-15 10:07:23", "2025-07-18 00:00:00|2025-08-01 00:00:00")]
    [InlineData("every monday at 08:00", "2025-07-15 10:07:23", "2025-07-21 08:00:00|2025-07-28 08:00:00")]
    public void Anchored_intervals_restart_in_the_next_larger_unit(string expression, string from, string expected) =>
        Check(expression, from, expected);

    [Theory]
    [InlineData("daily at 09:00", "2025-01-01 10:07:23", "2025-01-02 09:00:00|2025-01-03 09:00:00")]
    [InlineData("every 2 days at 09:00", "2025-01-01 10:07:23", "2025-01-03 09:00:00|2025-01-05 09:00:00")]
    [InlineData("daily at [09:00, 12:30]", "2025-01-01 10:07:23", "12:30:00|2025-01-02 09:00:00|2025-01-02 12:30:00")]
    [InlineData("every hour at minute 15", "2025-01-01 10:07:23", "10:15:00|11:15:00")]
    [InlineData("every 2 hours at second 30", "2025-01-01 10:07:23", "10:07:30|12:07:30")]
    [InlineData("every month at 10:00", "2025-06-15 11:00:00", "2025-07-15 10:00:00|2025-08-15 10:00:00")]
    [InlineData("every month on monday", "2025-01-01 00:00:00", "2025-01-06 00:00:00|2025-02-03 00:00:00")]
    [InlineData("every month on [monday]", "2025-01-01 00:00:00", "2025-01-06 00:00:00|2025-02-03 00:00:00")]
    [InlineData("every year in march", "2025-06-15 10:07:23", "2026-03-01 00:00:00|2027-03-01 00:00:00")]
    [InlineData("every week at 10:00", "2025-06-18 11:00:00", "2025-06-25 10:00:00|2025-07-02 10:00:00")]
    [InlineData("every month on [1st 3am, 3rd 10pm]", "2025-01-01 02:00:00", "2025-01-01 03:00:00|2025-01-03 22:00:00|2025-02-01 03:00:00")]
    [InlineData("every day on [mon, fri] at 10:00", "2025-07-02 11:00:00", "2025-07-04 10:00:00|2025-07-07 10:00:00")]
    public void At_rules_choose_within_the_interval(string expression, string from, string expected) => Check(expression, from, expected);

    [Theory]
    [InlineData("at 10:00", "2025-01-01 10:00:00", "2025-01-02 10:00:00")]
    [InlineData("at minute 30", "2025-01-01 10:07:23", "10:30:00|11:30:00")]
    [InlineData("on monday", "2025-01-01 10:07:23", "2025-01-06 00:00:00|2025-01-13 00:00:00")]
    [InlineData("in march", "2025-01-01 10:07:23", "2025-03-01 00:00:00|2026-03-01 00:00:00")]
    [InlineData("in march at 10:00", "2025-03-30 10:07:23", "2025-03-31 10:00:00|2026-03-01 10:00:00")]
    [InlineData("on 31st", "2025-02-01 00:00:00", "2025-03-31 00:00:00|2025-05-31 00:00:00")]
    [InlineData("on 13th on friday", "2025-01-01 00:00:00", "2025-06-13 00:00:00|2026-02-13 00:00:00")]
    [InlineData("on 2025-03-01 14:00", "2025-01-01 00:00:00", "2025-03-01 14:00:00|never")]
    [InlineData("in 2026-02", "2025-01-01 00:00:00", "2026-02-01 00:00:00|never")]
    [InlineData("on [FirstDay 3am, LastDay 10am]", "2025-01-31 04:00:00", "2025-01-31 10:00:00|2025-02-01 03:00:00|2025-02-28 10:00:00")]
    [InlineData("on 9998-12-31", "2025-01-01 00:00:00", "9998-12-31 00:00:00|never")]
    public void At_rules_alone_repeat_in_the_next_larger_unit(string expression, string from, string expected) =>
        Check(expression, from, expected);

    [Theory]
    [InlineData("every month on LastDay - 3", "2025-01-01 00:00:00", "2025-01-28 00:00:00|2025-02-25 00:00:00")]
    [InlineData("every month on LastDay - 60", "2025-01-01 00:00:00", "2025-02-01 00:00:00|2025-03-01 00:00:00")]
    [InlineData("every month on FirstDay + 31", "2025-01-01 00:00:00", "2025-01-31 00:00:00|2025-02-28 00:00:00")]
    [InlineData("every month on FifthThu", "2025-01-01 00:00:00", "2025-01-30 00:00:00|2025-05-29 00:00:00")]
    [InlineData("every month on ClosestWeekdayTo 1", "2025-02-01 00:00:00", "2025-02-03 00:00:00|2025-03-03 00:00:00|2025-04-01 00:00:00")]
    [InlineData("every month on ClosestWeekdayTo 31st", "2025-02-01 00:00:00", "2025-02-28 00:00:00|2025-03-31 00:00:00")]
    [InlineData("every month on LastWeekday", "2025-05-01 00:00:00", "2025-05-30 00:00:00|2025-06-30 00:00:00")]
    [InlineData("every month on 2ndTuesday", "2025-05-01 00:00:00", "2025-05-13 00:00:00|2025-06-10 00:00:00")]
    public void Special_days_stay_within_their_month(string expression, string from, string expected) => Check(expression, from, expected);

    [Theory]
    [InlineData(
        "every 2 hours between 09:00 and 17:00", "2025-01-01 10:30:00",
        "12:30:00|14:30:00|16:30:00|2025-01-02 09:00:00|2025-01-02 11:00:00")]
    [InlineData("every 30 minutes between 9am and 10am", "2025-01-01 00:00:00", "09:00:00|09:30:00|10:00:00|10:30:00|2025-01-02 09:00:00")]
    [InlineData("every 25 seconds between 1:20pm and 1:22pm", "2025-01-01 13:22:20", "13:22:45|2025-01-02 13:20:00")]
    [InlineData("every 30 minutes between 22:00 and 23:30", "2025-01-01 23:00:00", "23:30:00|2025-01-02 22:00:00")]
    [InlineData(
        "every 2 hours between 22:00 and 02:00", "2025-01-01 12:00:00",
        "22:00:00|2025-01-02 00:00:00|2025-01-02 02:00:00|2025-01-02 22:00:00")]
    [InlineData(
        "every day between fri and mon at 12:00", "2025-07-01 00:00:00",
        "2025-07-04 12:00:00|2025-07-05 12:00:00|2025-07-06 12:00:00|2025-07-07 12:00:00|2025-07-11 12:00:00")]
    [InlineData(
        "every month between nov and feb on 1st", "2025-01-15 00:00:00",
        "2025-02-01 00:00:00|2025-11-01 00:00:00|2025-12-01 00:00:00|2026-01-01 00:00:00")]
    [InlineData("every 2 days upto 5th", "2025-01-01 00:00:00", "2025-01-03 00:00:00|2025-01-05 00:00:00|2025-02-02 00:00:00")]
    [InlineData("every 7 seconds upto jan", "2025-01-31 23:59:50", "2025-01-31 23:59:57|2026-01-01 00:00:02")]
    [InlineData("every hour at minute [10, 45] between min 40 and 50", "2025-01-01 00:00:00", "00:45:00|01:45:00")]
    [InlineData("every week upto 3pm", "2025-01-01 16:00:00", "2025-01-02 00:00:00|2025-01-09 00:00:00")]
    [InlineData("every day from 28th", "2025-01-31 00:00:00", "2025-02-28 00:00:00|2025-03-28 00:00:00")]
    [InlineData("every hour from 22:00 upto 23:00", "2025-01-01 00:00:00", "22:00:00|23:00:00|2025-01-02 22:00:00")]
    [InlineData("every day between 25th and 31st", "2025-02-27 00:00:00", "2025-02-28 00:00:00|2025-03-25 00:00:00")]
    [InlineData(
        "every 10 days between feb 20th and mar 15th", "2025-01-01 00:00:00",
        "2025-02-20 00:00:00|2025-03-02 00:00:00|2025-03-12 00:00:00|2026-02-20 00:00:00")]
    [InlineData(
        "every 12 hours between [mon and tue, fri and fri]", "2025-07-01 06:00:00",
        "2025-07-01 18:00:00|2025-07-04 00:00:00|2025-07-04 12:00:00|2025-07-07 00:00:00")]
    [InlineData("every week between 1pm and 3pm", "2025-01-01 14:00:00", "2025-01-08 14:00:00")]
    [InlineData("every 25 minutes on monday", "2025-07-01 00:00:00", "2025-07-07 00:00:00|2025-07-07 00:25:00")]
    [InlineData("every day from 2025-03-01 upto 2025-03-02", "2025-01-01 00:00:00", "2025-03-01 00:00:00|2025-03-02 00:00:00|never")]
    public void Ranges_are_inclusive_wrap_and_restart_the_count(string expression, string from, string expected) =>
        Check(expression, from, expected);

    [Theory]
    [InlineData("every 2 weeks on [mon, wed]", "2025-07-03 00:00:00", "2025-07-07 00:00:00|2025-07-09 00:00:00|2025-07-21 00:00:00")]
    [InlineData("every 2 weeks on sunday", "2025-07-05 00:00:00", "2025-07-06 00:00:00|2025-07-20 00:00:00")]
    [InlineData("every week on [sat, sun] at 10:30", "2025-07-04 00:00:00", "2025-07-05 10:30:00|2025-07-06 10:30:00|2025-07-12 10:30:00")]
    public void Weeks_start_on_sunday_and_the_first_with_a_match_anchors(string expression, string from, string expected) =>
        Check(expression, from, expected);

    [Theory]
    [InlineData("at minute 30 upto min 10")]
    [InlineData("every 2 seconds BasedAt 0 between sec 1 and 1")]
    [InlineData("every day between 9:00 and 10:00 between 11:00 and 12:00")]
    [InlineData("every 7 years on feb 29th between mar and apr")]
    [InlineData("every 2147483646 years")]
    [InlineData("every 2147483646 hours")]
    [InlineData("every 2147483646 seconds between sec 7 and 7 between min 7 and 7 between 3:00 and 3:01 on 29th on monday in feb")]
    public void What_can_never_happen_is_never_again(string expression)
    {
        var next = Sequence.Natural(expression, "2025-01-01 00:00:01", 1);
        next.ShouldBe(["never"]);
    }

    [Fact]
    public void The_phase_does_not_depend_on_when_one_looks()
    {
        var compiled = RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, "every 7 minutes between 9:00 and 17:00");
        var anchor = Sequence.Utc("2020-05-05 12:34:56");
        var stepped = anchor;
        for (var step = 0; step < 2_000; step++)
        {
            stepped = compiled.GetNextOccurrence(stepped, TimeZoneInfo.Utc, anchor)!.Value;
        }

        compiled.GetNextOccurrence(stepped.AddSeconds(-1), TimeZoneInfo.Utc, anchor).ShouldBe(stepped);
        compiled.GetNextOccurrence(stepped.AddSeconds(-100), TimeZoneInfo.Utc, anchor).ShouldBe(stepped);
    }

    [Fact]
    public void Nothing_happens_before_the_anchor()
    {
        var compiled = RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, "every 2 days");
        var anchor = Sequence.Utc("2025-06-01 08:00:00");
        compiled.GetNextOccurrence(Sequence.Utc("2025-01-01 00:00:00"), TimeZoneInfo.Utc, anchor).ShouldBe(anchor);
    }

    private static void Check(string expression, string from, string expected)
    {
        // A time without a date is on the day counted from.
        var wanted = expected.Split('|').Select(time => time.Length == 8 ? $"{from[..10]} {time}" : time).ToArray();
        Sequence.Natural(expression, from, wanted.Length).ShouldBe(wanted);
    }
}
