namespace JobMaster.Tests.Recurring;

/// <summary>What begins the count of <c>every</c> anew, and what does not.</summary>
public class NaturalCronRestartTests
{
    [Theory]
    [InlineData(
        "every 12 days in [mar, apr]", "2025-01-01 00:00:00",
        "2025-03-01 00:00:00|2025-03-13 00:00:00|2025-03-25 00:00:00|2025-04-06 00:00:00|2025-04-18 00:00:00|2025-04-30 " +
        "00:00:00|2026-03-01 00:00:00")]
    [InlineData(
        "every 7 hours on [tue, mon]", "2025-07-05 00:00:00",
        "2025-07-07 00:00:00|2025-07-07 07:00:00|2025-07-07 14:00:00|2025-07-07 21:00:00|2025-07-08 04:00:00")]
    [InlineData(
        "every 20 days in [dec, feb, jan]", "2025-06-01 00:00:00",
        "2025-12-01 00:00:00|2025-12-21 00:00:00|2026-01-10 00:00:00|2026-01-30 00:00:00|2026-02-19 00:00:00|2026-12-01 00:00:00")]
    [InlineData("every 25 hours on [sun, mon, tue, wed, thu, fri, sat]", "2025-07-05 12:00:00", "2025-07-06 13:00:00|2025-07-07 14:00:00")]
    public void Values_that_follow_each_other_go_on_with_the_count(string expression, string from, string expected) =>
        Check(expression, from, expected);

    [Theory]
    [InlineData(
        "every 12 days in [mar, may]", "2025-03-20 00:00:00",
        "2025-05-01 00:00:00|2025-05-13 00:00:00|2025-05-25 00:00:00|2026-03-01 00:00:00")]
    [InlineData("every 7 hours on [mon, wed]", "2025-07-07 20:00:00", "2025-07-09 00:00:00|2025-07-09 07:00:00")]
    [InlineData(
        "every 7 hours from 05:00", "2025-07-07 20:00:00",
        "2025-07-08 05:00:00|2025-07-08 12:00:00|2025-07-08 19:00:00|2025-07-09 05:00:00")]
    [InlineData(
        "every 50 minutes between [9am and 10am, 11:00 and 12:00]", "2025-07-07 08:00:00",
        "2025-07-07 09:00:00|2025-07-07 09:50:00|2025-07-07 10:40:00|2025-07-07 11:00:00|2025-07-07 11:50:00|2025-07-08 09:00:00")]
    [InlineData(
        "every 6 hours between [6am and 4pm, 7am and 8am]", "2025-07-07 00:00:00",
        "2025-07-07 06:00:00|2025-07-07 07:00:00|2025-07-07 13:00:00|2025-07-08 06:00:00")]
    public void Entering_a_window_begins_the_count_anew(string expression, string from, string expected) =>
        Check(expression, from, expected);

    [Theory]
    [InlineData(
        "every 5 hours upto 12:00", "2025-01-01 00:00:00",
        "2025-01-01 05:00:00|2025-01-01 10:00:00|2025-01-02 01:00:00|2025-01-02 06:00:00|2025-01-02 11:00:00")]
    [InlineData(
        "every 7 minutes AnchoredAt 0 between 09:10 and 09:40", "2025-01-01 00:00:00",
        "2025-01-01 09:14:00|2025-01-01 09:21:00|2025-01-01 09:28:00|2025-01-01 09:35:00|2025-01-02 09:14:00")]
    [InlineData("every week between 1pm and 3pm", "2025-01-01 14:00:00", "2025-01-08 14:00:00|2025-01-15 14:00:00")]
    public void Ends_anchors_and_finer_windows_do_not(string expression, string from, string expected) => Check(expression, from, expected);

    [Theory]
    [InlineData(
        "every 32 seconds from sec 23 upto 02:45", "2025-07-07 06:58:53", "2025-07-08 00:00:23|2025-07-08 00:00:55|2025-07-08 00:01:23")]
    [InlineData(
        "every 7 seconds between sec 50 and 59 in jan", "2025-03-01 00:00:00",
        "2026-01-01 00:00:50|2026-01-01 00:00:57|2026-01-01 00:01:50")]
    public void A_long_wait_with_many_windows_is_not_taken_for_never(string expression, string from, string expected) =>
        Check(expression, from, expected);

    private static void Check(string expression, string from, string expected)
    {
        var wanted = expected.Split('|');
        Sequence.Natural(expression, from, wanted.Length).ShouldBe(wanted);
    }
}
