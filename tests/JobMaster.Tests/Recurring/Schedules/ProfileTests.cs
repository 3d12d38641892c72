using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Recurring.Schedules;

public sealed class ProfileTests
{
    [Fact]
    public async Task A_profile_of_a_registered_assembly_is_found_and_its_schedules_fire()
    {
        await using var host = await TestHost.StartAsync(config =>
            config.AddJobHandler<CleanupHandler>().AddJobHandler<SyncHandler>().AddRecurringSchedules<MaintenanceProfile>().AddWorker());

        await host.Cluster.AdvanceAsync(TimeSpan.FromDays(2));

        var schedules = await host.Services.GetRequiredService<IJobMasterMonitor>().Schedules.ListAsync();
        schedules.Select(one => (one.ProfileId, one.Key))
            .ShouldBe([("Maintenance", "cleanup"), ("Maintenance", "HourlySync")], ignoreOrder: true);
        host.Cluster.Jobs.Scheduled<CleanupHandler>()
            .Select(job => job.Details.TriggerSourceType)
            .ShouldBe([TriggerSourceType.StaticRecurring, TriggerSourceType.StaticRecurring]);
        host.Cluster.Jobs.Scheduled<SyncHandler>().Count.ShouldBeInRange(18, 20);
        (await host.Jobs.TryCancelRecurringAsync(schedules[0].Id)).ShouldBeFalse();
        (
            await Should.ThrowAsync<JobRejectedException>(() =>
                host.Jobs.UpdateRecurringAsync(schedules[0].Id, new RecurringScheduleChange())))
                .Message.ShouldContain("Maintenance");
        (await host.Jobs.PauseRecurringAsync(schedules[0].Id)).ShouldBeTrue();
    }

    [Fact]
    public void Scanning_an_assembly_finds_profiles_beside_handlers()
    {
        var catalog = new JobMaster.Configuration.ProfileCatalog();
        catalog.AddAssembly(typeof(ProfileTests).Assembly);
        catalog.AddAssembly(typeof(ProfileTests).Assembly);
        catalog.Profiles.Select(profile => profile.Id).ShouldBe(["Maintenance", "Scanned"], ignoreOrder: true);
        catalog.Profiles.Single(profile => profile.Id == "Scanned").Revision.ShouldBe(3);
        catalog.Problems.ShouldHaveSingleItem().ShouldContain("it broke");
    }

    [Fact]
    public async Task What_cannot_work_is_named_at_start_all_of_it_together()
    {
        var message = (await Should.ThrowAsync<JobMasterConfigurationException>(() => TestApp.StartAsync(config => config
            .UseMasterStore("suite", _ => new InMemoryStoreFixture().Open(null))
                .AddJobHandler<SyncHandler>().AddRecurringSchedules<BadProfile<int>>())))
                .Message;

        message.ShouldContain("two schedules named 'sync'");
        message.ShouldContain("CleanupHandler' is not registered");
        message.ShouldContain("every never");
    }

    [JobMasterDefinitionId("cleanup")]
    internal sealed class CleanupHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    [JobMasterDefinitionId("sync")]
    internal sealed class SyncHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    internal sealed class MaintenanceProfile : IStaticRecurringSchedulesProfile
    {
        public static string ProfileId => "Maintenance";

        public static void Config(RecurringScheduleDefinitionCollection schedules) => schedules
            .Add<CleanupHandler>(TimeSpan.FromDays(1))
            .Add<SyncHandler>(NaturalCronExprCompiler.TypeId, "every 1 hour between 09:00 and 18:00", defId: "HourlySync");
    }

    internal sealed class ScannedProfile : IStaticRecurringSchedulesProfile
    {
        public static string ProfileId => "Scanned";

        public static long Revision => 3;

        public static void Config(RecurringScheduleDefinitionCollection schedules)
        {
        }
    }

    internal sealed class BrokenProfile : IStaticRecurringSchedulesProfile
    {
        public static string ProfileId => "Broken";

        public static void Config(RecurringScheduleDefinitionCollection schedules) => throw new InvalidOperationException("it broke");
    }

    /// <summary>Generic, so that scanning passes it over.</summary>
    private sealed class BadProfile<T> : IStaticRecurringSchedulesProfile
    {
        public static string ProfileId => "Bad";

        public static void Config(RecurringScheduleDefinitionCollection schedules) => schedules
            .Add<SyncHandler>(TimeSpan.FromDays(1))
            .Add<SyncHandler>(TimeSpan.FromDays(2))
            .Add<CleanupHandler>(TimeSpan.FromDays(1))
            .Add<SyncHandler>(NaturalCronExprCompiler.TypeId, "every never", defId: "never");
    }
}
