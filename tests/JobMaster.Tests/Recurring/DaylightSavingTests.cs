namespace JobMaster.Tests.Recurring;

/// <summary>Both languages around skipped and repeated local time. Times in the tables are local, with the offset in force.</summary>
public class DaylightSavingTests
{
    private const string Natural = NaturalCronExprCompiler.TypeId;
    private const string Cron = CronExprCompiler.TypeId;

    [Theory]
    [InlineData(Natural, "daily at 02:30", "2025-03-09 05:00:00Z", "America/New_York", "2025-03-09 03:00 -04:00|2025-03-10 02:30 -04:00")]
    [InlineData(Cron, "30 2 * * *", "2025-03-09 05:00:00Z", "America/New_York", "2025-03-09 03:00 -04:00|2025-03-10 02:30 -04:00")]
    [InlineData(Natural, "daily at 00:30", "2019-03-28 21:59:00Z", "Asia/Amman", "2019-03-29 01:00 +03:00|2019-03-30 00:30 +03:00")]
    [InlineData(Cron, "30 0 * * *", "2019-03-28 21:59:00Z", "Asia/Amman", "2019-03-29 01:00 +03:00|2019-03-30 00:30 +03:00")]
    [InlineData(Natural, "daily at 00:15", "2024-03-10 04:59:00Z", "America/Havana", "2024-03-10 01:00 -04:00|2024-03-11 00:15 -04:00")]
    [InlineData(Cron, "15 0 * * *", "2024-03-10 04:59:00Z", "America/Havana", "2024-03-10 01:00 -04:00|2024-03-11 00:15 -04:00")]
    [InlineData(Natural, "daily", "2024-03-09 05:00:00Z", "America/Havana", "2024-03-10 01:00 -04:00|2024-03-11 00:00 -04:00")]
    [InlineData(
        Natural, "daily at 02:15", "2025-10-04 15:00:00Z", "Australia/Lord_Howe", "2025-10-05 02:30 +11:00|2025-10-06 02:15 +11:00")]
    [InlineData(Cron, "15 2 * * *", "2025-10-04 15:00:00Z", "Australia/Lord_Howe", "2025-10-05 02:30 +11:00|2025-10-06 02:15 +11:00")]
    [InlineData(Natural, "daily at 12:00", "2011-12-30 00:00:00Z", "Pacific/Apia", "2011-12-31 00:00 +14:00|2011-12-31 12:00 +14:00")]
    [InlineData(Cron, "0 12 * * *", "2011-12-30 00:00:00Z", "Pacific/Apia", "2011-12-31 00:00 +14:00|2011-12-31 12:00 +14:00")]
    [InlineData(
        Natural, "daily at [02:10, 02:20, 02:50]", "2025-03-09 05:00:00Z", "America/New_York",
        "2025-03-09 03:00 -04:00|2025-03-10 02:10 -04:00")]
    public void A_skipped_local_time_runs_at_the_first_instant_after_the_gap(
        string typeId, string expression, string from, string zone, string expected) =>
        Check(typeId, expression, from, zone, expected);

    [Theory]
    [InlineData(Natural, "daily at 01:30", "2025-11-02 04:00:00Z", "America/New_York", "2025-11-02 01:30 -04:00|2025-11-03 01:30 -05:00")]
    [InlineData(Cron, "30 1 * * *", "2025-11-02 04:00:00Z", "America/New_York", "2025-11-02 01:30 -04:00|2025-11-03 01:30 -05:00")]
    [InlineData(Natural, "daily at 00:30", "2019-10-24 21:00:00Z", "Asia/Amman", "2019-10-25 00:30 +03:00|2019-10-26 00:30 +02:00")]
    [InlineData(Natural, "daily at 00:30", "2024-11-03 03:00:00Z", "America/Havana", "2024-11-03 00:30 -04:00|2024-11-04 00:30 -05:00")]
    [InlineData(Cron, "30 0 * * *", "2024-11-03 03:00:00Z", "America/Havana", "2024-11-03 00:30 -04:00|2024-11-04 00:30 -05:00")]
    [InlineData(
        Natural, "daily at [01:40, 01:50]", "2025-04-05 14:00:00Z", "Australia/Lord_Howe",
        "2025-04-06 01:40 +11:00|2025-04-06 01:50 +11:00|2025-04-07 01:40 +10:30")]
    [InlineData(
        Natural, "daily at [01:30, 03:00]", "2025-11-02 06:10:00Z", "America/New_York", "2025-11-02 03:00 -05:00|2025-11-03 01:30 -05:00")]
    public void A_repeated_local_time_runs_once_at_its_first_occurrence(
        string typeId, string expression, string from, string zone, string expected) =>
        Check(typeId, expression, from, zone, expected);

