using JobMaster.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Recurring.Schedules;

/// <summary>A schedule that would be stored and never fire is refused, unless its type or an end bound asks for it.</summary>
public sealed class NeverFiringTests
{
    private static readonly string[] Remedies = ["never fires", "Never"];

    [Theory]
    [InlineData(CronExprCompiler.TypeId, "0 0 31 2 *", "'0 0 31 2 *'", "looked up to")]
    [InlineData(CronExprCompiler.TypeId, "0 0 30 2 *", "'0 0 30 2 *'", "looked up to")]
    [InlineData(CronExprCompiler.TypeId, "0 0 8 * 1#1", "'0 0 8 * 1#1'", "looked up to")]
    [InlineData(QuartzCronExprCompiler.TypeId, "0 0 12 1 1 ? 1999", "1999", "EndBefore")]
    [InlineData(
        NaturalCronExprCompiler.TypeId, "every month on 1st between 10th and 15th", "'every month on 1st between 10th and 15th'",
        "the search")]
    [InlineData(
        NaturalCronExprCompiler.TypeId, "every day at 08:00 between 9am and 5pm", "'every day at 08:00 between 9am and 5pm'", "the search")]
    [InlineData(
        NaturalCronExprCompiler.TypeId, "every 2 hours at minute 15 between min 20 and 40", "between min 20 and 40", "the search stops at")]
    [InlineData(NaturalCronExprCompiler.TypeId, "on 2020-03-01 at 10:00", "2020-03-01", "EndBefore")]
    [InlineData(TimeSpanIntervalExprCompiler.TypeId, "10675199.00:00:00", "10675199", "")]
    public async Task A_call_is_refused_with_how_far_the_search_looked(string typeId, string expression, params string[] mentioned)
    {
        await using var host = await StartAsync();

        var message = (
            await Should.ThrowAsync<JobRejectedException>(() => host.Jobs.RecurringAsync<TickHandler>(typeId, expression))).Message;

        string[] expected = [.. Remedies, .. mentioned];
        expected.ShouldAllBe(part => message.Contains(part, StringComparison.Ordinal), message);
        (await Schedules(host).ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_end_bound_or_the_type_never_asks_for_it()
    {
        await using var host = await StartAsync();
        var now = host.Clock.GetUtcNow();

        var byHand = await host.Jobs.RecurringAsync<TickHandler>(NeverExprCompiler.TypeId, "");
        var over = await host.Jobs.RecurringAsync<TickHandler>(NaturalCronExprCompiler.TypeId, "on 2020-03-01 at 10:00", endBefore: now);
        var bounded = await host.Jobs.RecurringAsync<TickHandler>(TimeSpan.FromDays(1), endBefore: now.AddHours(1));
        var dead = await Should.ThrowAsync<JobRejectedException>(() =>
            host.Jobs.RecurringAsync<TickHandler>(CronExprCompiler.TypeId, "0 0 31 2 *", endBefore: now.AddYears(1)));

        (byHand.State, over.State, bounded.State).ShouldBe(
            (RecurringScheduleState.Active, RecurringScheduleState.Ended, RecurringScheduleState.Ended));
        dead.Message.ShouldContain("never fires");
    }

    [Fact]
    public async Task An_edit_is_refused_and_leaves_the_schedule_as_it_was()
    {
        await using var host = await StartAsync();
        var schedule = await host.Jobs.RecurringAsync<TickHandler>(TimeSpan.FromHours(1), key: "tick");

        await RefusesAsync(() => Change(CronExprCompiler.TypeId, "0 0 31 2 *"));
        await RefusesAsync(() => Change(NaturalCronExprCompiler.TypeId, "on 2020-03-01"));
        await RefusesAsync(() => host.Jobs.RecurringAsync<TickHandler>(NaturalCronExprCompiler.TypeId, "on 2020-03-01", key: "tick"));

        (await Schedules(host).GetAsync(schedule.Id))!.ShouldSatisfyAllConditions(
            one =>
                one.Expression.ShouldBe("01:00:00"), one =>
                    one.State.ShouldBe(RecurringScheduleState.Active), one => one.NextOccurrence.ShouldBe(schedule.NextOccurrence));

        Task Change(string typeId, string expression) =>
            host.Jobs.UpdateRecurringAsync(
                schedule.Id, new RecurringScheduleChange { Expression = RecurrenceExprCompiler.Compile(typeId, expression) });

        static async Task RefusesAsync(Func<Task> call) =>
            (await Should.ThrowAsync<JobRejectedException>(call)).Message.ShouldContain("never fires");
    }

    [Fact]
    public async Task A_call_made_again_after_its_date_finds_the_schedule_ended()
    {
        await using var host = await StartAsync();
        var date = $"on {host.Clock.GetUtcNow().AddDays(2):yyyy-MM-dd} at 10:00";
        await host.Jobs.RecurringAsync<TickHandler>(NaturalCronExprCompiler.TypeId, date, key: "once");

        await host.Cluster.AdvanceAsync(TimeSpan.FromDays(4));

        (
            await host.Jobs.RecurringAsync<TickHandler>(NaturalCronExprCompiler.TypeId, date, key: "once"))
                .State.ShouldBe(RecurringScheduleState.Ended);
        host.Cluster.Jobs.Scheduled<TickHandler>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_profile_that_never_fires_is_refused_at_start()
    {
        var message = (
            await Should.ThrowAsync<JobMasterConfigurationException>(() =>
                StartAsync(config => config.AddRecurringSchedules<DeadProfile<int>>())))
                .Message;

        message.ShouldContain("Profile 'Dead': Cron '0 0 31 2 *' never fires");
    }

    [Fact]
    public async Task A_profile_whose_date_is_over_starts_and_is_stored_as_ended()
    {
        await using var host = await StartAsync(config => config.AddRecurringSchedules<OverProfile<int>>());

        await host.Cluster.AdvanceAsync(TimeSpan.FromMinutes(5));

        (await Schedules(host).ListAsync()).ShouldHaveSingleItem().State.ShouldBe(RecurringScheduleState.Ended);
    }

    private static IScheduleMonitor Schedules(TestHost host) => host.Services.GetRequiredService<IJobMasterMonitor>().Schedules;

    private static Task<TestHost> StartAsync(Action<JobMasterClusterConfig>? configure = null) => TestHost.StartAsync(config =>
    {
        config.AddJobHandler<TickHandler>().AddWorker();
        configure?.Invoke(config);
    });

    [JobMasterDefinitionId("tick")]
    internal sealed class TickHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    /// <summary>Generic, so that scanning passes it over.</summary>
    private sealed class DeadProfile<T> : IStaticRecurringSchedulesProfile
    {
        public static string ProfileId => "Dead";

        public static void Config(RecurringScheduleDefinitionCollection schedules) =>
            schedules.Add<TickHandler>(CronExprCompiler.TypeId, "0 0 31 2 *");
    }

    /// <summary>Generic, so that scanning passes it over.</summary>
    private sealed class OverProfile<T> : IStaticRecurringSchedulesProfile
    {
        public static string ProfileId => "Over";

        public static void Config(RecurringScheduleDefinitionCollection schedules) =>
            schedules.Add<TickHandler>(NaturalCronExprCompiler.TypeId, "on 2020-03-01 at 10:00");
    }
}
