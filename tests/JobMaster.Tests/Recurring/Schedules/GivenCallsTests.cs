using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Recurring.Schedules;

/// <summary>The calls of users' own documents, as they stand there.</summary>
public sealed class GivenCallsTests
{
    [Fact]
    public async Task The_calls_for_recurring_schedules_compile_and_do_what_they_say()
    {
        await using var host = await TestHost.StartAsync(config =>
            config.AddJobHandler<HelloJobHandler>().AddWorker(worker => worker.WorkerLane("default", "Mail")));
        var jobs = host.Jobs;
        var msg = WriteableMessageData.New().SetStringValue("Name", "John Doe");
        var meta = WritableMetadata.New().SetStringValue("Source", "WebAPI");
        var lane = "Mail";
        var (start, end) = (host.Clock.GetUtcNow().UtcDateTime.AddMinutes(1), host.Clock.GetUtcNow().UtcDateTime.AddHours(1));

        var schedule = NaturalCronBuilder.Every(30).Minutes().In(NaturalCronMonth.Jan).Between("09:00", "18:00").Build();
        RecurringScheduleContext r = jobs.Recurring<HelloJobHandler>(schedule, msg, metadata: meta, workerLane: lane);
        var bounded = await jobs.RecurringAsync<HelloJobHandler>(
            NaturalCronExprCompiler.TypeId, "every 1 minutes", msg, startAfter: start, endBefore: end);
        var plain = await jobs.RecurringAsync<HelloJobHandler>(TimeSpan.FromMinutes(5));
        var isCancelled = await jobs.TryCancelRecurringAsync(r.Id);

        (r.WorkerLane, r.TypeId, r.NextOccurrence!.Value.Month).ShouldBe(("Mail", NaturalCronExprCompiler.TypeId, 1));
        r.Metadata.GetStringValue("Source").ShouldBe("WebAPI");
        isCancelled.ShouldBeTrue();
        (bounded.StartAfter, bounded.EndBefore).ShouldBe((new DateTimeOffset(start), new DateTimeOffset(end)));
        await host.Cluster.AdvanceAsync(TimeSpan.FromMinutes(120));
        host.Cluster.Jobs.Scheduled<HelloJobHandler>(job => job.Details.RecurringScheduleId == bounded.Id).Count.ShouldBe(58);
        host.Cluster.Jobs.Scheduled<HelloJobHandler>(job => job.Details.RecurringScheduleId == plain.Id).Count.ShouldBe(24);
        host.Cluster.Jobs.ShouldAllHaveSucceeded();
    }

    [Fact]
    public async Task Every_form_of_the_call_takes_bounds_as_either_kind_of_time_and_has_a_blocking_twin()
    {
        await using var host = await TestHost.StartAsync(config => config.AddJobHandler<HelloJobHandler>().AddWorker());
        var jobs = host.Jobs;
        var (time, instant) = (host.Clock.GetUtcNow().UtcDateTime.AddYears(1), host.Clock.GetUtcNow().AddYears(1));
        var expr = RecurrenceExprCompiler.Compile(CronExprCompiler.TypeId, "0 9 * * *");
        var hour = TimeSpan.FromHours(1);

        RecurringScheduleContext[] made =
        [
            await jobs.RecurringAsync<HelloJobHandler>(expr, startAfter: time),
            await jobs.RecurringAsync<HelloJobHandler>(expr, startAfter: instant),
            await jobs.RecurringAsync<HelloJobHandler>(hour, startAfter: time),
            await jobs.RecurringAsync<HelloJobHandler>(hour, startAfter: instant),
            await jobs.RecurringAsync<HelloJobHandler>(CronExprCompiler.TypeId, "@daily", startAfter: instant),
            await jobs.RecurringAsync<HelloJobHandler>(expr),
            jobs.Recurring<HelloJobHandler>(expr, startAfter: time), jobs.Recurring<HelloJobHandler>(expr, startAfter: instant),
            jobs.Recurring<HelloJobHandler>(hour),
            jobs.Recurring<HelloJobHandler>(hour, endBefore: instant),
            jobs.Recurring<HelloJobHandler>(CronExprCompiler.TypeId, "@daily", endBefore: time),
            jobs.Recurring(new RecurringRequest(JobRequest.ForDefinition("hello"), CronExprCompiler.TypeId, "@hourly")),
        ];

        made.Select(one => one.Id).ShouldBeUnique();
        made.ShouldAllBe(one => one.State == RecurringScheduleState.Active && one.NextOccurrence != null);
        (
            await Should.ThrowAsync<JobRejectedException>(() =>
                jobs.RecurringAsync<HelloJobHandler>(hour, startAfter: new DateTime(2030, 1, 1))))
                .Message.ShouldContain("Unspecified");
    }

    [Theory]
    [InlineData("NaturalCron", "every 61st of monday", "NaturalCron")]
    [InlineData("Quartz", "0 0 * * *", "'Quartz' is not known; known: 'NaturalCron', 'Cron'")]
    [InlineData("TimeSpanInterval", "00:00:00.5", "once a second at most")]
    public async Task An_expression_that_cannot_work_is_refused_with_its_remedy(string typeId, string expression, string said)
    {
        await using var host = await TestHost.StartAsync(config => config.AddJobHandler<HelloJobHandler>().AddWorker());
        (
            await Should.ThrowAsync<JobRejectedException>(() => host.Jobs.RecurringAsync<HelloJobHandler>(typeId, expression)))
                .Message.ShouldContain(said);
    }