    [Theory]
    [InlineData(
        Natural, "every 30 minutes", "2025-11-02 05:00:00Z", "America/New_York",
        "2025-11-02 01:30 -04:00|2025-11-02 01:00 -05:00|2025-11-02 01:30 -05:00|2025-11-02 02:00 -05:00")]
    [InlineData(Natural, "every 2 hours", "2025-03-09 05:00:00Z", "America/New_York", "2025-03-09 03:00 -04:00|2025-03-09 05:00 -04:00")]
    [InlineData(Natural, "every 2 hours", "2025-11-02 04:00:00Z", "America/New_York", "2025-11-02 01:00 -05:00|2025-11-02 03:00 -05:00")]
    [InlineData(
        Natural, "every hour at minute 15", "2025-04-05 13:30:00Z", "Australia/Lord_Howe",
        "2025-04-06 01:15 +11:00|2025-04-06 02:15 +10:30|2025-04-06 03:15 +10:30")]
    [InlineData(
        Natural, "at minute 30", "2025-11-02 05:00:00Z", "America/New_York",
        "2025-11-02 01:30 -04:00|2025-11-02 01:30 -05:00|2025-11-02 02:30 -05:00")]
    [InlineData(
        Natural, "every 20 minutes AnchoredAt 0", "2025-11-02 05:30:00Z", "America/New_York",
        "2025-11-02 01:40 -04:00|2025-11-02 01:00 -05:00|2025-11-02 01:20 -05:00")]
    [InlineData(
        Cron, "*/30 * * * *", "2025-11-02 05:00:00Z", "America/New_York",
        "2025-11-02 01:30 -04:00|2025-11-02 01:00 -05:00|2025-11-02 01:30 -05:00|2025-11-02 02:00 -05:00")]
    [InlineData(
        Natural, "every 30 minutes between 01:00 and 01:59", "2025-11-02 04:30:00Z", "America/New_York",
        "2025-11-02 01:00 -04:00|2025-11-02 01:30 -04:00|2025-11-02 01:00 -05:00|2025-11-02 01:30 -05:00|2025-11-03 01:00 -05:00")]
    public void Intervals_follow_elapsed_time(string typeId, string expression, string from, string zone, string expected) =>
        Check(typeId, expression, from, zone, expected);

    [Theory]
    [InlineData(
        "every day at 14:00 tz europe/lisbon", "2025-03-29 12:00:00Z", "Asia/Tokyo", "2025-03-29 14:00 +00:00|2025-03-30 14:00 +01:00")]
    [InlineData("every day at 14:00", "2025-03-29 12:00:00Z", "Asia/Tokyo", "2025-03-30 14:00 +09:00")]
    [InlineData("every 2 days", "2025-03-29 12:00:00Z", "Europe/Lisbon", "2025-03-31 12:00 +01:00")]
    [InlineData("yearly on feb 29th at 00:30", "2024-03-01 00:00:00Z", "Asia/Amman", "2028-02-29 00:30 +03:00")]
    public void The_expressions_own_zone_comes_before_the_clusters(string expression, string from, string zone, string expected) =>
        Check(Natural, expression, from, zone, expected);

    private static void Check(string typeId, string expression, string from, string zone, string expected)
    {
        var wanted = expected.Split('|');
        Sequence.Zoned(typeId, expression, from, zone, wanted.Length).ShouldBe(wanted);
    }
}
