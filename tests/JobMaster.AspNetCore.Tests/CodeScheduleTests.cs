using System.Net;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Schedules that the code defines: they are paused and run, and not changed.</summary>
public sealed class CodeScheduleTests
{
    [Fact]
    public async Task A_schedule_from_code_is_paused_resumed_and_run_but_neither_changed_nor_cancelled()
    {
        await using var app = await ApiApp.StartAsync(cluster: config => config.AddRecurringSchedules<NightlyProfile>().AddWorker());
        using var client = app.Caller("operator");
        IReadOnlyList<RecurringScheduleContext> schedules = [];
        await Eventually.BecomesAsync(
            "the node has stored the schedule",
            async () => (schedules = await app.Monitor.Schedules.ListAsync(new RecurringScheduleFilter())).Count > 0,
            TestTime.Patience);
        var schedule = schedules.ShouldHaveSingleItem();
        string path = $"clusters/default/schedules/{schedule.Id}";

        var refused = new[]
        {
            await client.SendJsonAsync(HttpMethod.Patch, path, """{"cron":"0 4 * * *"}"""),
            await client.PostJsonAsync($"{path}/cancel", """{"reason":"No longer needed"}"""),
        };
        foreach (var (status, body, _) in refused)
        {
            (status, body.Text("type")).ShouldBe((HttpStatusCode.Conflict, "urn:jobmaster:problem:defined-in-code"));
            body.Text("detail").ShouldContain("is defined in the profile 'Nightly' of the code.");
        }

        foreach (string call in new[] { "pause", "resume" })
        {
            (await client.PostJsonAsync($"{path}/{call}", "{}")).Status.ShouldBe(HttpStatusCode.OK, call);
        }

        (await client.PostJsonAsync($"{path}/run-now", "{}")).Status.ShouldBe(HttpStatusCode.Created);
        var (_, now, _) = await client.GetJsonAsync(path);
        (now.Text("profileId"), now.Text("expression"), now.Text("state")).ShouldBe(("Nightly", "0 3 * * *", "Active"));
    }

    internal sealed class NightlyProfile : IStaticRecurringSchedulesProfile
    {
        public static string ProfileId => "Nightly";

        public static void Config(RecurringScheduleDefinitionCollection schedules) =>
            schedules.Add<OtherHandler>(CronExprCompiler.TypeId, "0 3 * * *");
    }
}
