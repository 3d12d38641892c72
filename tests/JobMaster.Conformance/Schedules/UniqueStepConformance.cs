namespace JobMaster.Conformance.Schedules;

/// <summary>Occurrences whose job has a unique key that another job may hold.</summary>
public abstract class UniqueStepConformance<TFixture> : ScheduleStoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task The_rule_is_kept_with_the_schedule()
    {
        var bare = await StoreAsync(Schedule() with { Unique = Rule() });
        (await ReadAsync(bare.Id)).ShouldBe(bare);
        var full = new JobUnique
        {
            Key = "report \"7\"", While = UniqueWhile.Waiting, OnConflict = UniqueConflict.ReplaceWaiting, Scope = JobKeyScope.Tenant,
            LongestWait = TimeSpan.FromMinutes(5),
        };
        (await Schedules.UpdateAsync(bare with { Unique = full, IsUniqueByPayload = true }, default)).ShouldBeTrue();
        (await ReadAsync(bare.Id)).ShouldBe(bare with { Unique = full, IsUniqueByPayload = true, Version = 2 });
        (await Schedules.UpdateAsync(bare with { Unique = null, Version = 2 }, default)).ShouldBeTrue();
        (await ReadAsync(bare.Id)).Unique.ShouldBeNull();
    }

    [Theory]
    [InlineData(UniqueConflict.ReturnExisting, false)]
    [InlineData(UniqueConflict.Reject, true)]
    public async Task An_occurrence_whose_key_is_held_is_skipped_with_the_holder_as_its_cause(UniqueConflict onConflict, bool isRefused)
    {
        var schedule = await StoreAsync();
        var first = await StepAsync(Fire(schedule, Rule(onConflict)));
        var holder = first.Jobs.ShouldHaveSingleItem();
        first.Holders.ShouldBeEmpty();
        var moved = await ReadAsync(schedule.Id);

        var second = await StepAsync(Fire(moved, Rule(onConflict)));

        (second.IsTaken, second.Jobs.Count).ShouldBe((true, 0));
        second.Holders.ShouldBe([new InsertedJob(holder.Id, false, holder.CreatedAt, holder.DueAt) { IsRefused = isRefused }]);
        var ledger = await LedgerAsync(schedule.Id);
        (ledger[0].Result, ledger[0].JobId).ShouldBe((OccurrenceResult.Skipped, null));
        ledger[0].Cause.ShouldBe($"job {holder.Id} held its unique key");
        (await ReadAsync(schedule.Id)).ShouldBe(moved with { Version = 3, NextAt = moved.NextAt + Minute });
        (await LiveJobsAsync()).ShouldHaveSingleItem().Id.ShouldBe(holder.Id);
    }

    [Fact]
    public async Task Once_the_holder_is_claimed_or_has_ended_the_next_occurrence_fires()
    {
        var schedule = await StoreAsync();
        await StepAsync(Fire(schedule, Rule() with { While = UniqueWhile.Waiting }));
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        var moved = await ReadAsync(schedule.Id);
        var second = await StepAsync(Fire(moved, Rule() with { While = UniqueWhile.Waiting }));
        second.Jobs.ShouldHaveSingleItem();
        (await RecordAsync(running, OutcomeKind.Succeeded)).ShouldBe(RecordResult.Recorded);
        (await ReadAsync(schedule.Id)).LastJobId.ShouldBe(second.Jobs[0].Id);
    }

    [Fact]
    public async Task Of_several_occurrences_in_one_step_the_first_fires()
    {
        var schedule = await StoreAsync();
        var one = Fire(schedule, Rule());
        var times = Enumerable.Range(0, 3).Select(at => schedule.NextAt!.Value + (Minute * at)).ToList();
        var jobs = times.ConvertAll(at => JobOf(schedule) with { DueAt = at, Unique = Rule() });
        var result = await StepAsync(one with
        {
            LastAt = times[2],
            LastJobId = jobs[2].Id,
            Occurrences = [.. times.Zip(jobs, (at, job) => new PlannedOccurrence(at, OccurrenceResult.Fired, Job: job))],
        });

        result.Jobs.ShouldHaveSingleItem().Id.ShouldBe(jobs[0].Id);
        (await LedgerAsync(schedule.Id)).Select(filed => (filed.Result, filed.JobId)).ShouldBe(
            [(OccurrenceResult.Skipped, null), (OccurrenceResult.Skipped, null), (OccurrenceResult.Fired, jobs[0].Id)]);
        var moved = await ReadAsync(schedule.Id);
        (moved.LastAt, moved.LastJobId).ShouldBe((times[0], jobs[0].Id));
    }

    [Fact]
    public async Task A_waiting_job_takes_an_occurrence_over_that_replaces_it()
    {
        var schedule = await StoreAsync();
        var rule = Rule(UniqueConflict.ReplaceWaiting) with { While = UniqueWhile.Waiting };
        var holder = (await StepAsync(Fire(schedule, rule))).Jobs.ShouldHaveSingleItem();
        var moved = await ReadAsync(schedule.Id);

        var result = await StepAsync(Fire(moved, rule, "\"later\""));

        result.Holders.ShouldHaveSingleItem().Id.ShouldBe(holder.Id);
        var ledger = await LedgerAsync(schedule.Id);
        (ledger[0].Result, ledger[0].JobId).ShouldBe((OccurrenceResult.Coalesced, holder.Id));
        ledger[0].Cause.ShouldBe($"job {holder.Id}, which waited, has taken it over");
        var job = await GetAsync(holder.Id);
        (job.Payload, job.DueAt).ShouldBe(("\"later\"", moved.NextAt!.Value));
        (await ReadAsync(schedule.Id)).LastJobId.ShouldBe(holder.Id);
    }

    [Fact]
    public async Task A_run_by_hand_that_brings_no_job_is_filed_without_one_and_not_in_the_audit()
    {
        var schedule = await StoreAsync();
        var holder = (await StepAsync(Fire(schedule, Rule()))).Jobs.ShouldHaveSingleItem();
        var moved = await ReadAsync(schedule.Id);
        var byHand = Fire(moved, Rule());
        var audit = new NewAuditEntry
        {
            Origin = new AuditOrigin("ann", "host"), Action = AuditActions.RunSchedule, TargetKind = AuditTargets.Schedule,
            TargetId = $"{schedule.Id}",
        };

        var result = await StepAsync(byHand with
        {
            NextAt = moved.NextAt,
            LastAt = moved.LastAt,
            Audit = audit,
            Occurrences = [byHand.Occurrences[0] with { Result = OccurrenceResult.RunByHand }],
        });

        result.Holders.ShouldHaveSingleItem().Id.ShouldBe(holder.Id);
        var filed = (await LedgerAsync(schedule.Id))[0];
        (filed.Result, filed.JobId).ShouldBe((OccurrenceResult.RunByHand, null));
        (await ReadAsync(schedule.Id)).ShouldBe(moved with { Version = 3 });
        (await Store.Audit.ListAsync(new AuditListRequest { Limit = 10 }, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Schedules_that_fire_at_once_with_one_key_start_one_job()
    {
        var schedules = new List<StoredSchedule>();
        for (var at = 0; at < 20; at++)
        {
            schedules.Add(await StoreAsync());
        }

        var other = Open();
        var results = await Task.WhenAll(schedules.Select((schedule, at) =>
            Task.Run(() => StepAsync(Fire(schedule, Rule()), at % 2 == 0 ? Store : other))));

        results.ShouldAllBe(result => result.IsTaken);
        results.Sum(result => result.Jobs.Count).ShouldBe(1);
        var job = (await LiveJobsAsync()).ShouldHaveSingleItem();
        results.SelectMany(result => result.Holders).ShouldAllBe(holder => holder.Id == job.Id);
    }

    private static JobUnique Rule(UniqueConflict onConflict = UniqueConflict.ReturnExisting) =>
        new() { Key = "report-7", While = UniqueWhile.WaitingOrRunning, OnConflict = onConflict };

    private ScheduleStep Fire(StoredSchedule schedule, JobUnique rule, string? payload = null)
    {
        var step = Fire(schedule);
        var one = step.Occurrences[0];
        return step with { Occurrences = [one with { Job = one.Job! with { Unique = rule, Payload = payload } }] };
    }
}
