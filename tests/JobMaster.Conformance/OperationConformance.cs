namespace JobMaster.Conformance;

/// <summary>Operations on many jobs: each job once, none left out, whoever works on them.</summary>
public abstract class OperationConformance<TFixture> : StoredOperationConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly StoredJobChange ToMail = new() { Lane = "mail" };

    [Fact]
    public async Task A_cancel_by_filter_takes_what_matches_and_was_there_before_it()
    {
        var matching = await InsertManyAsync(7, job => job with { Tenant = "acme" });
        var other = await InsertAsync(Job() with { Tenant = "other" });
        Clock.Move(Microsecond);
        var id = await StartAsync(
            new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter { Tenant = "acme" } });
        Clock.Move(Microsecond);
        var later = await InsertAsync(Job() with { Tenant = "acme" });

        await WorkOffAsync(limit: 3);

        foreach (var job in matching)
        {
            (await GetAsync(job)).State.ShouldBe(JobState.Cancelled);
        }

        (await GetAsync(other)).State.ShouldBe(JobState.Ready);
        (await GetAsync(later)).State.ShouldBe(JobState.Ready);
        var operation = await ReadAsync(id);
        (operation.State, operation.Counts, operation.Waiting, operation.EndedAt).ShouldBe(
            (JobOperationState.Done, new OperationCounts(7), 0, Clock.Now));
        await IsFiledOnceEachAsync(id, "job.cancel", matching);
    }

    [Fact]
    public async Task What_was_stored_at_the_very_instant_is_of_it()
    {
        var spec = new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter() };
        var jobs = await InsertManyAsync(3, job => job);
        (await Store.Operations.FindAsync(spec, [], 10, default)).Count.ShouldBe(3);

        var id = await StartAsync(spec);
        await WorkOffAsync(limit: 10);

        (await ReadAsync(id)).Counts.ShouldBe(new OperationCounts(3));
        await IsFiledOnceEachAsync(id, "job.cancel", jobs);
    }

    [Fact]
    public async Task A_change_goes_through_its_jobs_in_short_transactions_in_the_order_of_their_ids()
    {
        var jobs = await InsertManyAsync(10, job => job with { Delay = Hour });
        Clock.Move(Microsecond);
        var id = await StartAsync(new OperationSpec { Kind = JobOperationKind.Change, Change = ToMail, Filter = new JobOperationFilter() });
        var seen = new List<int>();
        while (await Store.Operations.WorkAsync(4, default) is { } work)
        {
            seen.Add((int)work.Counts.Changed);
            var changed = new List<Guid>();
            foreach (var job in jobs)
            {
                if ((await GetAsync(job)).Lane == "mail")
                {
                    changed.Add(job);
                }
            }

            changed.ShouldBe(jobs.Order().Take(changed.Count), ignoreOrder: true);
        }

        seen.ShouldBe([4, 4, 2]);
        (await ReadAsync(id)).Counts.ShouldBe(new OperationCounts(10));
        await IsFiledOnceEachAsync(id, "job.change", jobs);
    }

    [Fact]
    public async Task What_is_not_changed_is_counted_by_its_reason()
    {
        var running = await RunOneAsync();
        var final = await FinishOneAsync(OutcomeKind.Succeeded);
        var asWanted = await InsertAsync(Job() with { Lane = "mail" });
        var onAgent = AgentJobId.Create(Clock.Now);
        await Store.Admissions.StorePlaceholderAsync(onAgent, Clock.Now + Hour, default);
        var waiting = await InsertAsync();
        Guid[] named = [running.Id, final.Id, asWanted, onAgent, waiting, Guid.CreateVersion7(Clock.Now)];

        var id = await StartAsync(new OperationSpec { Kind = JobOperationKind.Change, Change = ToMail }, named);
        (await ReadAsync(id)).Waiting.ShouldBe(6);
        await WorkOffAsync();

        (await ReadAsync(id)).Counts.ShouldBe(new OperationCounts(Changed: 1, Unchanged: 1, Running: 1, OnAgent: 1, Gone: 2));
        (await ReadAsync(id)).State.ShouldBe(JobOperationState.Done);
        (await GetAsync(waiting)).Lane.ShouldBe("mail");
        (await GetAsync(running.Id)).ShouldBe(running);
    }

    [Theory]
    [InlineData(JobOperationKind.Cancel)]
    [InlineData(JobOperationKind.Replay)]
    public async Task Jobs_that_another_operation_took_are_counted_as_gone(JobOperationKind kind)
    {
        await InsertManyAsync(7, job => job);
        if (kind == JobOperationKind.Replay)
        {
            await Jobs.RecordAsync([.. (await ClaimAsync()).Select(job => Outcome(job, OutcomeKind.Failed))], default);
        }

        Clock.Move(Microsecond);
        var spec = new OperationSpec { Kind = kind, Filter = new JobOperationFilter { WorkerLane = Lane } };
        NewOperation[] operations = [New(spec) with { Matched = 7 }, New(spec) with { Matched = 7 }];
        foreach (var operation in operations)
        {
            await Store.Operations.InsertAsync(operation, default);
        }

        await WorkOffAsync(limit: 3);

        var (one, other) = ((await ReadAsync(operations[0].Id)).Counts, (await ReadAsync(operations[1].Id)).Counts);
        (one.Changed + other.Changed).ShouldBe(7);
        one.ShouldBe(new OperationCounts(one.Changed, Gone: 7 - one.Changed));
        other.ShouldBe(new OperationCounts(other.Changed, Gone: 7 - other.Changed));
    }

    [Fact]
    public async Task More_jobs_than_were_counted_at_the_start_are_counted_before_they_are_changed()
    {
        var jobs = (await InsertManyAsync(7, job => job)).Order().ToList();
        Clock.Move(Microsecond);
        var spec = new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter() };
        var match = await Store.Operations.FindAsync(spec, [], limit: 3, default);
        (match.Count, match.CountedTo).ShouldBe((3, jobs[1]));
        var operation = New(spec) with { Matched = 2, IsCapped = true, CountedTo = match.CountedTo };
        await Store.Operations.InsertAsync(operation, default);
        Clock.Move(Microsecond);
        await InsertAsync();

        await Store.Operations.WorkAsync(3, default);

        var counted = await ReadAsync(operation.Id);
        (counted.Matched, counted.IsCapped, counted.CountedTo, counted.Cursor).ShouldBe((7, false, jobs[6], jobs[2]));
        counted.Counts.ShouldBe(new OperationCounts(3));
        await CancelAsync(jobs[5]);
        await WorkOffAsync(limit: 3);

        var done = await ReadAsync(operation.Id);
        (done.State, done.Matched, done.IsCapped).ShouldBe((JobOperationState.Done, 7, false));
        done.Counts.ShouldBe(new OperationCounts(6, Gone: 1));
    }

    [Fact]
    public async Task A_cancel_asks_running_jobs_to_stop_and_says_which()
    {
        var (running, asked) = (await RunOneAsync(), await RunOneAsync());
        await CancelAsync(asked.Id);
        Clock.Move(Microsecond);
        var id = await StartAsync(new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new() { State = JobState.Running } });

        var work = (await Store.Operations.WorkAsync(100, default)).ShouldNotBeNull();

        work.StopRequested.ShouldBe([running.Id, asked.Id], ignoreOrder: true);
        (await ReadAsync(id)).Counts.ShouldBe(new OperationCounts(1, Unchanged: 1));
        (await GetAsync(running.Id)).IsCancelRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_replay_is_for_jobs_that_failed_before_it_and_takes_none_twice()
    {
        var failed = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            failed.Add((await FinishOneAsync(OutcomeKind.Failed)).Id);
        }

        Clock.Move(Microsecond);
        var id = await StartAsync(new OperationSpec { Kind = JobOperationKind.Replay, Filter = new JobOperationFilter() });
        (await Store.Operations.WorkAsync(2, default)).ShouldNotBeNull().Counts.Changed.ShouldBe(2);
        foreach (var again in await ClaimAsync())
        {
            await RecordAsync(again, OutcomeKind.Failed);
        }

        await WorkOffAsync(limit: 2);

        (await ReadAsync(id)).Counts.Changed.ShouldBe(5);
        await IsFiledOnceEachAsync(id, "job.replay", failed);
    }

    [Fact]
    public async Task One_worked_on_by_a_clock_that_was_ahead_has_its_turn_before_others_are_done()
    {
        await InsertManyAsync(30, job => job);
        Clock.Move(Hour);
        var first = await StartAsync(new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter() });
        (await Store.Operations.WorkAsync(2, default)).ShouldNotBeNull().OperationId.ShouldBe(first);
        Clock.Move(-Hour + Microsecond);
        await StartAsync(new OperationSpec { Kind = JobOperationKind.Change, Change = ToMail, Filter = new JobOperationFilter() });

        (await Store.Operations.WorkAsync(2, default)).ShouldNotBeNull().OperationId.ShouldBe(first);
        Clock.Move(Microsecond);
        (await Store.Operations.WorkAsync(2, default)).ShouldNotBeNull().OperationId.ShouldNotBe(first);
    }

    [Fact]
    public async Task It_is_paused_resumed_and_cancelled_between_two_transactions()
    {
        await InsertManyAsync(9, job => job);
        Clock.Move(Microsecond);
        var id = await StartAsync(new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter() });
        await Store.Operations.WorkAsync(2, default);

        (await SetAsync(id, JobOperationState.Running)).ShouldBeFalse();
        (await SetAsync(id, JobOperationState.Paused)).ShouldBeTrue();
        (await SetAsync(id, JobOperationState.Paused)).ShouldBeFalse();
        (await Store.Operations.WorkAsync(2, default)).ShouldBeNull();
        (await SetAsync(id, JobOperationState.Running)).ShouldBeTrue();
        (await Store.Operations.WorkAsync(2, default)).ShouldNotBeNull();
        (await SetAsync(id, JobOperationState.Cancelled)).ShouldBeTrue();
        (await SetAsync(id, JobOperationState.Running)).ShouldBeFalse();
        (await Store.Operations.WorkAsync(2, default)).ShouldBeNull();

        var operation = await ReadAsync(id);
        (operation.State, operation.Counts.Changed, operation.EndedAt).ShouldBe((JobOperationState.Cancelled, 4, Clock.Now));
        (await ClaimAsync()).Count.ShouldBe(5);
        var filed = await Store.Audit.ListAsync(new AuditListRequest { TargetKind = "operation", Limit = 100 }, default);
        filed.Select(entry => entry.Action).ShouldBe(["operation.cancel", "operation.resume", "operation.pause", "operation.start"]);
    }

    [Fact]
    public async Task It_stops_at_its_maximum()
    {
        await InsertManyAsync(9, job => job);
        Clock.Move(Microsecond);
        var id = await StartAsync(new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter(), MaxJobs = 5 });

        await WorkOffAsync(limit: 3);

        var operation = await ReadAsync(id);
        (operation.State, operation.Counts.Changed).ShouldBe((JobOperationState.Stopped, 5));
        (await ClaimAsync()).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Nodes_that_work_at_once_share_the_operations_and_do_no_job_twice()
    {
        IMasterStore[] stores = [Store, Open(), Open()];
        var jobs = await InsertManyAsync(200, job => job with { Delay = Hour });
        Clock.Move(Microsecond);
        Guid[] ids =
        [
            await StartAsync(new OperationSpec { Kind = JobOperationKind.Change, Change = ToMail, Filter = new JobOperationFilter() }),
            await StartAsync(new OperationSpec
            {
                Kind = JobOperationKind.Change,
                Change = new StoredJobChange { Priority = JobMasterPriority.High },
                Filter = new JobOperationFilter(),
            }),
        ];

        await Task.WhenAll(stores.Select(store => Task.Run(() => WorkOffAsync(store, limit: 7))));
        await WorkOffAsync();

        foreach (var id in ids)
        {
            (await ReadAsync(id)).State.ShouldBe(JobOperationState.Done);
            (await ReadAsync(id)).Counts.ShouldBe(new OperationCounts(200));
            await IsFiledOnceEachAsync(id, "job.change", jobs);
        }

        foreach (var job in jobs)
        {
            var changed = await GetAsync(job);
            (changed.Lane, changed.Priority).ShouldBe(("mail", JobMasterPriority.High));
        }
    }

    [Fact]
    public async Task A_look_ahead_counts_shows_some_and_changes_nothing()
    {
        var jobs = await InsertManyAsync(8, job => job with { Priority = JobMasterPriority.Low });
        await RunOneAsync();
        await Store.Admissions.StorePlaceholderAsync(AgentJobId.Create(Clock.Now), Clock.Now + Hour, default);
        Clock.Move(Microsecond);
        var spec = new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter() };

        var found = await Store.Operations.FindAsync(spec, [], 100, default);
        (found.Count, found.Running, found.OnAgent, found.SampleIds.Count).ShouldBe((10, 1, 1, 5));
        (await Store.Operations.FindAsync(spec, [], 4, default)).Count.ShouldBe(4);
        var low = new JobOperationFilter
        {
            Priority = JobMasterPriority.Low, JobDefinitionId = Definition, WorkerLane = Lane, State = JobState.Ready,
        };
        (await Store.Operations.FindAsync(spec with { Filter = low }, [], 100, default)).Count.ShouldBe(8);
        (await Store.Operations.FindAsync(
            spec with { Filter = low with { RecurringScheduleId = jobs[0] } }, [], 100, default)).Count.ShouldBe(0);
        (await Store.Operations.FindAsync(
            spec with { Filter = null }, [jobs[0], Guid.CreateVersion7()], 100, default)).SampleIds.ShouldBe([jobs[0]]);
        (await ClaimAsync()).ShouldBeEmpty("they are of another priority, and the one of this runs");
    }

    [Fact]
    public async Task It_is_stored_once_however_often_it_is_sent_and_tells_every_node()
    {
        var operation = New(new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter { Tenant = "äß🙂" } });
        var version = (await Store.Settings.ReadAsync(default)).Version;
        await Store.Operations.InsertAsync(operation, default);
        await Store.Operations.InsertAsync(operation, default);

        (await Store.Settings.ReadAsync(default)).Version.ShouldBeGreaterThan(version);
        (await Store.Operations.ListAsync(null, 10, default)).ShouldHaveSingleItem().Spec.ShouldBe(operation.Spec);
        (await Store.Audit.ListAsync(new AuditListRequest { Limit = 10 }, default)).ShouldHaveSingleItem();
        (await Store.Operations.ListAsync(operation.Id, 10, default)).ShouldBeEmpty();
        (await Store.Operations.GetAsync(Guid.CreateVersion7(), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Those_in_one_state_are_listed_page_by_page_the_latest_first()
    {
        var ids = new List<Guid>();
        for (int i = 0; i < 5; i++)
        {
            Clock.Move(Hour);
            ids.Add(await StartAsync(new OperationSpec { Kind = JobOperationKind.Cancel }, [Guid.CreateVersion7()]));
        }

        foreach (var id in new[] { ids[0], ids[1], ids[3] })
        {
            (await SetAsync(id, JobOperationState.Paused)).ShouldBeTrue();
        }

        (await ListAsync(JobOperationState.Paused, null)).ShouldBe([ids[3], ids[1]]);
        (await ListAsync(JobOperationState.Paused, ids[1])).ShouldBe([ids[0]]);
        (await ListAsync(JobOperationState.Running, null)).ShouldBe([ids[4], ids[2]]);
        (await ListAsync(JobOperationState.Done, null)).ShouldBeEmpty();
        (await ListAsync(null, null)).ShouldBe([ids[4], ids[3]]);

        async Task<IEnumerable<Guid>> ListAsync(JobOperationState? state, Guid? after) =>
            (await Store.Operations.ListAsync(state, after, 2, default)).Select(operation => operation.Id);
    }

    [Fact]
    public async Task One_that_is_over_is_removed_after_its_retention()
    {
        var over = await StartAsync(new OperationSpec { Kind = JobOperationKind.Cancel }, [Guid.CreateVersion7()]);
        await WorkOffAsync();
        var live = await StartAsync(new OperationSpec { Kind = JobOperationKind.Cancel }, [Guid.CreateVersion7()]);
        Clock.Move(Hour);

        (await Store.Operations.PruneAsync(2 * Hour, 10, default)).ShouldBe(0);
        (await Store.Operations.PruneAsync(TimeSpan.FromMinutes(1), 10, default)).ShouldBe(1);
        (await Store.Operations.GetAsync(over, default)).ShouldBeNull();
        (await ReadAsync(live)).Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task Those_that_are_over_are_removed_a_few_at_a_time_with_the_jobs_left_of_them()
    {
        var ids = new List<Guid>();
        for (int i = 0; i < 3; i++)
        {
            ids.Add(await StartAsync(
                new OperationSpec { Kind = JobOperationKind.Cancel }, [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())]));
            await SetAsync(ids[i], JobOperationState.Cancelled);
        }

        Clock.Move(Hour);
        int removals = 0;
        while (await Store.Operations.PruneAsync(TimeSpan.FromMinutes(1), 2, default) >= 2)
        {
            (++removals).ShouldBeLessThan(20);
        }

        removals.ShouldBeGreaterThan(0);
        (await Store.Operations.ListAsync(null, 10, default)).ShouldBeEmpty();
    }

    private Task<bool> SetAsync(Guid id, JobOperationState state)
    {
        var action = state switch
        {
            JobOperationState.Running => "operation.resume",
            JobOperationState.Paused => "operation.pause",
            _ => "operation.cancel",
        };
        return Store.Operations.SetStateAsync(
            id, state, New(new OperationSpec { Kind = JobOperationKind.Cancel }).Audit with { Action = action }, default);
    }

    private async Task<List<Guid>> InsertManyAsync(int count, Func<NewJob, NewJob> change)
    {
        var jobs = ManyJobs(count).ConvertAll(job => change(job));
        await Jobs.InsertAsync(jobs, false, default);
        return jobs.ConvertAll(job => job.Id);
    }
}
