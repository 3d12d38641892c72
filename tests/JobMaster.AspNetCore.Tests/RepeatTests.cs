using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A change that is sent again with its Idempotency-Key is answered as the first time and not made again.</summary>
public abstract class RepeatTests(ApiStore store) : AdminTests(store)
{
    private static readonly (string Name, string Value) Key = ("Idempotency-Key", "k");

    private protected override Task<ApiApp> StartAsync() => ApiApp.StartAsync(
        settings:
        [
            .. ApiApp.Key("namesake", "Admin", ("Name", "admin")),
            .. ApiApp.Key(
                "limited", "Read, Operate", ("Tenants:0", "acme"), ("Definitions:0", "other"), ("Definitions:1", "greet"),
                ("Clusters:0", "default")),
        ],
        master: Master, cluster: config => config.AddWorker());

    [Fact]
    public async Task A_call_without_a_body_has_a_key_too_and_is_the_same_as_one_with_an_empty_object()
    {
        const string path = "clusters/default/lanes/mail/pause";
        foreach (string? body in new[] { null, "", "{}" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "Idempotency-Key", "without-body" } } };
            request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var response = await Client.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_copy_is_made_once()
    {
        var job = await FailedAsync();
        await IsDoneOnceAsync($"jobs/{job}/copy", "{}", """{"priority":"High"}""", HttpStatusCode.Created);
        (await EntriesAsync("job.copy")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_operation_is_started_once()
    {
        await IsDoneOnceAsync(
            "operations", """{"kind":"Cancel","filter":{"definitionId":"greet"}}""",
            """{"kind":"Cancel","filter":{"definitionId":"other"}}""", HttpStatusCode.Created);
        (await App.Monitor.Operations.ListAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_schedule_is_run_once()
    {
        var schedule = await Client.PostJsonAsync(
            "clusters/default/jobs", """{"type":"other","cron":"0 3 1 1 *","scheduleKey":"yearly"}""");
        await IsDoneOnceAsync(
            $"schedules/{schedule.Body.Text("id")}/run-now", """{"reason":"a"}""", """{"reason":"b"}""", HttpStatusCode.Created);
        (await EntriesAsync("schedule.run")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_is_made_once_though_the_job_fails_again()
    {
        var job = await FailedAsync();
        await IsDoneOnceAsync(
            $"jobs/{job}/replay", "{}", """{"priority":"High"}""", HttpStatusCode.OK,
            between: () => Eventually.BecomesAsync(
                "the job fails again", async () => (await App.Monitor.Jobs.GetAsync(job)) is { State: JobState.Failed },
                TestTime.Patience));
        (await EntriesAsync("job.replay")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancel_a_pause_and_an_order_to_workers_are_answered_as_the_first_time()
    {
        var job = await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        await IsDoneOnceAsync($"jobs/{job.Id}/cancel", """{"reason":"a"}""", """{"reason":"b"}""", HttpStatusCode.OK);
        await IsDoneOnceAsync("lanes/mail/pause", """{"reason":"a"}""", """{"reason":"b"}""", HttpStatusCode.OK);
        await IsDoneOnceAsync("definitions/greet/pause", """{"reason":"a"}""", """{"reason":"b"}""", HttpStatusCode.OK);
        await IsDoneOnceAsync("agents/a/drain", """{"reason":"a"}""", """{"reason":"b"}""", HttpStatusCode.OK);
        await IsDoneOnceAsync("workers/w/cordon", """{"host":"h:1"}""", """{"host":"h:2"}""", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_caller_another_path_and_no_key_are_other_calls()
    {
        var job = await FailedAsync();
        var copies = new HashSet<string>();
        using var other = App.Caller("operator");
        using var namesake = App.Caller("namesake");
        var callers = new (HttpClient Client, (string Name, string Value)[] Headers)[]
        {
            (Client, [Key]), (other, [Key]), (namesake, [Key]), (Client, []), (Client, []),
        };
        foreach (var (client, headers) in callers)
        {
            var copy = await client.PostJsonAsync($"clusters/default/jobs/{job}/copy", "{}", headers);
            copy.Status.ShouldBe(HttpStatusCode.Created);
            copies.Add(copy.Body.Text("id"));
        }

        copies.Count.ShouldBe(5);
        (await Client.PostJsonAsync($"clusters/default/jobs/{job}/replay", "{}", Key)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Tenants:0", "beta", HttpStatusCode.NotFound)]
    [InlineData("Definitions:0", "another", HttpStatusCode.NotFound)]
    [InlineData("Clusters:0", "another", HttpStatusCode.NotFound)]
    [InlineData("Permissions", "Read", HttpStatusCode.Forbidden)]
    public async Task A_caller_whose_limits_have_changed_since_is_answered_as_by_a_first_call(
        string setting, string value, HttpStatusCode expected)
    {
        using var limited = App.Caller("limited");
        var job = await Client.PostJsonAsync("clusters/default/jobs", """{"type":"other","tenant":"acme","afterSeconds":3600}""");
        var schedule = await Client.PostJsonAsync(
            "clusters/default/jobs", """{"type":"other","tenant":"acme","cron":"0 3 1 1 *","scheduleKey":"yearly"}""");
        string[] paths =
        [
            $"jobs/{job.Body.Text("id")}/cancel", $"jobs/{job.Body.Text("id")}/copy", $"schedules/{schedule.Body.Text("id")}/pause",
        ];
        var first = await AllAsync();
        first.ShouldBe([HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.OK]);
        (await AllAsync()).ShouldBe(first);

        Set(value);
        (await AllAsync()).ShouldAllBe(status => status == expected);
        (await AllAsync("""{"reason":"another body"}""")).ShouldAllBe(status => status == expected);

        Set(setting.StartsWith("Tenants", StringComparison.Ordinal) ? "acme"
            : setting.StartsWith("Definitions", StringComparison.Ordinal) ? "other"
            : setting.StartsWith("Clusters", StringComparison.Ordinal) ? "default" : "Read, Operate");
        (await AllAsync()).ShouldBe(first);
        (await EntriesAsync("job.copy")).Count.ShouldBe(2, "nothing was done again");

        async Task<IReadOnlyList<HttpStatusCode>> AllAsync(string body = "{}")
        {
            var answers = new List<HttpStatusCode>();
            foreach (string path in paths)
            {
                answers.Add((await limited.PostJsonAsync($"clusters/default/{path}", body, Key)).Status);
            }

            return answers;
        }

        void Set(string to) => SetLimited(setting, to);
    }

    [Fact]
    public async Task A_caller_who_may_no_longer_name_a_definition_is_not_answered_for_it_again()
    {
        using var limited = App.Caller("limited");
        var job = await Client.PostJsonAsync("clusters/default/jobs", """{"type":"other","tenant":"acme","afterSeconds":3600}""");
        string path = $"clusters/default/jobs/{job.Body.Text("id")}";
        (await limited.PostJsonAsync($"{path}/cancel", "{}")).Status.ShouldBe(HttpStatusCode.OK);
        const string body = """{"definitionId":"greet","payload":{"Name":"Ada"}}""";
        (await limited.PostJsonAsync($"{path}/copy", body, Key)).Status.ShouldBe(HttpStatusCode.Created);

        SetLimited("Definitions:1", "another");
        (await limited.PostJsonAsync($"{path}/copy", body, Key)).Status.ShouldBe(HttpStatusCode.NotFound);
        SetLimited("Definitions:1", "greet");
        (await limited.PostJsonAsync($"{path}/copy", body, Key)).Status.ShouldBe(HttpStatusCode.Created);
        (await EntriesAsync("job.copy")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_call_is_found_again_behind_any_number_of_others_and_only_its_start_has_the_key()
    {
        var jobs = await App.Jobs.ScheduleManyAsync([.. Enumerable.Range(0, 1100).Select(_ =>
            JobRequest.For<OtherHandler>() with { After = TimeSpan.FromHours(1) })]);
        const string body = """{"kind":"Cancel","filter":{"definitionId":"other"}}""";
        var first = await Client.PostJsonAsync("clusters/default/operations", body, Key);
        await Eventually.BecomesAsync(
            "the operation is done",
            async () => (await App.Monitor.Operations.ListAsync()).ShouldHaveSingleItem().Changed == jobs.Count, TestTime.Patience);

        var again = await Client.PostJsonAsync("clusters/default/operations", body, Key);

        again.Body.Text("id").ShouldBe(first.Body.Text("id"));
        var filter = new AuditFilter { TargetKind = AuditTargets.Operation, TargetId = first.Body.Text("id") };
        var key = (await App.Monitor.Audit.ListAsync(filter)).Entries.Select(entry => entry.CallKey).ShouldHaveSingleItem();
        (await App.Monitor.Audit.ListAsync(new AuditFilter { CallKey = key })).Entries.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{ "priority" : "High", "payload" : { "Number":9007199254740993,"Name":"Ada" } }""", HttpStatusCode.Created)]
    [InlineData("""{"priority":"H\u0069gh","payload":{"Name":"Ada","Number":9007199254740993}}""", HttpStatusCode.Created)]
    [InlineData("""{"payload":{"Name":"Ada","Number":9007199254740992},"priority":"High"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"payload":{"Name":"Ada","Number":9007199254740993.0},"priority":"High"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"payload":{"Name":"Ada","Number":9007199254740993}}""", HttpStatusCode.UnprocessableEntity)]
    public async Task The_same_JSON_is_the_same_body_however_it_is_written(string again, HttpStatusCode expected)
    {
        string path = $"clusters/default/jobs/{await FailedAsync()}/copy";
        const string First = """{"payload":{"Name":"Ada","Number":9007199254740993},"priority":"High"}""";
        var first = await Client.PostJsonAsync(path, First, Key);
        first.Status.ShouldBe(HttpStatusCode.Created, $"{first.Body}");

        var second = await Client.PostJsonAsync(path, again, Key);

        second.Status.ShouldBe(expected, $"{second.Body}");
        (await EntriesAsync("job.copy")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Calls_with_one_key_at_the_same_time_do_their_work_once()
    {
        var job = await FailedAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            Client.PostJsonAsync($"clusters/default/jobs/{job}/copy", "{}", Key)));
        answers.Select(answer => answer.Body.Text("id")).Distinct().ShouldHaveSingleItem();
        (await Client.PostJsonAsync($"clusters/default/jobs/{job}/copy", "{}", ("Idempotency-Key", new string('k', 256))))
            .Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task IsDoneOnceAsync(string path, string body, string otherBody, HttpStatusCode expected, Func<Task>? between = null)
    {
        var first = await Client.PostJsonAsync($"clusters/default/{path}", body, Key);
        first.Status.ShouldBe(expected, path);
        await (between?.Invoke() ?? Task.CompletedTask);
        var second = await Client.PostJsonAsync($"clusters/default/{path}", body, Key);
        second.Status.ShouldBe(expected, path);
        second.Response.Headers.Location.ShouldBe(first.Response.Headers.Location);
        Id(second.Body).ShouldBe(Id(first.Body), path);
        var other = await Client.PostJsonAsync($"clusters/default/{path}", otherBody, Key);
        (other.Status, other.Body.Text("type")).ShouldBe((HttpStatusCode.UnprocessableEntity, "urn:jobmaster:problem:key-reused"));
    }

    private void SetLimited(string setting, string value)
    {
        var configuration = (IConfigurationRoot)App.App.Services.GetRequiredService<IConfiguration>();
        configuration[$"JobMaster:Api:Keys:limited:{setting}"] = value;
        configuration.Reload();
    }

    private static string Id(JsonElement body) => (body.TryGetProperty("id", out var id) ? id : body.GetProperty("result")).GetString()!;

    private async Task<IReadOnlyList<AuditEntry>> EntriesAsync(string action) =>
        (await App.Monitor.Audit.ListAsync(new AuditFilter { Action = action })).Entries;

    private async Task<Guid> FailedAsync()
    {
        var job = await App.Jobs.OnceNowAsync(
            "greet", MessageData.Parse("""{"Name":"nobody"}"""), new JobOptions { MaxNumberOfRetries = 0 });
        await Eventually.BecomesAsync(
            "the job fails", async () => (await App.Monitor.Jobs.GetAsync(job.Id)) is { State: JobState.Failed },
            TestTime.Patience);
        return job.Id;
    }
}
