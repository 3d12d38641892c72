namespace JobMaster.Conformance.Schedules;

/// <summary>Firing: one job per occurrence, whoever plans it and whatever fails on the way.</summary>
public abstract class ScheduleStepConformance<TFixture> : ScheduleStoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_step_files_the_occurrence_stores_its_job_and_moves_the_schedule_on()
    {
        var schedule = await StoreAsync();
        var step = Fire(schedule);
        Clock.Move(Minute / 2);

        var result = await StepAsync(step);

        var job = step.Occurrences[0].Job!;
        result.IsTaken.ShouldBeTrue();
        result.Jobs.ShouldBe([new InsertedJob(job.Id, true, Clock.Now, schedule.NextAt!.Value)]);
        (await GetAsync(job.Id)).ShouldSatisfyAllConditions(
            stored => stored.ScheduledAt.ShouldBe(schedule.NextAt!.Value),
            stored => stored.RecurringScheduleId.ShouldBe(schedule.Id),
            stored => stored.TriggerSource.ShouldBe(TriggerSourceType.DynamicRecurring),
            stored => stored.State.ShouldBe(JobState.Ready));
        (await LedgerAsync(schedule.Id)).ShouldBe(
            [
                new StoredOccurrence
                {
                    ScheduleId = schedule.Id, At = schedule.NextAt!.Value, Result = OccurrenceResult.Fired,
                    JobId = job.Id, FiledAt = Clock.Now,
                }]);
        (await ReadAsync(schedule.Id)).ShouldBe(
            schedule with { Version = 2, NextAt = schedule.NextAt + Minute, LastAt = schedule.NextAt, LastJobId = job.Id });
        (await DueAsync()).ShouldBeEmpty();
        (await DueAfterAsync(Minute)).HasLiveJob.ShouldBeTrue();
    }

    [Fact]
    public async Task A_step_planned_from_another_version_does_nothing()
    {
        var schedule = await StoreAsync();
        var edited = schedule with { State = RecurringScheduleState.Paused };
        (await Schedules.UpdateAsync(edited, default)).ShouldBeTrue();

        var result = await StepAsync(Fire(schedule));

        (result.IsTaken, result.Jobs.Count).ShouldBe((false, 0));
        (await LedgerAsync(schedule.Id)).ShouldBeEmpty();
        (await LiveJobsAsync()).ShouldBeEmpty();
        (await ReadAsync(schedule.Id)).ShouldBe(edited with { Version = 2 });
    }

    [Fact]
    public async Task A_step_sent_again_after_its_reply_was_lost_does_nothing()
    {
        var schedule = await StoreAsync();
        var step = Fire(schedule);
        await StepAsync(step);
        (await StepAsync(step)).IsTaken.ShouldBeFalse();
        (await LiveJobsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_occurrence_that_is_filed_already_brings_no_second_job()
    {
        var schedule = await StoreAsync();
        await StepAsync(Fire(schedule));
        var back = (await ReadAsync(schedule.Id)) with { NextAt = schedule.NextAt };
        (await Schedules.UpdateAsync(back, default)).ShouldBeTrue();

        var result = await StepAsync(Fire(back with { Version = 3 }));

        (result.IsTaken, result.Jobs.Count).ShouldBe((true, 0));
        (await LiveJobsAsync()).Count.ShouldBe(1);
        (await ReadAsync(schedule.Id)).NextAt.ShouldBe(schedule.NextAt + Minute);
    }

    [Fact]
    public async Task A_range_is_filed_as_one_entry_and_its_instants_count_as_filed()
    {
        var schedule = await StoreAsync();
        var first = schedule.NextAt!.Value;
        var range = new OccurrenceRange(first + (499 * Minute), 480, IsExact: false);
        var run = Fire(schedule) with
        {
            NextAt = first + (500 * Minute),
            Occurrences = [new PlannedOccurrence(first, OccurrenceResult.Skipped, "missed", Range: range)]
        };

        (await StepAsync(run)).ShouldSatisfyAllConditions(result => result.IsTaken.ShouldBeTrue(), result => result.Jobs.ShouldBeEmpty());

        (await LedgerAsync(schedule.Id)).ShouldHaveSingleItem().ShouldBe(
            new StoredOccurrence
            {
                ScheduleId = schedule.Id, At = first, Result = OccurrenceResult.Skipped, Cause = "missed", Range = range,
                FiledAt = Clock.Now
            });
        foreach (
            var (at, isFiled) in new[] { (first, true), (first + Minute, true), (range.To, true), (range.To + Microsecond, false),
                (first - Microsecond, false) })
        {
            var back = (await ReadAsync(schedule.Id)) with { NextAt = at };
            (await Schedules.UpdateAsync(back, default)).ShouldBeTrue();
            (await StepAsync(Fire(back with { Version = back.Version + 1 }))).Jobs.Count.ShouldBe(isFiled ? 0 : 1);
        }

        var other = await StoreAsync(Schedule() with { NextAt = first + Minute });
        (await StepAsync(Fire(other))).Jobs.Count.ShouldBe(1);
        var now = await ReadAsync(schedule.Id);
        (
            await StepAsync(
                Fire(now) with
                {
                    Occurrences = [new PlannedOccurrence(first + Minute, OccurrenceResult.RunByHand, null, JobOf(schedule))],
                }))
                .Jobs.Count.ShouldBe(1);
        (await LedgerAsync(schedule.Id, range.To, limit: 2)).Select(one => one.At - first).ShouldBe([Minute, TimeSpan.Zero]);
    }

    [Fact]
    public async Task A_run_by_hand_at_the_instant_of_an_occurrence_stands_beside_it()
    {
        var schedule = await StoreAsync();
        await StepAsync(Fire(schedule));
        var moved = await ReadAsync(schedule.Id);
        var byHand = Fire(moved) with
        {
            NextAt = moved.NextAt,
            Occurrences = [new PlannedOccurrence(schedule.NextAt!.Value, OccurrenceResult.RunByHand, null, JobOf(schedule))]
        };

        (await StepAsync(byHand)).Jobs.Count.ShouldBe(1);

        (await LedgerAsync(schedule.Id)).Select(one => one.Result).ShouldBe([OccurrenceResult.RunByHand, OccurrenceResult.Fired]);
        (await LiveJobsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_takes_what_is_current_and_leaves_the_rest()
    {
        var (first, second, third) = (await StoreAsync(), await StoreAsync(), await StoreAsync());
        await StepAsync(Fire(second));

        var results = await Schedules.StepAsync([Fire(first), Fire(second), Fire(third)], default);

        results.Select(result => result.IsTaken).ShouldBe([true, false, true]);
        results.Select(result => result.Jobs.Count).ShouldBe([1, 0, 1]);
        (await LiveJobsAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Occurrences_that_do_not_fire_are_filed_with_their_cause()
    {
        var schedule = await StoreAsync();
        var at = schedule.NextAt!.Value;
        var step = Fire(schedule);
        step = step with
        {
            NextAt = at + (3 * Minute),
            State = RecurringScheduleState.Ended,
            Occurrences =
            [
                new PlannedOccurrence(at, OccurrenceResult.Coalesced, "missed, a later one replaces it"),
                new PlannedOccurrence(at + Minute, OccurrenceResult.Skipped, "missed"),
                step.Occurrences[0] with { At = at + (2 * Minute), Cause = "missed" },
            ],
        };

        (await StepAsync(step)).Jobs.Count.ShouldBe(1);

        (await LedgerAsync(schedule.Id)).Select(one => (one.At - at, one.Result, one.Cause)).ShouldBe(
            [
                (2 * Minute, OccurrenceResult.Fired, "missed"), (Minute, OccurrenceResult.Skipped, "missed"),
                (TimeSpan.Zero, OccurrenceResult.Coalesced, "missed, a later one replaces it")]);
        (await ReadAsync(schedule.Id)).State.ShouldBe(RecurringScheduleState.Ended);
    }

    [Fact]
    public async Task A_batch_the_store_refuses_leaves_nothing()
    {
        var (good, bad) = (await StoreAsync(), await StoreAsync());
        var broken = Fire(bad);
        broken =
            broken with { Occurrences = [broken.Occurrences[0] with { Job = broken.Occurrences[0].Job! with { DefinitionId = null! } }] };

        await Should.ThrowAsync<Exception>(() => Schedules.StepAsync([Fire(good), broken], default));

        (await ReadAsync(good.Id)).ShouldBe(good);
        (await ReadAsync(bad.Id)).ShouldBe(bad);
        (await LedgerAsync(good.Id)).ShouldBeEmpty();
        (await LiveJobsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Live_jobs_are_stopped_when_the_step_says_so()
    {
        var schedule = await StoreAsync();
        var first = Fire(schedule);
        await StepAsync(first);
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        var second = Fire(await ReadAsync(schedule.Id));
        await StepAsync(second);
        var other = await InsertAsync();

        var third = Fire(await ReadAsync(schedule.Id)) with { StopsLiveJobs = true };
        var result = await StepAsync(third);

        result.StopRequested.ShouldBe([running.Id]);
        (await GetAsync(running.Id)).IsCancelRequested.ShouldBeTrue();
        (await GetAsync(second.Occurrences[0].Job!.Id)).State.ShouldBe(JobState.Cancelled);
        (await GetAsync(third.Occurrences[0].Job!.Id)).State.ShouldNotBe(JobState.Cancelled);
        (await GetAsync(other)).State.ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task A_schedule_that_waits_for_its_job_is_not_due_until_that_has_ended()
    {
        var schedule = await StoreAsync();
        await StepAsync(Fire(schedule) with { NextAt = schedule.NextAt, IsWaiting = true });

        (await DueAsync()).ShouldBeEmpty();
        Read().ScheduleDue.ShouldBeNull();
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        (await DueAsync()).ShouldBeEmpty();
        await RecordAsync(running, OutcomeKind.Succeeded);

        var due = (await DueAsync()).ShouldHaveSingleItem();
        (due.HasLiveJob, due.Schedule.IsWaiting).ShouldBe((false, true));
        Read().ScheduleDue.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task Planners_at_once_fire_each_occurrence_once()
    {
        const int schedules = 20, occurrences = 15;
        for (var i = 0; i < schedules; i++)
        {
            await StoreAsync(Schedule() with { NextAt = Clock.Now - (occurrences * Minute) });
        }

        IMasterStore[] planners = [Store, Open(), Open(), Open()];
        await Task.WhenAll(planners.Select(store => Task.Run(async () =>
        {
            while ((await store.Schedules.ReadDueAsync(new DueScheduleRequest(7, []), default)).Schedules is { Count: > 0 } due)
            {
                await store.Schedules.StepAsync([.. due.Select(one => Fire(one.Schedule))], default);
            }
        })));

        var stored = await Schedules.ListAsync(new ScheduleListRequest { Limit = 1000 }, default);
        stored.ShouldAllBe(schedule => schedule.Version == occurrences + 2 && schedule.NextAt == Clock.Now + Minute);
        var jobs = await LiveJobsAsync();
        jobs.Count.ShouldBe(schedules * (occurrences + 1));
        jobs.Select(job => (job.RecurringScheduleId, job.ScheduledAt)).ShouldBeUnique();
        (await LedgerAsync(stored[0].Id)).Select(one => one.At)
            .ShouldBe(Enumerable.Range(0, occurrences + 1).Select(turn => Clock.Now - (turn * Minute)));
    }

    [Fact]
    public async Task A_pause_that_meets_a_step_comes_wholly_before_or_wholly_after_it()
    {
        for (var round = 0; round < 20; round++)
        {
            var schedule = await StoreAsync();
            var other = Open();
            var step = Task.Run(() => StepAsync(Fire(schedule), other));
            var pause = Task.Run(() => Schedules.UpdateAsync(schedule with { State = RecurringScheduleState.Paused }, default));
            await Task.WhenAll(step, pause);

            var isFired = (await step).IsTaken;
            (isFired ^ await pause).ShouldBeTrue();
            (await ReadAsync(schedule.Id)).State.ShouldBe(isFired ? RecurringScheduleState.Active : RecurringScheduleState.Paused);
            (await LedgerAsync(schedule.Id)).Count.ShouldBe(isFired ? 1 : 0);
        }
    }

    private async Task<DueSchedule> DueAfterAsync(TimeSpan time)
    {
        Clock.Move(time);
        return (await DueAsync()).ShouldHaveSingleItem();
    }
}
