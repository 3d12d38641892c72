using FsCheck;
using FsCheck.Fluent;
using JobMaster.Recurring;
using JobMaster.Storage;

namespace JobMaster.Tests.Recurring.Schedules;

public class OccurrencePlanPropertyTests
{
    private static Gen<StoredSchedule> Schedules { get; } =
        from expression in Gen.Elements(
            "every 2 hours", "every 40 seconds", "every 20 seconds between 12:00 and 12:30", "daily at 02:30",
            "every 7 minutes between 01:00 and 03:15", "every 3 days", "monthly on 31st at 00:15", "every 90 seconds")
        from zone in Gen.Elements("UTC", "America/New_York", "Asia/Amman", "Australia/Lord_Howe", "Pacific/Apia")
        from start in Gen.Choose(0, 20 * 365 * 86_400)
        from misfire in Gen.Elements(Enum.GetValues<MisfirePolicy>())
        from overlap in Gen.Elements(Enum.GetValues<OverlapPolicy>())
        from limit in Gen.Choose(1, 5)
        select Begun(PlannedSchedule.EveryMinute with
        {
            TypeId = NaturalCronExprCompiler.TypeId,
            Expression = expression,
            ZoneId = zone,
            Anchor = new DateTimeOffset(2005, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(start),
            Misfire = misfire,
            Overlap = overlap,
            MisfireLimit = limit,
        });

    [Fact]
    public void Whenever_a_planner_looks_every_occurrence_is_told_of_once_and_in_order() => Check(
        Schedules.SelectMany(schedule =>
            Gen.Choose(1, 200_000).ListOf(12)
                .SelectMany(pauses => Gen.Elements(true, false).ListOf(12).Select(lives => (schedule, pauses, lives)))),
        sample =>
        {
            var (schedule, pauses, lives) = sample;
            var times = schedule.Times();
            var now = schedule.Anchor;
            var told = new List<PlannedOccurrence>();
            foreach (var (pause, hasLiveJob) in pauses.Zip(lives))
            {
                now = now.AddSeconds(pause);
                while (schedule.PlanAt(now, hasLiveJob) is { } step && (step.Occurrences.Count > 0 || step.IsWaiting != schedule.IsWaiting))
                {
                    told.AddRange(step.Occurrences.SelectMany(one => Each(times, one)));
                    schedule = schedule with { NextAt = step.NextAt, IsWaiting = step.IsWaiting };
                }
            }

            told.Select(one => one.At).ShouldBe(times.After(schedule.Anchor).Take(told.Count));
            schedule.NextAt.ShouldBe(times.After(schedule.Anchor).Skip(told.Count).Cast<DateTimeOffset?>().FirstOrDefault());
            told.ShouldAllBe(one => one.At <= now);
        });

    [Fact]
    public void Where_nothing_overlaps_as_many_fire_as_the_misfire_policy_says() => Check(
        Schedules.Zip(Gen.Choose(0, 2_000_000)),
        sample =>
        {
            var (schedule, late) = sample;
            schedule = schedule with { Overlap = OverlapPolicy.Allow };
            var now = schedule.NextAt!.Value.AddSeconds(late);
            var told = new List<PlannedOccurrence>();
            while (schedule.NextAt <= now && schedule.PlanAt(now) is { } step)
            {
                told.AddRange(step.Occurrences.SelectMany(one => Each(schedule.Times(), one)));
                schedule = schedule with { NextAt = step.NextAt };
            }

            var missed = told.Count(one => now - one.At > schedule.MisfireGrace);
            var madeUpFor = schedule.Misfire switch
            {
                MisfirePolicy.RunOnce => missed == told.Count ? 1 : 0,
                MisfirePolicy.RunAll => Math.Min(missed, schedule.MisfireLimit),
                _ => 0,
            };
            told.Count(one => one.Result == OccurrenceResult.Fired).ShouldBe(told.Count - missed + madeUpFor);
        });

    /// <summary>The occurrences that an entry stands for.</summary>
    private static IEnumerable<PlannedOccurrence> Each(ScheduleTimes times, PlannedOccurrence one)
    {
        if (one.Range is not { } range)
        {
            return [one];
        }

        var all = times.After(one.At).Prepend(one.At).TakeWhile(at => at <= range.To).ToList();
        (all.Count, all[^1], one.Job).ShouldBe((range.IsExact ? (int)range.Count : Math.Max((int)range.Count, all.Count), range.To, null));
        return all.Select(at => one with { At = at, Range = null });
    }

    private static StoredSchedule Begun(StoredSchedule schedule) => schedule with { NextAt = schedule.Times().Next(schedule.Anchor) };

    private static void Check<T>(Gen<T> generator, Action<T> property) =>
        Prop.ForAll(Arb.From(generator), property).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
