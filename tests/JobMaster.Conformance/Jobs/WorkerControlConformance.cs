namespace JobMaster.Conformance.Jobs;

/// <summary>Orders to workers, given on one node and obeyed on another.</summary>
public abstract class WorkerControlConformance<TFixture> : ControlledJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_cordoned_worker_takes_no_job_until_it_is_uncordoned_and_others_go_on()
    {
        var others = new Probe();
        var first = await StartAsync(config => config.AddWorker().WorkerName("one"));
        var second = await StartAsync(others, config => config.AddWorker().WorkerName("two"));
        (await second.Cluster.Workers.CordonAsync("one", by: Ann)).ShouldBeTrue();
        (await second.Cluster.Workers.CordonAsync("one", by: Ann)).ShouldBeFalse();
        await PollsAsync(first, second);

        var jobs = await second.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 50).Select(number => Named($"{number}")));
        foreach (var job in jobs)
        {
            await second.WaitAsync(job.Id, JobState.Succeeded);
        }

        (Probe.Runs.Count, others.Runs.Count).ShouldBe((0, 50));
        var workers = await MonitorOf(second).Workers.ListAsync();
        workers.ToDictionary(worker => worker.Name, worker => worker.State).ShouldBe(
            new Dictionary<string, WorkerState> { ["one"] = WorkerState.Cordoned, ["two"] = WorkerState.Active }, ignoreOrder: true);
        var order = workers.Single(worker => worker.Name == "one").Orders.ShouldHaveSingleItem();
        (order.By, order.Reason, order.IsCordoned, order.Host).ShouldBe(("ann", "the mail server is down", true, null));

        await second.Cluster.Workers.CordonAsync("two");
        (await second.Cluster.Workers.UncordonAsync("one")).ShouldBeTrue();
        await PollsAsync(first, second);
        var last = await second.Jobs.OnceNowAsync<ProbeHandler>();
        await first.WaitAsync(last.Id, JobState.Succeeded);
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_order_for_one_host_is_for_workers_of_that_host_and_is_obeyed_after_a_restart()
    {
        var app = await StartAsync(config => config.AddWorker().WorkerName("one"));
        var host = (await MonitorOf(app).Workers.ListAsync()).Single().Host;
        host.ShouldBe(Environment.MachineName);
        await app.Cluster.Workers.CordonAsync("one", "elsewhere");
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        await Should.ThrowAsync<ArgumentException>(() => app.Cluster.Workers.CordonAsync("one", host: ""));
        await app.Cluster.Workers.CordonAsync("one", host);
        await StopAsync(app);
        app = await StartAsync(config => config.AddWorker().WorkerName("one"));
        job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await PollsAsync(app);
        (await app.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Ready);
        (await app.Cluster.Workers.UncordonAsync("one")).ShouldBeFalse("it was cordoned for one host");
        (await MonitorOf(app).Workers.ListOrdersAsync()).Select(order => order.Host).ShouldBe([host, "elsewhere"], ignoreOrder: true);

        (await app.Cluster.Workers.UncordonAsync("one", host)).ShouldBeTrue();
        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task All_orders_in_force_are_listed_also_those_for_what_nobody_knows()
    {
        var app = await StartAsync(_ => { });
        var end = new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await app.Cluster.Workers.SetConcurrencyAsync("gone", 7, by: Ann);
        await app.Cluster.Workers.StopAsync("gone", TimeSpan.FromSeconds(5), "elsewhere", Ann);
        await app.Cluster.Workers.CordonAsync("gone", by: Ann);
        await app.Cluster.Definitions.PauseAsync("gone", by: Ann);
        await app.Cluster.Lanes.PauseAsync("gone", end, Ann);

        var orders = await MonitorOf(app).Orders.ListAsync();

        orders.Select(order => (order.Kind, order.Host, order.Slots, order.StopAfter, order.Until)).ShouldBe(
        [
            (OrderKind.PauseLane, null, null, null, end), (OrderKind.PauseDefinition, null, null, null, null),
            (OrderKind.CordonWorker, null, null, null, null),
            (OrderKind.StopWorker, "elsewhere", null, TimeSpan.FromSeconds(5), null), (OrderKind.SetConcurrency, null, 7, null, null),
        ]);
        orders.ShouldAllBe(order => order.Name == "gone" && order.By == Ann.Name && order.Reason == Ann.Reason);

        (await app.Cluster.Workers.StartAsync("gone", "elsewhere")).ShouldBeTrue();
        (await MonitorOf(app).Orders.ListAsync()).ShouldNotContain(order => order.Kind == OrderKind.StopWorker);
    }

    [Fact]
    public async Task A_stopped_worker_ends_what_runs_after_its_grace_period_without_spending_an_attempt_and_starts_again()
    {
        var stuck = true;
        Probe.Run = job => stuck ? Task.Delay(Timeout.InfiniteTimeSpan, job.CancellationToken) : Task.CompletedTask;
        var worker = await StartAsync(config => config.AddWorker().WorkerName("one"));
        var producer = await StartAsync(_ => { });
        var running = await producer.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        (await producer.Cluster.Workers.StopAsync("one", TimeSpan.FromMilliseconds(300), by: Ann)).ShouldBeTrue();
        var back = await worker.WaitAsync(running.Id, JobState.Ready);
        stuck = false;
        await PollsAsync(worker, producer);

        back.NumberOfFailures.ShouldBe(0);
        (await worker.Monitor.GetAsync(running.Id))!.State.ShouldBe(JobState.Ready);
        (await worker.Monitor.GetAttemptsAsync(running.Id)).ShouldHaveSingleItem().Result.ShouldBe(AttemptResult.Released);
        var stopped = (await MonitorOf(producer).Workers.ListAsync()).ShouldHaveSingleItem();
        (stopped.State, stopped.IsLive, stopped.Orders[0].StopAfter).ShouldBe(
            (WorkerState.Stopped, true, TimeSpan.FromMilliseconds(300)));

        (await producer.Cluster.Workers.StartAsync("one")).ShouldBeTrue();
        await worker.WaitAsync(running.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task The_number_of_slots_follows_orders_up_and_down()
    {
        var gate = new SemaphoreSlim(0);
        var (running, most) = (0, 0);
        Probe.Run = async _ =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await gate.WaitAsync();
            Interlocked.Decrement(ref running);
        };
        var worker = await StartAsync(config => config.AddWorker(one => one.MaxConcurrency(2).WorkerName("one")));
        var producer = await StartAsync(_ => { });
        await producer.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 40).Select(number => Named($"{number}")));
        await RunningAsync(2);

        (await producer.Cluster.Workers.SetConcurrencyAsync("one", 6, by: Ann)).ShouldBeTrue();
        await RunningAsync(6);
        await Eventually.BecomesAsync(
            "the worker reports it", async () => (await MonitorOf(producer).Workers.ListAsync())[0] is { Slots: 6, Running: 6 },
            TestTime.Patience);

        (await producer.Cluster.Workers.SetConcurrencyAsync("one", 1)).ShouldBeTrue();
        await PollsAsync(worker, producer);
        Volatile.Read(ref running).ShouldBe(6, "none is stopped");
        gate.Release(5);
        await RunningAsync(1);
        await PollsAsync(worker, producer);
        Volatile.Read(ref running).ShouldBe(1, "none has started instead");

        (await producer.Cluster.Workers.SetConcurrencyAsync("one", null)).ShouldBeTrue();
        await RunningAsync(2);
        gate.Release(1000);
        await Eventually.BecomesAsync(
            "all ran", async () => (await producer.Monitor.CountAsync()).Succeeded == 40, TestTime.Patience, () => worker.Logs.Text);
        most.ShouldBe(6);
        (Probe.Runs.Count, Probe.Names.Distinct().Count()).ShouldBe((40, 40));

        Task RunningAsync(int jobs) => Eventually.BecomesAsync(
            $"{jobs} run", () => Task.FromResult(Volatile.Read(ref running) == jobs), TestTime.Patience, () => worker.Logs.Text);
    }

    [Fact]
    public async Task Workers_report_where_they_run_and_how_they_do()
    {
        var app = await StartAsync(config => config.AddWorker(one => one.WorkerLane("a", "b").MaxConcurrency(3).WorkerName("one")));
        await Eventually.BecomesAsync(
            "it has beaten twice", async () => (await MonitorOf(app).Workers.ListAsync())[0].ClockOffset is not null, TestTime.Patience);

        var worker = (await MonitorOf(app).Workers.ListAsync()).ShouldHaveSingleItem();
        (worker.Name, worker.Host, worker.ProcessId, worker.Slots, worker.Running, worker.IsLive, worker.State).ShouldBe(
            ("one", Environment.MachineName, Environment.ProcessId, 3, 0, true, WorkerState.Active));
        worker.Lanes.ShouldBe(["a", "b"]);
        worker.Version.ShouldNotBeEmpty();
        worker.CpuShare.ShouldNotBeNull().ShouldBeInRange(0, 1);
        worker.GcPauseShare.ShouldNotBeNull().ShouldBeInRange(0, 1);
        worker.MemoryBytes.ShouldNotBeNull().ShouldBeGreaterThan(1_000_000);
        worker.ThreadPoolQueue.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(0);
        worker.ClockOffset.ShouldNotBeNull().Duration().ShouldBeLessThan(TimeSpan.FromSeconds(20));
        worker.Orders.ShouldBeEmpty();
    }

    [Fact]
    public async Task Orders_are_filed_and_impossible_ones_are_refused()
    {
        var app = await StartAsync(_ => { });
        await app.Cluster.Workers.CordonAsync("one", "host", Ann);
        await app.Cluster.Workers.UncordonAsync("one", "host", Ann);
        await app.Cluster.Workers.StopAsync("one", by: Ann);
        await app.Cluster.Workers.StartAsync("one", by: Ann);
        await app.Cluster.Workers.SetConcurrencyAsync("one", 3, by: Ann);

        var entries = (await MonitorOf(app).Audit.ListAsync(new AuditFilter { Who = "ann", TargetKind = AuditTargets.Worker })).Entries;
        entries.Select(entry => (entry.Action, entry.TargetId)).Reverse().ShouldBe(
        [
            ("worker.cordon", "one@host"), ("worker.uncordon", "one@host"), ("worker.stop", "one"), ("worker.start", "one"),
            ("worker.concurrency", "one"),
        ]);
        entries[0].After.ShouldBe("""{"until":null,"slots":3,"reason":"the mail server is down"}""");
        entries[2].After.ShouldBe("""{"until":null,"graceSeconds":30,"reason":"the mail server is down"}""");
        (await Should.ThrowAsync<ArgumentException>(() => app.Cluster.Workers.SetConcurrencyAsync("one", 0))).Message.ShouldContain(
            "must be from 1 to 10,000");
        (await Should.ThrowAsync<ArgumentException>(() => app.Cluster.Workers.StopAsync("one", TimeSpan.FromDays(2)))).Message
            .ShouldContain("from zero to 24 hours");
        (await Should.ThrowAsync<ArgumentException>(() => app.Cluster.Workers.CordonAsync(""))).Message.ShouldContain("is empty");
    }

    [Theory]
    [InlineData("*")]
    [InlineData("o*")]
    public async Task An_order_for_a_pattern_is_refused(string pattern)
    {
        var app = await StartAsync(config => config.AddWorker().WorkerName("one"));
        var (workers, lanes, definitions) = (app.Cluster.Workers, app.Cluster.Lanes, app.Cluster.Definitions);
        foreach (var order in new Func<Task>[]
        {
            () => workers.CordonAsync(pattern), () => workers.UncordonAsync(pattern), () => workers.StopAsync(pattern),
            () => workers.StartAsync(pattern), () => workers.SetConcurrencyAsync(pattern, 2),
            () => workers.SetConcurrencyAsync(pattern, null), () => workers.CordonAsync("one", pattern),
            () => lanes.PauseAsync(pattern), () => lanes.ResumeAsync(pattern),
            () => definitions.PauseAsync(pattern), () => definitions.ResumeAsync(pattern),
        })
        {
            (await Should.ThrowAsync<ArgumentException>(order)).Message.ShouldContain($"'{pattern}' has a star");
        }

        (await MonitorOf(app).Audit.ListAsync(new AuditFilter { TargetKind = AuditTargets.Worker })).Entries.ShouldBeEmpty();
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target);
            value > seen && Interlocked.CompareExchange(ref target, value, seen) is var found && found != seen; seen = found)
        {
            // Another one has raised it meanwhile.
        }
    }
}
