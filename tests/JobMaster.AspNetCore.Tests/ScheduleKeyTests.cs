using System.Net;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A schedule's key does not let a limited caller change schedules that are hidden from it.</summary>
public sealed class ScheduleKeyTests : IAsyncLifetime
{
    private const string Jobs = "clusters/default/jobs";
    private const string Own = """{"type":"greet","payload":{"Name":"Ada"},"cron":"0 4 * * *","scheduleKey":"nightly"}""";

    private ApiApp _app = null!;
    private HttpClient _admin = null!;
    private HttpClient _acme = null!;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync();
        (_admin, _acme) = (_app.Caller("admin"), _app.Caller("acme"));
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        _acme.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"type":"greet","payload":{"Name":"Bob"},"tenant":"other","cron":"0 3 * * *","scheduleKey":"nightly"}""")]
    [InlineData("""{"type":"greet","payload":{"Name":"Bob"},"cron":"0 3 * * *","scheduleKey":"nightly"}""")]
    [InlineData("""{"type":"other","tenant":"acme","cron":"0 3 * * *","scheduleKey":"nightly"}""")]
    public async Task The_key_of_anothers_schedule_is_taken(string theirs)
    {
        var stored = await _admin.PostJsonAsync(Jobs, theirs);
        stored.Status.ShouldBe(HttpStatusCode.Created);

        var (status, body, _) = await _acme.PostJsonAsync(Jobs, Own);
        (status, body.Text("type"), body.Text("path"))
            .ShouldBe((HttpStatusCode.Conflict, "urn:jobmaster:problem:key-taken", "$.scheduleKey"));

        var left = await _app.Monitor.Schedules.GetAsync(stored.Body.GetProperty("id").GetGuid());
        left!.Expression.ShouldBe("0 3 * * *");
        (await _app.Monitor.Audit.ListAsync(new AuditFilter())).Entries.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("acme", "beta", "a schedule of the tenant 'acme', and 'tenant' asks for the tenant 'beta'")]
    [InlineData("acme", null, "a schedule of the tenant 'acme', and 'tenant' asks for no tenant")]
    [InlineData(null, "acme", "a schedule of no tenant, and 'tenant' asks for the tenant 'acme'")]
    public async Task A_key_does_not_take_a_schedule_from_its_tenant(string? first, string? second, string words)
    {
        var stored = await _admin.PostJsonAsync(Jobs, Of(first));
        (await _admin.PostJsonAsync(Jobs, Of(first))).Status.ShouldBe(HttpStatusCode.OK);

        var (status, body, _) = await _admin.PostJsonAsync(Jobs, Of(second));

        (status, body.Text("type"), body.Text("path"))
            .ShouldBe((HttpStatusCode.Conflict, "urn:jobmaster:problem:key-taken", "$.scheduleKey"));
        body.Text("detail").ShouldContain($"The scheduleKey 'nightly' is taken by {words}");
        (await _app.Monitor.Schedules.GetAsync(stored.Body.GetProperty("id").GetGuid()))!.Tenant.ShouldBe(first);

        static string Of(string? tenant) =>
            tenant is null ? Own : Own.Replace("{", $$"""{"tenant":"{{tenant}}",""", StringComparison.Ordinal).Replace(
                $$"""{"tenant":"{{tenant}}","Name":""", """{"Name":""", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_does_not_take_a_schedule_from_its_definition()
    {
        var stored = await _admin.PostJsonAsync(Jobs, Own);

        var (status, body, _) = await _admin.PostJsonAsync(Jobs, """{"type":"other","cron":"0 3 * * *","scheduleKey":"nightly"}""");

        (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:rejected"));
        body.Text("detail").ShouldStartWith($"The key 'nightly' belongs to schedule {stored.Body.Text("id")} of definition 'greet'");
        (await _app.Monitor.Schedules.GetAsync(stored.Body.GetProperty("id").GetGuid()))!.JobDefinitionId.ShouldBe("greet");
    }

    [Fact]
    public async Task Changing_ones_own_schedule_through_its_key_is_audited()
    {
        (await _acme.PostJsonAsync(Jobs, Own)).Status.ShouldBe(HttpStatusCode.Created);
        (await _acme.PostJsonAsync(Jobs, Own)).Status.ShouldBe(HttpStatusCode.OK);
        (await _app.Monitor.Audit.ListAsync(new AuditFilter())).Entries.ShouldBeEmpty();

        var changed = await _acme.PostJsonAsync(Jobs, Own.Replace("0 4", "0 5", StringComparison.Ordinal));
        changed.Status.ShouldBe(HttpStatusCode.OK);
        var entry = (await _app.Monitor.Audit.ListAsync(new AuditFilter())).Entries.ShouldHaveSingleItem();
        (entry.Action, entry.Who, entry.Source, entry.TargetId)
            .ShouldBe((AuditActions.UpdateSchedule, "acme", "api", changed.Body.Text("id")));
    }

    [Fact]
    public async Task The_question_is_about_the_version_that_would_be_replaced()
    {
        var jobs = _app.Jobs;
        await jobs.RecurringAsync(Request("acme"));
        bool hasMoved = false;
        int asked = 0;
        var mine = Request("acme") with
        {
            Expression = "0 6 * * *",
            MayChange = stored =>
            {
                // Between the answer and the update another caller moves the schedule to another tenant.
                asked++;
                bool may = stored.Tenant == "acme";
                if (!hasMoved)
                {
                    hasMoved = true;
                    jobs.UpdateRecurringAsync(stored.Id, new RecurringScheduleChange { Tenant = "other" }).Wait(TimeSpan.FromMinutes(1));
                }

                return may;
            },
        };
        await Should.ThrowAsync<JobRejectedException>(() => jobs.RecurringAsync(mine));
        asked.ShouldBe(2);
        var left = (await _app.Monitor.Schedules.ListAsync(new RecurringScheduleFilter())).ShouldHaveSingleItem();
        (left.Tenant, left.Expression).ShouldBe(("other", "0 4 * * *"));

        await Should.ThrowAsync<JobRejectedException>(() => jobs.UpdateRecurringAsync(
            left.Id, new RecurringScheduleChange { WorkerLane = "mine", MayChange = stored => stored.Tenant == "acme" }));
        (await _app.Monitor.Schedules.GetAsync(left.Id))!.WorkerLane.ShouldBe(left.WorkerLane);
    }

    private static RecurringRequest Request(string tenant) =>
        new(JobRequest.ForDefinition("other") with { Options = new JobOptions { Tenant = tenant } }, CronExprCompiler.TypeId, "0 4 * * *")
        {
            Options = new RecurringScheduleOptions { Key = "nightly" },
        };
}
