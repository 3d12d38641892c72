using System.Diagnostics.CodeAnalysis;
using JobMaster.Conformance.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>Firing while nodes die, replies are lost and clocks jump.</summary>
public abstract class RecurringFaultConformance<TFixture> : RecurringJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_node_that_dies_between_working_out_and_storing_loses_nothing()
    {
        var dying = Faults;
        dying.TakeAway(nameof(IScheduleStore.StepAsync));
        var first = await StartAsync();
        var schedule = await first.Jobs.RecurringAsync<ProbeHandler>(Second, Named("tick"));
        await first.Logs.WaitAsync(message => message.Contains("Fire schedules", StringComparison.Ordinal));
        (await LedgerAsync(first, schedule.Id)).ShouldBeEmpty();

        Faults = new StoreFaults();
        var second = await StartAsync();
        var ledger = await LedgerAsync(second, schedule.Id, ledger => ledger.Count > 2);

        ledger[0].At.ShouldBe(schedule.Anchor + Second);
        ledger.ShouldContain(one => one.Result == OccurrenceResult.Fired);
    }

    [Fact]
    public async Task A_step_whose_reply_is_lost_has_fired_once()
    {
        Clock = new MovableClock();
        var app = await StartAsync();
        var lost = Faults.LoseReplyOf(nameof(IScheduleStore.StepAsync));
        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(Minute, Named("tick"));

        Clock.Move(Minute);
        await lost.Soon();
        var job = await Probe.NextAsync();

        await PassPollsAsync(app);
        (await LedgerAsync(app, schedule.Id)).ShouldHaveSingleItem().JobId.ShouldBe(job.Id);
        Probe.Runs.Count(run => run.RecurringScheduleId == schedule.Id).ShouldBe(1);
    }

    [Fact]
    public async Task A_run_by_hand_whose_reply_is_lost_runs_once()
    {
        Clock = new MovableClock();
        var app = await StartAsync();
        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(Minute, Named("tick"));
        var lost = Faults.LoseReplyOf(nameof(IScheduleStore.StepAsync));
        var id = await app.Jobs.RunRecurringNowAsync(schedule.Id);
        (await Probe.NextAsync()).Id.ShouldBe(id.ShouldNotBeNull());
        await lost.Soon();
        (await LedgerAsync(app, schedule.Id)).ShouldHaveSingleItem().JobId.ShouldBe(id);
    }

    [Fact]
    public async Task A_step_that_is_carried_out_after_others_were_changes_nothing()
    {
        Clock = new MovableClock();
        var late = Faults.Delay(nameof(IScheduleStore.StepAsync));
        var app = await StartAsync();
        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(Minute, Named("tick"));
        Clock.Move(Minute);
        var job = await Probe.NextAsync();

        await late();

        await PassPollsAsync(app);
        (await LedgerAsync(app, schedule.Id)).ShouldHaveSingleItem().JobId.ShouldBe(job.Id);
    }

    [Fact]
    public async Task A_schedule_whose_insert_has_its_reply_lost_is_stored_once()
    {
        var app = await StartAsync();
        var lost = Faults.LoseReplyOf("InsertScheduleAsync");
        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(Hour, Named("tick"), key: "hourly");
        await lost.Soon();
        schedule.IsNew.ShouldBeTrue();
        (await SchedulesOf(app).ListAsync()).ShouldHaveSingleItem().Id.ShouldBe(schedule.Id);
    }

    [Theory]
    [InlineData(MisfirePolicy.RunOnce, 1)]
    [InlineData(MisfirePolicy.RunAll, 5)]
    [InlineData(MisfirePolicy.Skip, 0)]
    public async Task Hours_in_which_no_node_ran_go_by_the_misfire_policy(MisfirePolicy policy, int jobs)
    {
        Clock = new MovableClock();
        var app = await StartAsync();
        var schedule = await app.Jobs.RecurringAsync(
            Every(10 * Minute, new RecurringScheduleOptions { Misfire = policy, MisfireLimit = 5 }));
        await StopAsync(app);
        Clock.Move((8 * Hour) + Minute);

        app = await StartAsync();
        var ledger = await LedgerAsync(app, schedule.Id, ledger => ledger.Count == 48);

        ledger.Select(one => one.At).ShouldBe(Enumerable.Range(1, 48).Select(turn => schedule.Anchor + (turn * 10 * Minute)));
        ledger.Count(one => one.Result == OccurrenceResult.Fired).ShouldBe(jobs);
        ledger.Skip(48 - jobs).ShouldAllBe(one => one.Result == OccurrenceResult.Fired);
        ledger.ShouldAllBe(one => one.Cause != null);
        Clock.Move(10 * Minute);
        var next = (await LedgerAsync(app, schedule.Id, ledger => ledger.Count == 49))[^1];
        (next.At, next.Result).ShouldBe(
            (schedule.Anchor + (490 * Minute), policy == MisfirePolicy.Skip ? OccurrenceResult.Skipped : OccurrenceResult.Fired));
    }

    [Fact]
    public async Task A_month_without_a_node_is_settled_by_one_step_under_every_policy_and_holds_up_no_other_schedule()
    {
        const int missed = 30 * 86_400;
        Clock = new MovableClock();
        var schedules = Enum.GetValues<MisfirePolicy>()
            .SelectMany(misfire => Enum.GetValues<OverlapPolicy>().Select(overlap => Minutely(Clock.Now + Second) with
            {
                Expression = "00:00:01",
                Misfire = misfire,
                Overlap = overlap,
                MisfireLimit = 3,
                MisfireGrace = TimeSpan.Zero,
            })).ToList();
        var healthy = Minutely(Clock.Now.AddDays(30));
        await using (var store = Fixture.Open(Clock))
        {
            await store.Schema.MigrateAsync(default);
            foreach (var schedule in schedules.Append(healthy))
            {
                await store.Schedules.InsertAsync(schedule, default);
            }
        }

        Clock.Move(TimeSpan.FromDays(30) + (Second / 2));
        var lost = Faults.LoseReplyOf(nameof(IScheduleStore.StepAsync));
        var planner = await StartPlannerAsync();
        await LedgerAsync(planner, healthy.Id, ledger => ledger.Count == 1);

        // The lost reply is asked for once more; what Wait left to do needs no step before its job has ended.
        await lost.Soon();
        Faults.CallsOf(nameof(IScheduleStore.StepAsync)).ShouldBeLessThanOrEqualTo(3);
        foreach (var schedule in schedules)
        {
            var ledger = await LedgerAsync(planner, schedule.Id);
            var fired = schedule.Misfire switch { MisfirePolicy.RunOnce => 1, MisfirePolicy.RunAll => 3, _ => 0 };
            ledger[0].ShouldSatisfyAllConditions(
                one => one.At.ShouldBe(schedule.NextAt!.Value),
                one =>
                    one.Result.ShouldBe(schedule.Misfire == MisfirePolicy.RunOnce ? OccurrenceResult.Coalesced : OccurrenceResult.Skipped),
                one =>
                    one.Range.ShouldBe(
                        new OccurrenceRange(schedule.NextAt!.Value + ((missed - fired - 1) * Second), missed - fired, IsExact: true)),
                one => one.Cause.ShouldNotBeNull().ShouldStartWith("missed"));
            string.Concat(ledger.Skip(1).Select(one => one.Result.ToString()[0])).ShouldBe((fired, schedule.Overlap) switch
            {
                (3, OverlapPolicy.Skip) => "FSS",
                (3, OverlapPolicy.Wait) => "F",
                (3, OverlapPolicy.CancelRunning) => "CCF",
                _ => new string('F', fired),
            });
            ledger.Skip(1)
                .Select(one => one.At)
                .ShouldBe(Enumerable.Range(missed - fired, ledger.Count - 1).Select(turn => schedule.NextAt!.Value + (turn * Second)));
        }

        var preview = await SchedulesOf(planner).PreviewAsync(healthy.Id, 1);
        preview.ShouldHaveSingleItem().Range.ShouldBeNull();
        await using var read = Fixture.Open(Clock);
        (await JobsAsync(read)).Count.ShouldBe(4 + (3 + 1 + 1 + 1) + 1);
    }

    [Fact]
    public async Task A_month_that_a_dying_node_began_to_settle_is_settled_once_by_the_next()
    {
        Clock = new MovableClock();
        var schedule = Minutely(Clock.Now + Second) with
        {
            TypeId = CronExprCompiler.TypeId,
            Expression = "* * * * * *",
            MisfireGrace = TimeSpan.Zero
        };
        await using (var store = Fixture.Open(Clock))
        {
            await store.Schema.MigrateAsync(default);
            await store.Schedules.InsertAsync(schedule with { NextAt = Floor(Clock.Now) + Second }, default);
        }

        Clock.Move(TimeSpan.FromDays(30));
        Faults.TakeAway(nameof(IScheduleStore.StepAsync));
        var dying = await StartPlannerAsync();
        await dying.Logs.WaitAsync(message => message.Contains("Fire schedules", StringComparison.Ordinal));
        (await LedgerAsync(dying, schedule.Id)).ShouldBeEmpty();

        Faults = new StoreFaults();
        var next = await StartPlannerAsync();
        var ledger = await LedgerAsync(next, schedule.Id, ledger => ledger.Count > 0);

        ledger.Select(one => one.Result).ShouldBe([OccurrenceResult.Coalesced, OccurrenceResult.Fired]);
        ledger[0].Range.ShouldNotBeNull().ShouldSatisfyAllConditions(
            range => range.To.ShouldBe(ledger[1].At - Second),
            range => range.Count.ShouldBeInRange(100, 30 * 86_400),
            range => range.IsExact.ShouldBeFalse());
        ledger[1].At.ShouldBe(Floor(Clock.Now));

        static DateTimeOffset Floor(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }

    [Fact]
    public async Task A_schedule_whose_step_the_store_refuses_holds_up_no_other()
    {
        Clock = new MovableClock();
        var schedules = Enumerable.Range(0, 20).Select(_ => Minutely(Clock.Now + Minute)).ToList();
        await using (var store = Fixture.Open(Clock))
        {
            await store.Schema.MigrateAsync(default);
            foreach (var schedule in schedules)
            {
                await store.Schedules.InsertAsync(schedule, default);
            }
        }

        var bad = schedules.Where((_, place) => place % 7 == 3).Select(schedule => schedule.Id).ToHashSet();
        Faults.Refuses = step => bad.Contains(step.ScheduleId);
        var planner = await StartPlannerAsync();
        Clock.Move(Minute);

        foreach (var schedule in schedules.Where(schedule => !bad.Contains(schedule.Id)))
        {
            (await LedgerAsync(planner, schedule.Id, ledger => ledger.Count == 1))[0].Result.ShouldBe(OccurrenceResult.Fired);
        }

        foreach (var id in bad)
        {
            await planner.Logs.WaitAsync(message =>
                message.Contains("refused", StringComparison.Ordinal) && message.Contains(id.ToString(), StringComparison.Ordinal));
            (await LedgerAsync(planner, id)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_clock_that_jumps_back_fires_nothing_twice()
    {
        Clock = new MovableClock();
        var app = await StartAsync();
        var schedule = await app.Jobs.RecurringAsync(Every(Minute));
        for (var turn = 1; turn <= 3; turn++)
        {
            Clock.Move(Minute);
            await LedgerAsync(app, schedule.Id, ledger => ledger.Count == turn);
        }

        Clock.Move(-Hour);
        await PassPollsAsync(app);
        (await LedgerAsync(app, schedule.Id)).Count.ShouldBe(3);

        Clock.Move(Hour + Minute);
        var ledger = await LedgerAsync(app, schedule.Id, ledger => ledger.Count == 4);
        ledger.Select(one => one.At).ShouldBe(Enumerable.Range(1, 4).Select(turn => schedule.Anchor + (turn * Minute)));
    }

    [Fact]
    public async Task Ten_thousand_schedules_due_in_one_minute_all_fire_once_in_few_calls()
    {
        const int schedules = 10_000;
        Clock = new MovableClock();
        await using (var store = Fixture.Open(Clock))
        {
            await store.Schema.MigrateAsync(default);
            await Parallel.ForEachAsync(
                Enumerable.Range(0, schedules),
                async (place, token) => await store.Schedules.InsertAsync(Minutely(Clock.Now.AddSeconds(place % 60)), token));
        }

        var planner = await StartPlannerAsync();
        Clock.Move(Minute);
        await WaitForAsync(planner, async () => !await AnyAsync(planner, schedule => schedule.LastOccurrence is null));

        await using var read = Fixture.Open(Clock);
        var jobs = await JobsAsync(read);
        jobs.Count.ShouldBe(schedules);
        jobs.Select(job => job.RecurringScheduleId).ShouldBeUnique();

        // No call takes more than four statements.
        var calls = Faults.CallsOf(nameof(IScheduleStore.ReadDueAsync)) + Faults.CallsOf(nameof(IScheduleStore.StepAsync));
        (calls * 4.0 / schedules).ShouldBeLessThanOrEqualTo(0.1);
    }

    [Fact]
    public async Task A_language_only_some_nodes_know_is_left_to_them_and_holds_up_no_other_schedule()
    {
        Clock = new MovableClock();
        var planner = await StartPlannerAsync();
        var knows = await StartAppAsync(
            config =>
                config.UseMasterStore("suite", _ => OpenStore())
                    .AddJobHandler<ProbeHandler>()
                    .AddWorker()
                    .SetWorkerMode(AgentWorkerMode.Execution),
            services => services.AddSingleton(Probe).AddSingleton<IRecurrenceExprCompiler, MinutesCompiler>());
        Track(knows);
        var own = await knows.Jobs.RecurringAsync<ProbeHandler>("Minutes", "1", Named("own"));
        var plain = await knows.Jobs.RecurringAsync<ProbeHandler>(Minute, Named("plain"));

        Clock.Move(Minute);
        await planner.Logs.WaitAsync(message => message.Contains("could not be planned", StringComparison.Ordinal));
        (await LedgerAsync(knows, plain.Id, ledger => ledger.Count == 1))[0].Result.ShouldBe(OccurrenceResult.Fired);
        (await LedgerAsync(knows, own.Id)).ShouldBeEmpty();

        Track(await StartAppAsync(
            config => config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>().AddWorker(),
            services => services.AddSingleton(Probe).AddSingleton<IRecurrenceExprCompiler, MinutesCompiler>()));
        (await LedgerAsync(knows, own.Id, ledger => ledger.Count == 1))[0].Result.ShouldBe(OccurrenceResult.Fired);
    }

    private static RecurringRequest Every(TimeSpan interval, RecurringScheduleOptions? options = null) =>
        new(
            JobRequest.For<ProbeHandler>(Named("tick")), TimeSpanIntervalExprCompiler.TypeId,
            interval.ToString("c"))
        { Options = options ?? new RecurringScheduleOptions() };

    private static StoredSchedule Minutely(DateTimeOffset nextAt) => new()
    {
        Id = Guid.CreateVersion7(), State = RecurringScheduleState.Active, DefinitionId = "probe", Lane = "default",
        Priority = JobMasterPriority.Medium,
        Timeout = Minute, MaxRetries = 0, TypeId = TimeSpanIntervalExprCompiler.TypeId, Expression = "01:00:00", Anchor = nextAt,
        NextAt = nextAt,
        Misfire = MisfirePolicy.RunOnce, MisfireGrace = Hour, MisfireLimit = 1, Overlap = OverlapPolicy.Allow, CreatedAt = nextAt,
        UpdatedAt = nextAt,
    };

    private static async Task<List<StoredJob>> JobsAsync(IMasterStore store)
    {
        var jobs = new List<StoredJob>();
        while (await store.Reads.ListAsync(
            new JobListRequest { Section = JobSection.Live, Limit = 1000, After = jobs.Count == 0 ? null : (default, jobs[^1].Id) },
            default) is { Count: > 0 } page)
        {
            jobs.AddRange(page);
        }

        return jobs;
    }

    private static async Task<bool> AnyAsync(TestApp app, Func<RecurringScheduleContext, bool> isWanted)
    {
        Guid? last = null;
        while (await SchedulesOf(app).ListAsync(new RecurringScheduleFilter { PageSize = 1000 }, last) is { Count: > 0 } page)
        {
            if (page.Any(isWanted))
            {
                return true;
            }

            last = page[^1].Id;
        }

        return false;
    }

    private static async Task WaitForAsync(TestApp app, Func<Task<bool>> isWanted)
    {
        using var patience = new CancellationTokenSource(2 * TestTime.Patience);
        while (!await isWanted())
        {
            patience.Token.ThrowIfCancellationRequested();
            await app.Logs.NextAsync();
        }
    }

    /// <summary>A language of the app's own: a number of minutes.</summary>
    private sealed class MinutesCompiler : IRecurrenceExprCompiler
    {
        public string TypeId => "Minutes";

        public bool TryCompile(
            string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors)
        {
            compiled = new Expr(
                expression, RecurrenceExprCompiler.Compile(TimeSpanIntervalExprCompiler.TypeId, $"00:{expression.PadLeft(2, '0')}:00"));
            errors = [];
            return true;
        }

        private sealed class Expr(string expression, IRecurrenceCompiledExpr inner) : IRecurrenceCompiledExpr
        {
            public string TypeId => "Minutes";

            public string Expression => expression;

            public DateTimeOffset? GetNextOccurrence(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor = null) =>
                inner.GetNextOccurrence(after, zone, anchor);
        }
    }
}
