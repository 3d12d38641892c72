using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Scheduling;

/// <summary>Requests that cannot be accepted: the caller is told, and nothing is stored.</summary>
public sealed class RequestMistakeTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(
        config =>
            config.UseInMemory().ClusterMaxMessageByteSize(100).AddJobHandler<ProbeHandler>(), services =>
                services.AddSingleton(new Probe()));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("half a pair: 😀", @"half a pair: \uD83D", "it has half a surrogate pair")]
    [InlineData("a\u0000", @"a\u0000", "it has the invisible character \\u0000")]
    [InlineData(" ", " ", "it starts with a blank")]
    [InlineData(" mail", " mail", "it starts with a blank")]
    [InlineData("mail ", "mail ", "it ends with a blank")]
    [InlineData("mail\u00A0", @"mail\u00A0", "it ends with a blank")]
    [InlineData("ma\u200Bil", @"ma\u200Bil", "it has the invisible character \\u200B")]
    [InlineData("\uFEFFmail", @"\uFEFFmail", "it has the invisible character \\uFEFF")]
    [InlineData("ma\u00ADil", @"ma\u00ADil", "it has the invisible character \\u00AD")]
    [InlineData("ma\u3164il", @"ma\u3164il", "it has the invisible character \\u3164")]
    public async Task Names_that_no_store_or_reader_could_tell_apart(string given, string name, string broken)
    {
        given = given.Replace("😀", "😀"[..1], StringComparison.Ordinal);
        (await RefusalAsync(new JobOptions { WorkerLane = given })).ShouldBe(
            $"Lane '{name}' must have 1 to 100 characters, no blank at its start or end, no control or invisible characters "
            + $"and no half surrogate pairs; {broken}.");
        (
            await RefusalAsync(new JobOptions { IdempotencyKey = given })).ShouldStartWith(
                $"Idempotency key '{name}' must have 1 to 200 characters");
        (await RefusalAsync(new JobOptions { Tenant = given })).ShouldStartWith($"Tenant '{name}' must have 1 to 200 characters");
        (
            await Should.ThrowAsync<JobRejectedException>(_app.Jobs.OnceNowAsync(given))).Message.ShouldStartWith(
                $"Definition id '{name}' must have 1 to 200 characters");
        (
            await Should.ThrowAsync<JobRejectedException>(_app.Jobs.RecurringAsync<ProbeHandler>(TimeSpan.FromHours(1), key: given)))
                .Message.ShouldStartWith($"Key '{name}' must have 1 to 200 characters");
        await NothingIsStoredAsync();
    }

    [Theory]
    [InlineData("no reply")]
    [InlineData("Zürich")]
    [InlineData("速達")]
    [InlineData("rocket 🚀")]
    public async Task Names_that_people_use(string name)
    {
        var job = await _app.Jobs.OnceNowAsync<ProbeHandler>(
            null, new JobOptions { WorkerLane = name, Tenant = name, IdempotencyKey = name });
        (await _app.Monitor.GetAsync(job.Id))!.WorkerLane.ShouldBe(name);
    }

    [Fact]
    public async Task Windows_and_scopes_of_idempotency_keys_that_mean_nothing()
    {
        const string rule = "must be more than zero and at most 3,650 days. Leave it out to keep the key as long as its job.";
        var key = new JobOptions { IdempotencyKey = "order-7" };
        (await RefusalAsync(key with { IdempotencyWindow = TimeSpan.Zero })).ShouldBe($"IdempotencyWindow 00:00:00 {rule}");
        (await RefusalAsync(key with { IdempotencyWindow = TimeSpan.FromDays(3651) })).ShouldBe(
            $"IdempotencyWindow 3651.00:00:00 {rule}");
        (await RefusalAsync(key with { IdempotencyScope = (JobKeyScope)7 })).ShouldBe(
            "IdempotencyScope 7 is not one of Cluster, Tenant, DefinitionAndTenant.");
        (await RefusalAsync(new JobOptions { IdempotencyWindow = TimeSpan.FromDays(1) })).ShouldBe(
            "IdempotencyWindow 1.00:00:00 was given without an IdempotencyKey. Give the key, or leave out the window.");
        (await RefusalAsync(new JobOptions { IdempotencyMark = "a" })).ShouldBe(
            "IdempotencyMark 'a' was given without an IdempotencyKey. Give the key, or leave out the mark.");
        (await RefusalAsync(new JobOptions { IdempotencyScope = JobKeyScope.Tenant })).ShouldBe(
            "IdempotencyScope Tenant was given without an IdempotencyKey. Give the key, or leave out the scope.");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_delay_that_never_ends()
    {
        (await Should.ThrowAsync<JobRejectedException>(_app.Jobs.OnceAfterAsync<ProbeHandler>(Timeout.InfiniteTimeSpan))).Message.ShouldBe(
            "The delay -00:00:00.0010000 is Timeout.InfiniteTimeSpan, which means never, and a job must be due some time. "
            + "Give a delay, zero or less for now, or schedule the job when it is wanted.");
        await Should.ThrowAsync<JobRejectedException>(
            _app.Jobs.ScheduleManyAsync([JobRequest.For<ProbeHandler>() with { After = Timeout.InfiniteTimeSpan }]));
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_delay_or_a_time_that_was_never_set_or_means_never()
    {
        (await Should.ThrowAsync<JobRejectedException>(_app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.MaxValue))).Message.ShouldStartWith(
            "The delay 10675199.02:48:05.4775807 is TimeSpan.MaxValue, which means never,");
        const string Unset = " is 0001-01-01 00:00, the value of a time that was never set. Set it, or leave it out";
        (await Should.ThrowAsync<JobRejectedException>(_app.Jobs.OnceAtAsync<ProbeHandler>(default(DateTimeOffset)))).Message
            .ShouldBe($"The time{Unset} for a job that is due now.");
        (await Should.ThrowAsync<JobRejectedException>(_app.Jobs.OnceAtAsync<ProbeHandler>(default(DateTime)))).Message
            .ShouldStartWith($"The time{Unset}");
        (await Should.ThrowAsync<JobRejectedException>(_app.Jobs.ReScheduleAsync(Guid.NewGuid(), default(DateTimeOffset)))).Message
            .ShouldStartWith($"The time{Unset}");
        var change = new JobChange { At = default(DateTimeOffset) };
        (await Should.ThrowAsync<JobRejectedException>(_app.Jobs.ChangeJobAsync(Guid.NewGuid(), change))).Message
            .ShouldStartWith($"The time{Unset}");
        (await RefusalAsync(new JobOptions { ExpiresAt = default(DateTimeOffset) })).ShouldBe($"ExpiresAt{Unset}.");
        var options = new RecurringScheduleOptions { StartAfter = default(DateTimeOffset) };
        (await Should.ThrowAsync<JobRejectedException>(
            _app.Jobs.RecurringAsync<ProbeHandler>(Recurrence.Every(TimeSpan.FromHours(1)), null, options))).Message
            .ShouldBe($"StartAfter{Unset}.");
        await NothingIsStoredAsync();

        (await _app.Jobs.OnceAtAsync<ProbeHandler>(DateTimeOffset.MaxValue)).ScheduledAt.Year.ShouldBe(9999, "not yet is a time");
    }

    [Fact]
    public async Task A_job_that_expires_before_it_could_start()
    {
        var (due, late) = (DateTimeOffset.UtcNow.AddHours(2), new JobOptions { ExpiresAt = DateTimeOffset.UtcNow.AddHours(1) });
        var past = late with { ExpiresAt = new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero) };

        (await RefusalAsync(past)).ShouldMatch(
            @"^ExpiresAt 2020-01-02T03:04:05\.0000000\+00:00 is not after 20\d\d-.*, when the job is due, so it would never start\. " +
            @"Give a later ExpiresAt, or leave it out\.$");
        (await Should.ThrowAsync<JobRejectedException>(_app.Jobs.OnceAtAsync<ProbeHandler>(due, options: late))).Message
            .ShouldContain(FormattableString.Invariant($"{late.ExpiresAt:O} is not after {due:O}, when"));
        await Should.ThrowAsync<JobRejectedException>(_app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(2), options: late));
        await Should.ThrowAsync<JobRejectedException>(
            _app.Jobs.OnceAtAsync<ProbeHandler>(due, options: late with { IdempotencyKey = "k" }));
        await NothingIsStoredAsync();

        await _app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromMinutes(30), options: late);
    }

    [Fact]
    public async Task A_late_repetition_of_a_call_with_a_key_finds_its_job()
    {
        var options = new JobOptions { IdempotencyKey = "k", ExpiresAt = DateTimeOffset.UtcNow.AddHours(1) };
        var job = await _app.Jobs.OnceNowAsync<ProbeHandler>(null, options);

        var again = await _app.Jobs.OnceNowAsync<ProbeHandler>(null, options with { ExpiresAt = DateTimeOffset.UtcNow.AddHours(-1) });

        (again.Id, again.IsNew).ShouldBe((job.Id, false));
    }

    [Fact]
    public async Task Everything_wrong_about_the_options_of_a_job_is_told_at_once()
    {
        (await RefusalAsync(new JobOptions { TraceParent = "x" })).ShouldStartWith("TraceParent 'x' is no W3C trace parent such as 00-");
        (await RefusalAsync(new JobOptions { TraceParent = "x", Timeout = TimeSpan.Zero, WorkerLane = " ", MaxNumberOfRetries = -1 }))
            .Split('\n').Select(line => line.Split(' ')[1]).ShouldBe(["problems", "Lane", "Timeout", "Max", "TraceParent"]);
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_schedule_whose_job_has_what_only_a_single_job_can_have()
    {
        var options = new RecurringScheduleOptions { Job = new JobOptions { IdempotencyKey = "k", ExpiresAt = DateTimeOffset.MaxValue } };
        (await Should.ThrowAsync<JobRejectedException>(
            _app.Jobs.RecurringAsync<ProbeHandler>(Recurrence.Every(TimeSpan.FromHours(1)), null, options))).Message
            .ShouldStartWith("The job of a recurring schedule has IdempotencyKey, ExpiresAt of its own, which only a single job can have.");
    }

    [Fact]
    public async Task A_zone_by_its_Windows_id()
    {
        var options = new RecurringScheduleOptions { TimeZoneId = "Pacific Standard Time" };
        (await Should.ThrowAsync<JobRejectedException>(
            _app.Jobs.RecurringAsync<ProbeHandler>(Recurrence.Every(TimeSpan.FromHours(1)), null, options))).Message
            .ShouldBe("Time zone 'Pacific Standard Time' is a Windows id, which other machines may not know. Write 'America/Los_Angeles'.");
    }

    [Fact]
    public async Task A_delay_that_is_over_means_now()
    {
        var job = await _app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromSeconds(-1));
        job.ScheduledAt.ShouldBe((await _app.Monitor.GetAsync(job.Id))!.CreatedAt);
    }

    [Fact]
    public async Task A_timeout_that_no_timer_reaches()
    {
        (await RefusalAsync(new JobOptions { Timeout = TimeSpan.MaxValue })).ShouldBe(
            "Timeout 10675199.02:48:05.4775807 must be more than zero and at most 49 days.");
        (
            await RefusalAsync(new JobOptions { Timeout = default(TimeSpan) })).ShouldBe(
                "Timeout 00:00:00 must be more than zero and at most 49 days.");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task An_empty_id_that_would_make_every_such_job_the_same()
    {
        var options = new JobOptions { Id = Guid.Empty };
        (await RefusalAsync(options)).ShouldBe(
            "JobOptions.Id is 00000000-0000-0000-0000-000000000000, the empty Guid, under which only one job could ever be stored. " +
            "Leave Id null for a new id, or set one of your own such as Guid.CreateVersion7().");
        (
            await Should.ThrowAsync<JobRejectedException>(_app.Jobs.OnceNowAsync("elsewhere", options)))
                .Message.ShouldContain("the empty Guid");
        (await Should.ThrowAsync<JobRejectedException>(
            _app.Jobs.ScheduleManyAsync([JobRequest.For<ProbeHandler>(), JobRequest.For<ProbeHandler>() with { Options = options }])))
                .Message.ShouldContain("the empty Guid");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task Nothing_where_something_is_needed()
    {
        (await Should.ThrowAsync<ArgumentNullException>(() => _app.Jobs.OnceNowAsync((string)null!))).ParamName.ShouldBe("definitionId");
        (
            await Should.ThrowAsync<ArgumentException>(_app.Jobs.ScheduleManyAsync([JobRequest.For<ProbeHandler>(), null!])))
                .Message.ShouldStartWith("Entry 1 of the list is null, or its payload is.");
        (
            await Should.ThrowAsync<ArgumentException>(_app.Jobs.OnceNowBulkAsync<Order>([new Order(1, 1), new Order(2, 2), null!])))
                .Message.ShouldStartWith("Entry 2 of the list is null, or its payload is.");
        await NothingIsStoredAsync();
    }

    [Fact]
    public async Task A_parameter_that_is_wrong_is_called_as_the_caller_calls_it()
    {
        (await Should.ThrowAsync<ArgumentNullException>(() => _app.Jobs.OnceNowBulkAsync((IEnumerable<Order>)null!))).ParamName
            .ShouldBe("payloads");
        (await Should.ThrowAsync<ArgumentNullException>(() => _app.Jobs.OnceNowBulkAsync("probe", (Order[])null!))).ParamName
            .ShouldBe("payloads");
        (await Should.ThrowAsync<ArgumentNullException>(() => _app.Jobs.OnceNowBulkAsync<ProbeHandler>((IEnumerable<MessageData>)null!)))
            .ParamName.ShouldBe("messages");
        (await Should.ThrowAsync<ArgumentException>(_app.Monitor.SearchAsync(null, "x"))).ParamName.ShouldBe("continueFrom");
        (await Should.ThrowAsync<ArgumentException>(_app.Monitor.ListAsync(null, "x"))).ParamName.ShouldBe("continueFrom");
    }

    [Fact]
    public async Task A_payload_of_several_handlers_says_how_jobs_and_schedules_name_one()
    {
        await using var app = await TestApp.StartAsync(
            config => config.UseInMemory().AddJobHandler<OrderHandler>().AddJobHandler<SecondOrderHandler>(),
            services => services.AddSingleton(new Probe()));
        (await Should.ThrowAsync<JobRejectedException>(
            app.Jobs.RecurringAsync(Recurrence.Every(TimeSpan.FromHours(1)), new Order(1, 1)))).Message
            .ShouldContain("for a schedule RecurringAsync<THandler, TPayload>(recurrence, payload)");
    }

    [Theory]
    [InlineData(9, 1, 0, 100, "Misfire 9 is not one of ")]
    [InlineData(1, 9, 0, 100, "Overlap 9 is not one of ")]
    [InlineData(1, 1, -1, 100, "MisfireGrace -00:00:01 must be zero or more.")]
    [InlineData(1, 1, 0, 1001, "MisfireLimit 1001 must be from 1 to 1,000.")]
    public async Task A_policy_of_a_schedule_that_is_none_is_named_alone(int misfire, int overlap, int grace, int limit, string why)
    {
        var options = new RecurringScheduleOptions
        {
            Misfire = (MisfirePolicy)misfire,
            Overlap = (OverlapPolicy)overlap,
            MisfireGrace = TimeSpan.FromSeconds(grace),
            MisfireLimit = limit,
        };
        (await Should.ThrowAsync<JobRejectedException>(
            _app.Jobs.RecurringAsync<ProbeHandler>(Recurrence.Every(TimeSpan.FromHours(1)), null, options))).Message.ShouldStartWith(why);
    }

    [Fact]
    public async Task A_call_after_the_host_was_disposed_of_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("disposed");
        try
        {
            var app = await TestApp.StartAsync(
                config => config.UseSqlite($"Data Source={folder.FullName}/jobs.db").AddJobHandler<ProbeHandler>(),
                services => services.AddSingleton(new Probe()));
            var jobs = app.Jobs;
            await app.DisposeAsync();

            (await Should.ThrowAsync<JobMasterStoreException>(jobs.OnceNowAsync<ProbeHandler>())).Message
                .ShouldContain("is closed: its host was disposed");
            (await Should.ThrowAsync<JobMasterStoreException>(jobs.OnceNowBulkAsync<ProbeHandler>([WriteableMessageData.New()]))).Message
                .ShouldContain("is closed: its host was disposed");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [JobMasterDefinitionId("second-order")]
    public sealed class SecondOrderHandler : IJobHandler<Order>
    {
        public Task HandleAsync(Order payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [Fact]
    public async Task A_mode_that_is_none()
    {
        (
            await Should.ThrowAsync<ArgumentOutOfRangeException>(_app.Cluster.SetModeAsync((ClusterMode)9))).Message.ShouldStartWith(
                "The mode must be one of Active, Passive, Archive, or null.");
        _app.Cluster.Mode.ShouldBe(ClusterMode.Active);
    }

    [Fact]
    public async Task Message_data_of_the_limit_is_taken_and_a_byte_more_is_not_whatever_its_letters_take()
    {
        // {"T":"…"} is 8 bytes, and each é 2.
        var exact = WriteableMessageData.New().SetStringValue("T", new string('é', 46));
        var job = await _app.Jobs.OnceNowAsync<ProbeHandler>(exact);
        job.MsgData.GetStringValue("T").ShouldBe(new string('é', 46));

        (
            await Should.ThrowAsync<JobRejectedException>(
                _app.Jobs.OnceNowAsync<ProbeHandler>(WriteableMessageData.New().SetStringValue("T", "x" + new string('é', 46)))))
                .Message
            .ShouldStartWith("Message data of job 'probe' is 101 bytes; the limit is 100.");
        (await _app.Monitor.CountAsync()).Ready.ShouldBe(1);
    }

    [Fact]
    public async Task An_id_from_a_clock_far_ahead()
    {
        var now = DateTimeOffset.UtcNow;
        var id = Guid.CreateVersion7(now.AddHours(13));
        (await RefusalAsync(new JobOptions { Id = id })).ShouldStartWith(
            $"JobOptions.Id {id} is a version 7 Guid made more than 12 hours ahead of this host's clock, which is at ");
        await Should.ThrowAsync<JobRejectedException>(
            _app.Jobs.OnceNowAsync<ProbeHandler>(null, new JobOptions { Id = Guid.Parse("ffffffff-ffff-7fff-bfff-ffffffffffff") }));
        await NothingIsStoredAsync();

        foreach (var fine in new[] { Guid.CreateVersion7(now.AddHours(11)), Guid.Parse("ffffffff-ffff-4fff-bfff-ffffffffffff") })
        {
            (await _app.Jobs.OnceNowAsync<ProbeHandler>(null, new JobOptions { Id = fine })).Id.ShouldBe(fine);
        }
    }

    [Fact]
    public async Task A_time_and_a_delay()
    {
        var request = JobRequest.For<ProbeHandler>() with
        {
            At = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
            After = TimeSpan.FromMinutes(1),
        };
        (await Should.ThrowAsync<JobRejectedException>(_app.Jobs.ScheduleManyAsync([request]))).Message.ShouldContain(
            "gives a time, At = 2030-01-02T03:04:05.0000000+00:00, and a delay, After = 00:01:00. Give one of them.");
        await NothingIsStoredAsync();
    }

    private async Task<string> RefusalAsync(JobOptions options) =>
        (await Should.ThrowAsync<JobRejectedException>(_app.Jobs.OnceNowAsync<ProbeHandler>(null, options))).Message;

    private async Task NothingIsStoredAsync() => (await _app.Monitor.ListAsync()).Jobs.ShouldBeEmpty();
}
