using FsCheck;
using FsCheck.Fluent;

namespace JobMaster.Tests.Recurring;

/// <summary>Occurrences around changes of the clock, compared with what trying every minute of UTC finds.</summary>
public class ClockChangeTests
{
    private static readonly TimeZoneInfo[] Zones =
    [
        .. new[] { "America/New_York", "Europe/London", "Asia/Amman", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia",
            "America/Sao_Paulo", "Africa/Casablanca", "Europe/Dublin", "Antarctica/Troll" }
            .Select(TimeZoneInfo.FindSystemTimeZoneById),
    ];

    private static readonly Dictionary<TimeZoneInfo, DateTime[]> Changes = Zones.ToDictionary(
        zone => zone, zone => ChangesOf(zone).ToArray());

    private static Gen<TimeSpan> TimeOfDay { get; } = Gen.OneOf(Gen.Choose(0, 299), Gen.Choose(0, 1_439))
        .Select(minutes => TimeSpan.FromMinutes(minutes));

    private static Gen<Around> Change { get; } =
        from zone in Gen.Elements(Zones)
        from change in Gen.Elements(Changes[zone])
        from before in Gen.Choose(0, 40 * 60)
        select new Around(zone, change.AddMinutes(-before), change.AddHours(30));

    [Fact]
    public void Times_of_day_run_once_and_at_the_end_of_a_gap_they_fall_into() => Check(Change.Zip(TimeOfDay.Zip(TimeOfDay)), given =>
    {
        var (around, (first, second)) = given;
        bool IsTime(DateTime local) => local.TimeOfDay == first || local.TimeOfDay == second;
        var expected = around.Minutes()
            .Where(utc => (IsTime(around.Local(utc)) && !around.HappenedBefore(utc)) || around.SkippedAt(utc).Any(IsTime));

        around.Occurrences(
            NaturalCronExprCompiler.TypeId,
            $"daily at [{first:hh\\:mm}, {second:hh\\:mm}]").ShouldBe(expected, customMessage: given.ToString());
        if (first.Minutes == second.Minutes)
        {
            around.Occurrences(
                CronExprCompiler.TypeId,
                $"{first.Minutes} {first.Hours},{second.Hours} * * *").ShouldBe(expected, customMessage: given.ToString());
        }
    });

    [Fact]
    public void Steps_follow_elapsed_time_from_the_windows_first_beginning() =>
        Check(Change.Zip(Gen.Choose(1, 200).Zip(TimeOfDay.Zip(TimeOfDay))), given =>
    {
        var (around, (step, (from, upto))) = given;
        bool IsWithin(TimeSpan time) => from <= upto ? from <= time && time <= upto : time >= from || time <= upto;
        bool IsStep(DateTime utc)
        {
            var local = around.Local(utc);
            var entered = around.FirstInstantOf(local.Date + from - (local.TimeOfDay < from ? TimeSpan.FromDays(1) : TimeSpan.Zero));
            var elapsed = utc - (entered > around.From ? entered : around.From);
            return IsWithin(local.TimeOfDay) && elapsed >= TimeSpan.Zero && elapsed.TotalMinutes % step == 0;
        }

        around.Occurrences(NaturalCronExprCompiler.TypeId, $"every {step} minutes between {from:hh\\:mm} and {upto:hh\\:mm}")
            .ShouldBe(around.Minutes().Where(IsStep), customMessage: given.ToString());
    });

    private static IEnumerable<DateTime> ChangesOf(TimeZoneInfo zone)
    {
        for (var utc = new DateTime(1996, 1, 1, 0, 0, 0, DateTimeKind.Utc); utc.Year < 2030; utc = utc.AddHours(6))
        {
            if (zone.GetUtcOffset(utc) != zone.GetUtcOffset(utc.AddHours(6)))
            {
                yield return Enumerable.Range(0, 361).Select(minutes => utc.AddMinutes(minutes))
                    .First(later => zone.GetUtcOffset(later) != zone.GetUtcOffset(utc));
            }
        }
    }

    private static void Check<T>(Gen<T> generator, Action<T> property) =>
        Prop.ForAll(Arb.From(generator), property).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private sealed record Around(TimeZoneInfo Zone, DateTime From, DateTime End)
    {
        private readonly Dictionary<DateTime, DateTime> firstInstants = [];

        public IEnumerable<DateTime> Minutes() =>
            Enumerable.Range(1, (int)(End - From).TotalMinutes).Select(minutes => From.AddMinutes(minutes));

        public DateTime Local(DateTime utc) => DateTime.SpecifyKind(utc + Zone.GetUtcOffset(utc), DateTimeKind.Unspecified);

        public bool HappenedBefore(DateTime utc) => Enumerable.Range(1, 180).Any(minutes => Local(utc.AddMinutes(-minutes)) == Local(utc));

        public IEnumerable<DateTime> SkippedAt(DateTime utc)
        {
            for (var skipped = Local(utc.AddMinutes(-1)).AddMinutes(1); skipped < Local(utc); skipped = skipped.AddMinutes(1))
            {
                yield return skipped;
            }
        }

        public DateTime FirstInstantOf(DateTime local)
        {
            if (!firstInstants.TryGetValue(local, out var first))
            {
                first = Enumerable.Range(-27 * 60, 54 * 60).Select(minutes =>
                    DateTime.SpecifyKind(local, DateTimeKind.Utc).AddMinutes(minutes))
                    .First(utc => Local(utc) >= local);
                firstInstants.Add(local, first);
            }

            return first;
        }

        public List<DateTime> Occurrences(string typeId, string expression)
        {
            var compiled = RecurrenceExprCompiler.Compile(typeId, expression);
            var found = new List<DateTime>();
            for (DateTimeOffset? next = From; (next = compiled.GetNextOccurrence(next.Value, Zone, From)) <= End;)
            {
                found.Add(next.Value.UtcDateTime);
            }

            return found;
        }
    }
}
