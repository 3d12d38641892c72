using JobMaster.Recurring;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Recurring.Schedules;

public class OccurrencePlanTests
{
    private static StoredSchedule EveryMinute => PlannedSchedule.EveryMinute;

    [Theory]
    [InlineData(MisfirePolicy.RunOnce, -1, "nothing")]
    [InlineData(MisfirePolicy.RunOnce, 0, "F 12:01:00")]
    [InlineData(MisfirePolicy.RunOnce, 10, "F 12:01:00")]
    [InlineData(MisfirePolicy.RunOnce, 11, "F 12:01:00")]
    [InlineData(MisfirePolicy.RunOnce, 65, "CF 12:02:00")]
    [InlineData(MisfirePolicy.RunOnce, 290, "CCCCF 12:05:00")]
    [InlineData(MisfirePolicy.RunOnce, 300, "CCCCCF 12:06:00")]
    [InlineData(MisfirePolicy.RunAll, 0, "F 12:01:00")]
    [InlineData(MisfirePolicy.RunAll, 130, "FFF 12:03:00")]
    [InlineData(MisfirePolicy.RunAll, 290, "SSFFF 12:05:00")]
    [InlineData(MisfirePolicy.RunAll, 305, "SSFFFF 12:06:00")]
    [InlineData(MisfirePolicy.Skip, 10, "F 12:01:00")]
    [InlineData(MisfirePolicy.Skip, 11, "S 12:01:00")]
    [InlineData(MisfirePolicy.Skip, 125, "SSF 12:03:00")]
    public void Missed_occurrences_go_by_the_misfire_policy(MisfirePolicy policy, int secondsLate, string expected) =>
        (EveryMinute with { Misfire = policy }).Plan(TimeSpan.FromSeconds(secondsLate)).Told().ShouldBe(expected);

    [Theory]
    [InlineData(OverlapPolicy.Allow, MisfirePolicy.RunOnce, 0, true, "F 12:01:00")]
    [InlineData(OverlapPolicy.Skip, MisfirePolicy.RunOnce, 0, true, "S 12:01:00")]
    [InlineData(OverlapPolicy.Skip, MisfirePolicy.RunOnce, 0, false, "F 12:01:00")]
    [InlineData(OverlapPolicy.Skip, MisfirePolicy.RunAll, 110, false, "FS 12:02:00")]
    [InlineData(OverlapPolicy.Wait, MisfirePolicy.RunOnce, 0, true, " 12:00:00 waiting")]
    [InlineData(OverlapPolicy.Wait, MisfirePolicy.RunOnce, 0, false, "F 12:01:00")]
    [InlineData(OverlapPolicy.Wait, MisfirePolicy.RunAll, 110, false, "F 12:01:00 waiting")]
    [InlineData(OverlapPolicy.Wait, MisfirePolicy.RunAll, 400, false, "SSSSF 12:05:00 waiting")]
    [InlineData(OverlapPolicy.CancelRunning, MisfirePolicy.RunOnce, 0, true, "F 12:01:00 stopping")]
    [InlineData(OverlapPolicy.CancelRunning, MisfirePolicy.RunOnce, 0, false, "F 12:01:00")]
    [InlineData(OverlapPolicy.CancelRunning, MisfirePolicy.RunAll, 110, true, "CF 12:02:00 stopping")]
    [InlineData(OverlapPolicy.CancelRunning, MisfirePolicy.Skip, 30, true, "S 12:01:00")]
    public void Occurrences_that_meet_a_live_job_go_by_the_overlap_policy(
        OverlapPolicy overlap, MisfirePolicy misfire, int secondsLate, bool hasLiveJob, string expected) =>
        (EveryMinute with { Overlap = overlap, Misfire = misfire })
            .Plan(TimeSpan.FromSeconds(secondsLate), hasLiveJob)
            .Told()
            .ShouldBe(expected);

