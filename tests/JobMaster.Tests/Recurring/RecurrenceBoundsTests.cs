using FsCheck;
using FsCheck.Fluent;
using JobMaster.Recurring;

namespace JobMaster.Tests.Recurring;

/// <summary>The ends of the calendar, far anchors, and how long a search may take.</summary>
public class RecurrenceBoundsTests
{
    /// <summary>The last step may cost more than is left.</summary>
    private const int MostSteps = SearchBudget.FullSteps * 11 / 10;

    private static readonly TimeZoneInfo[] Zones = [
        TimeZoneInfo.Utc,
        .. new[] { "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu" }.Select(TimeZoneInfo.FindSystemTimeZoneById)];

    private static readonly (string TypeId, string Expression)[] Samples =
    [
        .. new[]
        {
            "every 5 minutes", "daily at 10:00", "every hour between nov and dec", "every hour on sat",
            "every 7 seconds between fri and mon", "every day between dec-30 and jan-02",
            "every month upto dec", "every 5 minutes in [dec, jan]", "on 9998-12-31 23:59:59", "every year from dec",
            "every 12 hours from 31st", "weekly from sat upto sat",
            "every 2 weeks AnchoredOn sat", "every 3 months AnchoredOn dec", "every 2147483646 weeks",
            "every month on LastDay - 3 at 02:30", "every 30 days between 9998-01 and 9998-12",
        }.Select(text => (NaturalCronExprCompiler.TypeId, text)),
        (CronExprCompiler.TypeId, "* * * * * *"), (CronExprCompiler.TypeId, "59 59 23 31 12 *"), (CronExprCompiler.TypeId, "0 0 L-3W * 5L"),
        (TimeSpanIntervalExprCompiler.TypeId, "00:05:00"), (TimeSpanIntervalExprCompiler.TypeId, "10675199.02:48:05.4775807"),
    ];

    private static Gen<DateTimeOffset> NearTheEnds { get; } = Gen.OneOf(
        Gen.Elements(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch),
        Gen.Choose(0, 800 * 86_400).Select(seconds => DateTimeOffset.MinValue.AddSeconds(seconds)),
        Gen.Choose(0, 800 * 86_400).Select(seconds => DateTimeOffset.MaxValue.AddSeconds(-seconds)));

    [Fact]
    public void The_ends_of_time_are_not_errors() => Prop.ForAll(
        Arb.From(
            from sample in Gen.Elements(Samples)
            from zone in Gen.Elements(Zones)
            from after in NearTheEnds
            from anchor in NearTheEnds
            select (sample, zone, after, anchor)),
        given =>
        {
            var compiled = RecurrenceExprCompiler.Compile(given.sample.TypeId, given.sample.Expression);
            if (compiled.GetNextOccurrence(given.after, given.zone, given.anchor) is { } next)
            {
                next.ShouldBeGreaterThan(given.after);
            }

            compiled.GetNextOccurrence(DateTimeOffset.MaxValue, given.zone).ShouldBeNull();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData(NaturalCronExprCompiler.TypeId, "every 5 minutes")]
    [InlineData(NaturalCronExprCompiler.TypeId, "daily at 10:00")]
    [InlineData(CronExprCompiler.TypeId, "* * * * * *")]
    [InlineData(TimeSpanIntervalExprCompiler.TypeId, "00:05:00")]
    public void There_is_a_first_occurrence_of_all(string typeId, string expression) =>
        RecurrenceExprCompiler.Compile(typeId, expression).GetNextOccurrence(DateTimeOffset.MinValue, Zones[1]).ShouldNotBeNull();

    [Fact]
    public void Steps_stay_on_whole_seconds_however_far_the_anchor()
    {
        var compiled = RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, "every second");
        var after = new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var step = 1; step <= 20; step++)
        {
            after = compiled.GetNextOccurrence(after, TimeZoneInfo.Utc, new DateTimeOffset(2, 1, 1, 0, 0, 0, TimeSpan.Zero))!.Value;
            after.ShouldBe(new DateTimeOffset(9000, 1, 1, 0, 0, step, TimeSpan.Zero));
        }
    }

    [Theory]
    [InlineData(
        NaturalCronExprCompiler.TypeId,
        "every 7 seconds between sec 7 and 7 between min 7 and 7 between 3:00 and 3:01 on 29th on monday in feb")]
    [InlineData(
        NaturalCronExprCompiler.TypeId,
        "every 11 hours on [1st, 3rd, 5th, 7th] at min [1, 2, 3] upto sec 2 between [mon and mon, wed and wed] in feb")]
    [InlineData(NaturalCronExprCompiler.TypeId, "every year on feb-29 on friday at [00:00, 06:00] between jan and mar")]
    [InlineData(CronExprCompiler.TypeId, "0 0 31 2 6#5")]
    public void A_search_ends_with_its_budget(string typeId, string expression) =>
        StepsOf(typeId, expression).ShouldBeInRange(1, MostSteps);

    [Fact]
    public void A_search_through_a_long_list_ends_with_the_same_budget()
    {
        var days = string.Join(',', Enumerable.Range(0, 170).Select(back => $"LastDay-{back % 28}"));
        StepsOf(NaturalCronExprCompiler.TypeId, $"every 13 hr at min 59 from min 59 upto min 3 on [{days}] in feb")
            .ShouldBeInRange(1, MostSteps);
    }

    [Theory]
    [InlineData("first ")]
    [InlineData("wensday ")]
    [InlineData("weekdays and ")]
    [InlineData("every monday to friday of the month ")]
    [InlineData("a/b/c/d/e ")]
    [InlineData("9am-")]
    [InlineData("between 1-")]
    [InlineData("* ")]
    public void Reading_a_text_twice_as_long_is_at_most_twice_the_work(string part)
    {
        Read(part, 2_000);
        var (half, whole) = (Read(part, 1_000), Read(part, 2_000));

        whole.ShouldBeLessThan((2 * half) + 64_000);
        whole.ShouldBeLessThan(4_000_000);
    }

    [Fact]
    public void A_search_allocates_next_to_nothing()
    {
        var compiled = RecurrenceExprCompiler.Compile(
            NaturalCronExprCompiler.TypeId, "every 2 days on [mon, fri] at [09:00, 12:30] between mar and nov");
        compiled.GetNextOccurrence(DateTimeOffset.UnixEpoch, Zones[3]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        compiled.GetNextOccurrence(DateTimeOffset.UnixEpoch, Zones[3]);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_048);
    }

    /// <summary>What the languages allocate to read a text: tokens, guesses at spellings and errors all do.</summary>
    private static long Read(string part, int length)
    {
        var text = string.Concat(Enumerable.Repeat(part, length / part.Length));
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var typeId in new[] { NaturalCronExprCompiler.TypeId, CronExprCompiler.TypeId, TimeSpanIntervalExprCompiler.TypeId })
        {
            RecurrenceExprCompiler.TryCompile(typeId, text, out _, out _);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>What a search spends of its budget; each step is some tens of nanoseconds.</summary>
    private static int StepsOf(string typeId, string expression)
    {
        var budget = new SearchBudget();
        var compiled = RecurrenceExprCompiler.Compile(typeId, expression).ShouldBeAssignableTo<ISearchReport>()!;
        compiled.Search(DateTimeOffset.UnixEpoch, Zones[3], anchor: null, ref budget);
        return SearchBudget.FullSteps - budget.StepsLeft;
    }
}
