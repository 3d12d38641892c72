using System.Globalization;
using JobMaster.Tests.Architecture;

namespace JobMaster.Tests.Docs;

public class SchedulingTests
{
    private const string Page = "docs/scheduling.md";

    [Fact]
    public void Every_expression_of_the_two_languages_compiles_and_recurs()
    {
        var rows = Documents.Table(Page, "The two languages").ToList();
        rows.Count.ShouldBeGreaterThan(10);
        foreach (var row in rows)
        {
            Check(NaturalCronExprCompiler.TypeId, row[1]);
            Check(CronExprCompiler.TypeId, row[2]);
        }

        static void Check(string typeId, string cell)
        {
            var expression = cell.TrimStart('`').Split('`')[0];
            if (!cell.Contains("cannot be said", StringComparison.Ordinal) && !cell.Contains("TimeZoneId", StringComparison.Ordinal))
            {
                RecurrenceExprCompiler.Compile(typeId, expression)
                    .Preview(TimeZoneInfo.Utc, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), 1)
                    .ShouldHaveSingleItem(cell);
            }
        }
    }

    [Fact]
    public void The_table_of_english_shows_the_canonical_forms()
    {
        foreach (var row in Documents.Table(Page, "English"))
        {
            var (written, read) = (Quoted(row[0]), Quoted(row[1]));
            written.Length.ShouldBe(read.Length);
            foreach (var (phrase, canonical) in written.Zip(read))
            {
                RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, phrase)
                    .Notes()
                    .ShouldBe([$"Read as '{canonical}'."], phrase);
            }
        }

        // A cell comes without its outer backquotes.
        static string[] Quoted(string cell) => [.. $"`{cell}`".Split('`').Where((_, place) => place % 2 == 1)];
    }

    [Theory]
    [InlineData("daily at 02:30", "America/New_York", "2025-03-09", "2025-03-09 03:00")]
    [InlineData("daily at [02:10, 02:50]", "America/New_York", "2025-03-09", "2025-03-09 03:00")]
    [InlineData("daily at 00:30", "Asia/Amman", "2019-03-29", "2019-03-29 01:00")]
    [InlineData("daily at 02:15", "Australia/Lord_Howe", "2025-10-05", "2025-10-05 02:30")]
    [InlineData("daily at 12:00", "Pacific/Apia", "2011-12-30", "2011-12-31 00:00|2011-12-31 12:00")]
    [InlineData("daily at 01:30", "America/New_York", "2025-11-02", "2025-11-02 01:30")]
    [InlineData("30 1 * * *", "America/New_York", "2025-11-02", "2025-11-02 01:30")]
    public void The_table_of_daylight_saving_is_true(string expression, string zoneId, string day, string expected)
    {
        Repository.Read(Page).ShouldContain($"`{expression}`");
        OnDay(expression, zoneId, day).Select(at => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))
            .ShouldBe(expected.Split('|'));
    }

    [Theory]
    [InlineData("*/30 * * * *")]
    [InlineData("every 30 minutes")]
    public void Intervals_run_through_a_repeated_hour_twice(string expression) =>
        OnDay(expression, "America/New_York", "2025-11-02").Count.ShouldBe(50);

    /// <summary>The occurrences of a local day, and where that does not exist of the next one.</summary>
    private static List<DateTimeOffset> OnDay(string expression, string zoneId, string day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var date = DateTime.Parse(day, CultureInfo.InvariantCulture);
        var from = new DateTimeOffset(date.AddHours(-12), zone.GetUtcOffset(date.AddHours(-12))).AddHours(12).AddMilliseconds(-1);
        var typeId = expression.Contains('*', StringComparison.Ordinal) ? CronExprCompiler.TypeId : NaturalCronExprCompiler.TypeId;
        var all = RecurrenceExprCompiler.Compile(typeId, expression).Preview(zone, from, 60);

        // "every 30 minutes" counts from the given instant, so it is moved onto the hour again.
        var rounded = all.Select(at =>
            new DateTimeOffset((at.Ticks + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, at.Offset))
            .ToList();
        return [.. rounded.Where(at => at.Date == rounded[0].Date)];
    }
}