    [Theory]
    [InlineData(MisfirePolicy.RunOnce, "CCCCCF 12:06:00")]
    [InlineData(MisfirePolicy.RunAll, "F 12:01:00 waiting")]
    [InlineData(MisfirePolicy.Skip, "CCCCCF 12:06:00")]
    public void What_waited_for_a_job_was_not_missed(MisfirePolicy misfire, string expected) =>
        (EveryMinute with { Overlap = OverlapPolicy.Wait, Misfire = misfire, IsWaiting = true })
            .Plan(TimeSpan.FromMinutes(5))
            .Told()
            .ShouldBe(expected);

    [Fact]
    public void A_schedule_that_waits_goes_on_waiting_without_a_step() =>
        (EveryMinute with { Overlap = OverlapPolicy.Wait, IsWaiting = true })
            .Plan(TimeSpan.FromMinutes(5), hasLiveJob: true)
            .ShouldBeNull();

    [Fact]
    public void Every_occurrence_that_does_not_simply_fire_has_its_cause()
    {
        var step = (
            EveryMinute with { Misfire = MisfirePolicy.RunAll, Overlap = OverlapPolicy.CancelRunning }).Plan(TimeSpan.FromSeconds(305))!;
        step.Occurrences.Select(one => one.Cause).ShouldBe(
            [
                OccurrencePlan.MissedOverLimit, OccurrencePlan.MissedOverLimit, OccurrencePlan.OneAtATime, OccurrencePlan.OneAtATime,
                OccurrencePlan.OneAtATime, null]);
        (EveryMinute with { Misfire = MisfirePolicy.Skip }).Plan(TimeSpan.FromMinutes(0.5))!.Occurrences[0].Cause
            .ShouldBe(OccurrencePlan.Missed);
        EveryMinute.Plan(TimeSpan.FromSeconds(90))!.Occurrences.Select(one => one.Cause)
            .ShouldBe([OccurrencePlan.MissedWithLater, OccurrencePlan.Missed]);
        (EveryMinute with { Overlap = OverlapPolicy.Skip }).Plan(TimeSpan.Zero, hasLiveJob: true)!.Occurrences[0].Cause
            .ShouldBe(OccurrencePlan.EarlierLives);
    }

    [Fact]
    public void A_schedule_ends_with_its_last_occurrence_and_one_run_by_hand_only_never_does()
    {
        var last = (EveryMinute with { EndBefore = PlannedSchedule.Noon.AddMinutes(1) }).Plan(TimeSpan.Zero)!;
        (last.State, last.NextAt, last.Occurrences.Count).ShouldBe((RecurringScheduleState.Ended, null, 1));
        var byHand = (EveryMinute with { TypeId = NeverExprCompiler.TypeId, Expression = "" }).Plan(TimeSpan.Zero)!;
        (byHand.State, byHand.NextAt).ShouldBe((RecurringScheduleState.Active, null));
    }

    [Theory]
    [InlineData(MisfirePolicy.RunOnce, OverlapPolicy.Allow, "C*2591999 F")]
    [InlineData(MisfirePolicy.RunOnce, OverlapPolicy.Skip, "C*2591999 F")]
    [InlineData(MisfirePolicy.RunOnce, OverlapPolicy.Wait, "C*2591999 F")]
    [InlineData(MisfirePolicy.RunOnce, OverlapPolicy.CancelRunning, "C*2591999 F")]
    [InlineData(MisfirePolicy.RunAll, OverlapPolicy.Allow, "S*2591997 FFF")]
    [InlineData(MisfirePolicy.RunAll, OverlapPolicy.Skip, "S*2591997 FSS")]
    [InlineData(MisfirePolicy.RunAll, OverlapPolicy.Wait, "S*2591997 F waiting")]
    [InlineData(MisfirePolicy.RunAll, OverlapPolicy.CancelRunning, "S*2591997 CCF")]
    [InlineData(MisfirePolicy.Skip, OverlapPolicy.Allow, "S*2592000 ")]
    [InlineData(MisfirePolicy.Skip, OverlapPolicy.CancelRunning, "S*2592000 ")]
    public void A_month_of_seconds_that_was_missed_is_settled_by_one_step(MisfirePolicy misfire, OverlapPolicy overlap, string expected)
    {
        var schedule = EveryMinute with
        {
            Expression = "00:00:01",
            Anchor = PlannedSchedule.Noon.AddSeconds(-1),
            Misfire = misfire,
            Overlap = overlap,
            MisfireGrace = TimeSpan.Zero
        };
        var now = PlannedSchedule.Noon.AddDays(30).AddMilliseconds(-1);

        var step = schedule.PlanAt(now)!;

        var range = step.Occurrences[0].Range!;
        (
            step.Occurrences[0].At, step.Occurrences[0].At + TimeSpan.FromSeconds(range.Count - 1),
            range.IsExact).ShouldBe((PlannedSchedule.Noon, range.To, true));
        (
            string.Concat(
                step.Occurrences.Select(one => one.Result.ToString()[0] + (one.Range is { } run ? $"*{run.Count} " : ""))) + (step.IsWaiting
                    ? " waiting"
                    : ""))
                .ShouldBe(expected);
        step.NextAt.ShouldBe(PlannedSchedule.Noon.AddDays(30).AddSeconds(step.IsWaiting ? -2 : 0));
    }