    [Fact]
    public async Task What_only_a_single_job_can_have_is_refused()
    {
        await using var host = await TestHost.StartAsync(config => config.AddJobHandler<HelloJobHandler>().AddWorker());
        var job = JobRequest.For<HelloJobHandler>();
        JobRequest[] refused =
        [
            job with { At = DateTimeOffset.UtcNow }, job with { After = TimeSpan.FromSeconds(1) },
            job with { Options = new JobOptions { Id = Guid.NewGuid() } },
            job with { Options = new JobOptions { IdempotencyKey = "key" } },
            job with { Options = new JobOptions { ExpiresAt = DateTimeOffset.UtcNow } },
        ];
        foreach (var request in refused)
        {
            await Should.ThrowAsync<JobRejectedException>(() =>
                host.Jobs.RecurringAsync(new RecurringRequest(request, CronExprCompiler.TypeId, "@daily")));
        }

        RecurringScheduleOptions[] options =
        [
            new() { Key = "" }, new() { TimeZoneId = "Mars/Olympus" }, new() { MisfireLimit = 0 }, new() { MisfireLimit = 1001 },
            new() { MisfireGrace = TimeSpan.FromTicks(-1) },
            new() { StartAfter = DateTimeOffset.UtcNow, EndBefore = DateTimeOffset.UtcNow.AddDays(-1) },
            new() { Overlap = (OverlapPolicy)9 }, new() { Misfire = (MisfirePolicy)9 },
        ];
        foreach (var option in options)
        {
            await Should.ThrowAsync<JobRejectedException>(() =>
                host.Jobs.RecurringAsync(new RecurringRequest(job, CronExprCompiler.TypeId, "@daily") { Options = option }));
        }

        (await host.Services.GetRequiredService<IJobMasterMonitor>().Schedules.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public void A_preview_serves_as_an_assertion_without_a_cluster() =>
        NaturalCronBuilder.Every(1).Days().AtTime(2, 30).Build()
            .Preview(TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), new DateTimeOffset(2025, 3, 8, 12, 0, 0, TimeSpan.Zero), 3)
            .Select(at => at.ToString("MM-dd HH:mm zzz", CultureInfo.InvariantCulture))
            .ShouldBe(["03-09 03:00 -04:00", "03-10 02:30 -04:00", "03-11 02:30 -04:00"]);

    [Fact]
    public async Task A_schedule_on_another_cluster_of_the_process_goes_there()
    {
        var time = TimeProvider.System;
        var state = new InMemoryStoreFixture();
        await state.PrepareAsync();
        await using var app = await TestApp.StartAsync(
            config =>
                config.ClusterId("one").SetAsDefault().UseMasterStore("suite", _ => state.Open(time)).AddJobHandler<HelloJobHandler>(),
            services =>
                services.AddJobMasterCluster(config =>
                    config.ClusterId("two").UseMasterStore(
                        "suite", _ => new InMemoryStoreFixture().Open(time)).AddJobHandler<HelloJobHandler>()));

        var made = await app.Jobs.RecurringAsync<HelloJobHandler>(TimeSpan.FromHours(1), clusterId: "two");

        made.ClusterId.ShouldBe("two");
        (await app.Services.GetRequiredService<IJobMasterMonitor>().Schedules.ListAsync()).ShouldBeEmpty();
        (await app.Services.GetRequiredKeyedService<IJobMasterMonitor>("two").Schedules.GetAsync(made.Id)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_language_of_the_apps_own_can_be_one_clusters_alone()
    {
        await using var host = await TestHost.StartAsync(
            config => config.AddJobHandler<HelloJobHandler>().AddWorker(),
            services =>
                services.AddKeyedSingleton<IRecurrenceExprCompiler, HoursCompiler>("default")
                    .AddKeyedSingleton<IRecurrenceExprCompiler>("other", new OtherCompiler()));

        var made = await host.Jobs.RecurringAsync<HelloJobHandler>("Hours", "2");
        await host.Cluster.AdvanceAsync(TimeSpan.FromHours(5));

        host.Cluster.Jobs.Scheduled<HelloJobHandler>(job => job.Details.RecurringScheduleId == made.Id).Count.ShouldBe(2);
        (
            await Should.ThrowAsync<JobRejectedException>(() => host.Jobs.RecurringAsync<HelloJobHandler>("Other", "2")))
                .Message.ShouldContain("'Hours'");
    }

    /// <summary>A number of hours.</summary>
    private class HoursCompiler : IRecurrenceExprCompiler
    {
        public virtual string TypeId => "Hours";

        public bool TryCompile(
            string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors) =>
            RecurrenceExprCompiler.TryCompile(TimeSpanIntervalExprCompiler.TypeId, $"0{expression}:00:00", out compiled, out errors);
    }

    private sealed class OtherCompiler : HoursCompiler
    {
        public override string TypeId => "Other";
    }

    [JobMasterDefinitionId("hello")]
    private sealed class HelloJobHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.CompletedTask;
    }
}
