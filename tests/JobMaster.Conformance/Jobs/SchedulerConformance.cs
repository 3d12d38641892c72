using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>Every way to schedule, and what goes before what.</summary>
public abstract class SchedulerConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Attributes_go_before_the_clusters_defaults_and_the_call_before_both()
    {
        var app = await StartAsync(config => config.ClusterDefaultJobTimeout(TimeSpan.FromMinutes(7)).ClusterDefaultMaxRetryCount(4));

        var plain = await app.Jobs.OnceNowAsync(new Order(1, 1));
        (plain.Timeout, plain.MaxNumberOfRetries, plain.Priority, plain.WorkerLane)
            .ShouldBe((TimeSpan.FromMinutes(7), 4, JobMasterPriority.Medium, "default"));

        var attributes = await app.Jobs.OnceNowAsync<ImageHandler>();
        (attributes.Timeout, attributes.MaxNumberOfRetries, attributes.Priority, attributes.WorkerLane)
            .ShouldBe((TimeSpan.FromSeconds(60), 5, JobMasterPriority.High, "Images"));
        attributes.Metadata.GetStringValue("Category").ShouldBe("Media");

        var call = await app.Jobs.OnceAfterAsync<ImageHandler>(
            TimeSpan.FromMinutes(5), Named("x"), priority: JobMasterPriority.Low, workerLane: "Mail", timeout: TimeSpan.FromSeconds(30),
            maxNumberOfRetries: 2,
            metadata: WritableMetadata.New().SetStringValue("Category", "Other").SetIntValue("Tries", 1), clusterId: "default");
        (call.Timeout, call.MaxNumberOfRetries, call.Priority, call.WorkerLane)
            .ShouldBe((TimeSpan.FromSeconds(30), 2, JobMasterPriority.Low, "Mail"));
        call.Metadata.GetStringValue("Category").ShouldBe("Other");
        call.Metadata.GetIntValue("Tries").ShouldBe(1);
    }

    [Fact]
    public async Task A_typed_payload_finds_its_handler()
    {
        var app = await StartAsync();

        var job = await app.Jobs.OnceNowAsync(new Order(42, 1.10m, "2026-01-01"));
        await app.WaitAsync(job.Id, JobState.Succeeded);

        job.JobDefinitionId.ShouldBe("order");
        var seen = Probe.Runs.ShouldHaveSingleItem();
        seen.MsgData.GetDecimalValue("Total").ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe("1.10");
        seen.MsgData.GetStringValue("Note").ShouldBe("2026-01-01");
    }

    [Fact]
    public async Task A_typed_payload_or_a_definition_id_is_scheduled_for_later()
    {
        var app = await StartAsync();
        var at = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.FromHours(2));
        var options = new JobOptions { Priority = JobMasterPriority.High };

        var jobs = new[]
        {
            await app.Jobs.OnceAtAsync(at, new Order(1, 1), options),
            await app.Jobs.OnceAtAsync(at.UtcDateTime, new Order(1, 1), options),
            await app.Jobs.OnceAtAsync(at, "probe", options: options),
            await app.Jobs.OnceAtAsync(at.UtcDateTime, "probe", options: options),
            await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), new Order(1, 1), options),
            await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "probe", Named("later"), options),
        };

        jobs.Take(4).ShouldAllBe(job => job.ScheduledAt == at);
        jobs.Skip(4).ShouldAllBe(job => job.ScheduledAt == job.CreatedAt.AddHours(1));
        jobs.Select(job => job.JobDefinitionId).ShouldBe(["order", "order", "probe", "probe", "order", "probe"]);
        jobs.ShouldAllBe(job => job.Priority == JobMasterPriority.High);
    }

    [Fact]
    public async Task A_producer_without_the_handlers_code_schedules_by_definition_id()
    {
        var worker = await StartAsync();
        var producer = await StartAppAsync(config => config.UseMasterStore("suite", _ => Fixture.Open(null)));
        await using (producer)
        {
            var untyped = await producer.Jobs.OnceNowAsync("probe", Named("by id"));
            var typed = await producer.Jobs.OnceNowAsync("order", new Order(3, 3));

            await worker.WaitAsync(untyped.Id, JobState.Succeeded);
            await worker.WaitAsync(typed.Id, JobState.Succeeded);
        }
    }

    [Fact]
    public async Task A_list_is_stored_in_one_call_and_in_order()
    {
        var app = await StartAsync(_ => { });

        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 2500).Select(number => Named($"{number}")));
        var typed = await app.Jobs.OnceNowBulkAsync(Enumerable.Range(0, 3).Select(number => new Order(number, number)));

        jobs.Select(job => job.MsgData.GetStringValue("Name")).ShouldBe(Enumerable.Range(0, 2500).Select(number => $"{number}"));
        typed.Count.ShouldBe(3);
        (await app.Monitor.CountAsync()).Ready.ShouldBe(2503);
        (await app.Jobs.ScheduleManyAsync([])).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_bad_job_in_a_list_stores_nothing()
    {
        var app = await StartAsync(config => config.ClusterMaxMessageByteSize(100));

        await Should.ThrowAsync<JobRejectedException>(
            app.Jobs.ScheduleManyAsync(
                [JobRequest.For<ProbeHandler>(Named("good")), JobRequest.For<ProbeHandler>(Named(new string('x', 200)))]));

        (await app.Monitor.CountAsync()).Ready.ShouldBe(0);
    }

    [Fact]
    public async Task A_bad_job_far_down_a_list_is_found_before_any_part_of_it_is_stored()
    {
        var app = await StartAsync(config => config.ClusterMaxMessageByteSize(100));
        var list = Enumerable.Range(0, 1200).Select(number => number == 1150 ? new string('x', 200) : "");

        (await Should.ThrowAsync<JobRejectedException>(app.Jobs.OnceNowBulkAsync<ProbeHandler>(list.Select(Named)))).StoredJobIds
            .ShouldBeEmpty();

        (await app.Monitor.CountAsync()).Ready.ShouldBe(0);
    }

    [Fact]
    public async Task A_long_list_with_a_held_key_says_which_of_its_jobs_are_stored()
    {
        var app = await StartAsync(_ => { });
        var rule = new JobUnique { Key = "k", While = UniqueWhile.Waiting, OnConflict = UniqueConflict.Reject };
        var alone = new JobOptions { Unique = rule };
        var holder = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("holder"), alone);
        var refused = await Should.ThrowAsync<JobRejectedException>(app.Jobs.ScheduleManyAsync([.. List(10, held: 9)]));
        (refused.StoredJobIds.Count, refused.HeldBy).ShouldBe((0, holder.Id));

        var error = await Should.ThrowAsync<JobRejectedException>(app.Jobs.ScheduleManyAsync([.. List(1200, held: 1100)]));

        error.HeldBy.ShouldBe(holder.Id);
        error.Message.ShouldContain("Of the 1,200 jobs of the call, 1,000 are stored already (StoredJobIds).");
        error.StoredJobIds.Distinct().Count().ShouldBe(1000);
        (await app.Monitor.CountAsync()).Ready.ShouldBe(1001);
        (await app.Monitor.GetAsync(error.StoredJobIds[999]))!.MsgDataJson.ShouldNotBeNull().ShouldContain("\"999\"");

        IEnumerable<JobRequest> List(int count, int held) => Enumerable.Range(0, count)
            .Select(number => (Data: Named($"{number}"), Options: number == held ? alone : new JobOptions()))
            .Select(job => JobRequest.For<ProbeHandler>(job.Data) with { Options = job.Options });
    }

    [Fact]
    public async Task An_id_or_key_that_is_taken_returns_the_first_job()
    {
        var app = await StartAsync();
        var id = Guid.NewGuid();

        var first = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("first"), new JobOptions { Id = id, IdempotencyKey = "invoice-1" });
        await app.WaitAsync(first.Id, JobState.Succeeded);
        var again = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("again"), new JobOptions { Id = id });
        var sameKey = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("same key"), new JobOptions { IdempotencyKey = "invoice-1" });

        first.IsNew.ShouldBeTrue();
        again.IsNew.ShouldBeFalse();
        (sameKey.IsNew, sameKey.Id).ShouldBe((false, id));
        sameKey.MsgData.GetStringValue("Name").ShouldBe("first", "it is the job found");
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_a_job_of_another_definition_has_is_warned_of()
    {
        var app = await StartAsync(_ => { });
        var key = new JobOptions { IdempotencyKey = "order-7" };

        var first = await app.Jobs.OnceNowAsync("charge", null, key);
        await app.Jobs.OnceNowAsync("charge", null, key);
        app.Logs.Messages.ShouldNotContain(message => message.Contains("order-7", StringComparison.Ordinal));
        var other = await app.Jobs.OnceNowAsync("mail", null, key);

        (other.IsNew, other.Id, other.JobDefinitionId).ShouldBe((false, first.Id, "charge"));
        app.Logs.Messages.ShouldContain(message => message.Contains(
            $"'order-7' belongs to job {first.Id} of 'charge', so a call for 'mail'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_producers_with_one_key_store_one_job()
    {
        var app = await StartAsync(_ => { });

        var jobs = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => app.Jobs.OnceNowAsync<ProbeHandler>(null, new JobOptions { IdempotencyKey = "once" })));

        jobs.Count(job => job.IsNew).ShouldBe(1);
        jobs.Select(job => job.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Everything_optional_is_kept()
    {
        var app = await StartAsync(_ => { });
        var expiry = new DateTimeOffset(2040, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(null, new JobOptions
        {
            Tenant = "acme", ExpiresAt = expiry, TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            IdempotencyKey = "k",
        });
        var stored = (await app.Monitor.GetAsync(job.Id))!;

        (stored.Tenant, stored.ExpiresAt, stored.IdempotencyKey).ShouldBe(("acme", expiry.ToUniversalTime(), "k"));
        stored.TraceParent.ShouldBe("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        stored.ScheduledBy.ShouldBe($"{Environment.MachineName}:{Environment.ProcessId}");
    }

    [Fact]
    public async Task A_cancelled_caller_fails_alone()
    {
        var app = await StartAsync(_ => { });
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        var calls = Enumerable.Range(0, 20).Select(number =>
            app.Jobs.OnceNowAsync<ProbeHandler>(Named($"{number}"), cancellationToken: number == 7 ? gone.Token : default))
            .ToList();

        await Should.ThrowAsync<OperationCanceledException>(() => calls[7]);
        await Task.WhenAll(calls.Where((_, number) => number != 7)).Soon();
        (await app.Monitor.CountAsync()).Ready.ShouldBe(19);
    }

    [Fact]
    public void Blocking_twins_do_what_the_others_do()
    {
        var app = Task.Run(() => StartAsync()).GetAwaiter().GetResult();

        var now = app.Jobs.OnceNow<ProbeHandler>(Named("now"));
        var at = app.Jobs.OnceAt<ProbeHandler>(DateTime.UtcNow.AddHours(1), Named("at"));
        var after = app.Jobs.OnceAfter<ProbeHandler>(TimeSpan.FromHours(1), Named("after"));

        Task.Run(() => app.WaitAsync(now.Id, JobState.Succeeded)).GetAwaiter().GetResult();
        app.Jobs.ReSchedule(at.Id, DateTime.UtcNow.AddHours(2)).ShouldBeTrue();
        app.Jobs.TryCancelJob(at.Id).ShouldBeTrue();
        app.Jobs.TryCancelJob(after.Id).ShouldBeTrue();
        app.Jobs.TryCancelJob(after.Id).ShouldBeFalse();
    }

    [Fact]
    public async Task A_passive_cluster_accepts_and_runs_nothing_until_it_is_active_again()
    {
        var app = await StartAsync(config => config.ClusterMode(ClusterMode.Passive).AddWorker());
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        app.Cluster.Mode.ShouldBe(ClusterMode.Passive);

        await app.Cluster.SetModeAsync(ClusterMode.Active);

        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task An_archived_cluster_can_only_be_read_and_every_node_learns_it()
    {
        var app = await StartAsync();
        var other = await StartAsync(new Probe(), _ => { });
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1));

        await app.Cluster.SetModeAsync(ClusterMode.Archive);
        await other.Logs.WaitAsync(message => message.Contains("is now Archive", StringComparison.Ordinal));

        (await Should.ThrowAsync<JobRejectedException>(other.Jobs.OnceNowAsync<ProbeHandler>())).Message.ShouldContain("mode Archive");
        foreach (var change in new Func<Task>[]
        {
            () => other.Cluster.Lanes.PauseAsync("default"), () => other.Cluster.Lanes.ResumeAsync("default"),
            () => other.Cluster.Definitions.PauseAsync("probe"), () => other.Cluster.Workers.CordonAsync("one"),
        })
        {
            (await Should.ThrowAsync<JobRejectedException>(change)).Message.ShouldContain("mode Archive");
        }

        await Should.ThrowAsync<JobRejectedException>(other.Jobs.CancelJobAsync(job.Id));
        (await other.Monitor.GetAsync(job.Id)).ShouldNotBeNull();
        await app.Cluster.SetModeAsync(null);
        app.Cluster.Mode.ShouldBe(ClusterMode.Active);
    }

    [Fact]
    public async Task Jobs_are_listed_by_state_definition_and_lane_page_by_page()
    {
        Probe.Run = job => job.MsgData.GetStringValue("Name") == "bad" ? throw new IOException() : Task.CompletedTask;
        var app = await StartAsync();
        foreach (var name in new[] { "a", "b", "c", "bad" })
        {
            var job = await app.Jobs.OnceNowAsync<ProbeHandler>(Named(name), maxNumberOfRetries: 0);
            await app.WaitAsync(job.Id, details => details.FinalizedAt is not null);
        }

        await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1));
        await app.Jobs.OnceAfterAsync<ImageHandler>(TimeSpan.FromHours(1));

        var all = new List<JobDetails>();
        string? next = null;
        do
        {
            var page = await app.Monitor.ListAsync(new JobFilter { PageSize = 2 }, next);
            page.Jobs.Count.ShouldBeLessThanOrEqualTo(2);
            all.AddRange(page.Jobs);
            next = page.Next;
        }
        while (next is not null);

        all.Select(job => job.Id).Distinct().Count().ShouldBe(6);
        all.Select(job => job.State)
            .ShouldBe(
                [JobState.Scheduled, JobState.Scheduled, JobState.Failed, JobState.Succeeded, JobState.Succeeded, JobState.Succeeded]);
        (await app.Monitor.ListAsync(new JobFilter { WorkerLane = "Images" }))
            .Jobs.ShouldHaveSingleItem()
            .JobDefinitionId.ShouldBe("images");
        (await app.Monitor.ListAsync(new JobFilter { State = JobState.Failed })).Jobs.Count.ShouldBe(1);
        var counts = await app.Monitor.CountAsync();
        (counts.Scheduled, counts.Succeeded, counts.Failed, counts.IsCapped).ShouldBe((2, 3, 1, false));
        await Should.ThrowAsync<ArgumentException>(app.Monitor.ListAsync(continueFrom: "page 2"));
    }

    [Theory]
    [InlineData(51)]
    [InlineData(255)]
    public async Task A_list_goes_on_behind_a_page_that_was_read_in_parts(int pageSize)
    {
        var app = await StartAsync(config => config.ClusterMode(ClusterMode.Passive));
        var stored = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, pageSize + 1).Select(number => Named($"{number}")));

        var first = await app.Monitor.ListAsync(new JobFilter { PageSize = pageSize });
        var second = await app.Monitor.ListAsync(new JobFilter { PageSize = pageSize }, first.Next.ShouldNotBeNull());

        (first.Jobs.Count, second.Jobs.Count, second.Next).ShouldBe((pageSize, 1, null));
        first.Jobs.Concat(second.Jobs).Select(job => job.Id).ShouldBe(stored.Select(job => job.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task A_key_repeated_in_one_list_is_refused_so_that_no_payload_is_dropped()
    {
        var app = await StartAsync();

        var error = await Should.ThrowAsync<JobRejectedException>(
            app.Jobs.OnceNowBulkAsync<ProbeHandler>([Named("first"), Named("second")], new JobOptions { IdempotencyKey = "invoice-1" }));

        error.Message.ShouldStartWith("Idempotency key 'invoice-1' is used 2 times in one call");
        (await app.Monitor.ListAsync()).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keyed_services_mean_their_cluster()
    {
        var app = await StartAsync(config => config.ClusterId("Cluster-1"));

        var keyed = app.Services.GetRequiredKeyedService<IJobMasterScheduler>("Cluster-1");

        keyed.ShouldBeSameAs(app.Jobs);
        Should.Throw<JobMasterConfigurationException>(() => app.Services.GetRequiredKeyedService<IJobMasterScheduler>("Cluster-2"))
            .Message.ShouldContain("'Cluster-2' is not configured in this app; configured: 'Cluster-1'");
    }
}