    [Theory]
    [InlineData(OverlapPolicy.Wait, "C*2591999 F")]
    [InlineData(OverlapPolicy.Skip, "FS*2591999 ")]
    public void A_month_of_seconds_in_time_is_settled_by_one_step_where_only_one_may_run(OverlapPolicy overlap, string expected)
    {
        var schedule = EveryMinute with
        {
            Expression = "00:00:01",
            Anchor = PlannedSchedule.Noon.AddSeconds(-1),
            Overlap = overlap,
            MisfireGrace = TimeSpan.MaxValue,
            IsWaiting = overlap == OverlapPolicy.Wait,
        };
        var step = schedule.PlanAt(PlannedSchedule.Noon.AddDays(30).AddMilliseconds(-1))!;
        string.Concat(step.Occurrences.Select(one => one.Result.ToString()[0] + (one.Range is { } run ? $"*{run.Count} " : "")))
            .ShouldBe(expected);
    }

    [Fact]
    public void Up_to_a_hundred_that_do_not_fire_are_filed_row_by_row()
    {
        EveryMinute.Plan(TimeSpan.FromMinutes(100.5))!.Occurrences.ShouldAllBe(one => one.Range == null);
        EveryMinute.Plan(TimeSpan.FromMinutes(101.5))!.Occurrences.Select(one => one.Range?.Count).ShouldBe([101, null]);
    }

    [Fact]
    public void What_takes_long_to_count_is_counted_in_part_and_says_so()
    {
        var schedule = EveryMinute with { TypeId = CronExprCompiler.TypeId, Expression = "* * * * * *" };
        var counted = OccurrencePlan.For(
            schedule, schedule.Times(), PlannedSchedule.Noon.AddDays(30), hasLiveJob: false,
            new CountBudget(new FakeTimeProvider(), 500))!.Occurrences[0]
                .Range!;
        (counted.Count, counted.IsExact, counted.To).ShouldBe((500, false, PlannedSchedule.Noon.AddDays(30).AddSeconds(-11)));
    }

    [Fact]
    public void Jobs_beyond_the_limit_of_a_step_take_another_that_says_the_same_as_one_would()
    {
        var schedule =
            EveryMinute with { Expression = "00:00:01", Anchor = PlannedSchedule.Noon.AddSeconds(-1), MisfireGrace = TimeSpan.FromDays(1) };
        var now = PlannedSchedule.Noon.AddSeconds(4321);
        var all = new List<PlannedOccurrence>();
        var steps = 0;
        while (schedule.PlanAt(now) is { } step)
        {
            step.Occurrences.Count.ShouldBeLessThanOrEqualTo(OccurrencePlan.MaxStep);
            all.AddRange(step.Occurrences);
            schedule = schedule with { NextAt = step.NextAt };
            steps++;
        }

        (steps, schedule.NextAt).ShouldBe((5, now.AddSeconds(1)));
        all.ShouldAllBe(one => one.Result == OccurrenceResult.Fired && one.Cause == null);
        all.Select(one => one.At).ShouldBe(Enumerable.Range(0, 4322).Select(second => PlannedSchedule.Noon.AddSeconds(second)));
    }
}
