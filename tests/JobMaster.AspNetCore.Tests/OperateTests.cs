using System.Net;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Reading and changing jobs, one and many.</summary>
public abstract class OperateTests(ApiStore store) : AdminTests(store)
{
    private const string Jobs = "clusters/default/jobs";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private protected override Task<ApiApp> StartAsync() => ApiApp.StartAsync(
        master: Master, cluster: config => config.AddWorker().WorkerLane("served"));

    [Theory]
    [InlineData("?stat=Ready", "'stat' is not known")]
    [InlineData("?state=Redy", "'Redy'; it must be one of")]
    [InlineData("?state=2", "'2'; it must be one of")]
    [InlineData("?state=Ready&state=Failed", "stands 2 times")]
    [InlineData("?definitionId=w*l", "a star before its end")]
    [InlineData("?limit=0", "from 1 to 1,000")]
    [InlineData("?limit=1001", "from 1 to 1,000")]
    [InlineData("?offset=50", "as 'cursor'")]
    [InlineData("?cursor=nonsense!", "is not a cursor")]
    [InlineData("?cursor=AAAAAAAAAAAAAAAA", "another list or filter")]
    public async Task A_query_that_is_not_understood_is_refused(string query, string words)
    {
        var (status, body, _) = await Client.GetJsonAsync(Jobs + query);
        status.ShouldBe(HttpStatusCode.BadRequest);
        body.Text("detail").ShouldContain(words);
    }

    [Fact]
    public async Task Lists_go_on_by_cursor_with_the_same_filter_only()
    {
        for (int i = 0; i < 5; i++)
        {
            await App.Jobs.OnceAfterAsync(Hour, "other");
        }

        var seen = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var (status, body, _) = await Client.GetJsonAsync(
                $"{Jobs}?state=Scheduled&limit=2{(next.Length > 0 ? $"&cursor={next}" : "")}");
            status.ShouldBe(HttpStatusCode.OK);
            seen.AddRange(body.GetProperty("jobs").EnumerateArray().Select(job => job.Text("id")));
            next = body.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
            if (next is not null)
            {
                (await Client.GetJsonAsync($"{Jobs}?state=Ready&limit=2&cursor={next}")).Status.ShouldBe(HttpStatusCode.BadRequest);
            }
        }

        seen.Distinct().Count().ShouldBe(5);
        seen.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_job_is_changed_as_the_caller_has_seen_it()
    {
        var job = await App.Jobs.OnceAfterAsync(Hour, "other");
        string path = $"{Jobs}/{job.Id}";
        string tag = (await Client.GetJsonAsync(path)).Response.Headers.ETag!.ToString();
        (await Client.GetJsonAsync(path, ("If-None-Match", tag))).Status.ShouldBe(HttpStatusCode.NotModified);

        (await Client.SendJsonAsync(HttpMethod.Patch, path, """{"priority":"Critical","reason":"urgent"}""", ("If-Match", tag)))
            .Status.ShouldBe(HttpStatusCode.OK);
        var stale = await Client.SendJsonAsync(HttpMethod.Patch, path, """{"priority":"Low"}""", ("If-Match", tag));
        (stale.Status, stale.Body.Text("type")).ShouldBe((HttpStatusCode.PreconditionFailed, "urn:jobmaster:problem:stale"));
        tag = (await Client.GetJsonAsync(path)).Response.Headers.ETag!.ToString();
        foreach (string match in new[] { $"\"aa\", {tag}", $"{tag},\"aa\"", "*" })
        {
            (await Client.SendJsonAsync(HttpMethod.Patch, path, """{"priority":"Critical"}""", ("If-Match", match)))
                .Status.ShouldBe(HttpStatusCode.OK, match);
        }

        (await Client.SendJsonAsync(HttpMethod.Patch, path, """{"priority":"Critical"}""", ("If-Match", "\"aa\", \"bb\"")))
            .Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await Client.PostJsonAsync($"{path}/reschedule", """{"at":"2031-01-01T00:00:00Z"}""")).Status.ShouldBe(HttpStatusCode.OK);
        var (_, body, _) = await Client.GetJsonAsync(path);
        (body.Text("priority"), body.GetProperty("dueAt").GetDateTimeOffset().Year).ShouldBe(("Critical", 2031));

        (await Client.PostJsonAsync($"{path}/replay")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await Client.PostJsonAsync($"{path}/cancel", """{"reason":"ordered twice"}""")).Status.ShouldBe(HttpStatusCode.OK);
        var again = await Client.PostJsonAsync($"{path}/cancel");
        (again.Status, again.Body.Text("result")).ShouldBe((HttpStatusCode.OK, "unchanged"));
        (await Client.SendJsonAsync(HttpMethod.Patch, path, """{"priority":"Low"}""")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await Client.GetJsonAsync("clusters/default/audit?targetKind=jobs")).Body.Text("detail").ShouldBe(
            "The query parameter 'targetKind' is 'jobs'; it must be one of job, schedule, operation, lane, definition, worker, agent, "
            + "failures, limit, cluster.");
        var audit = (await Client.GetJsonAsync($"clusters/default/audit?targetKind=Job&targetId={job.Id}")).Body.GetProperty("entries");
        audit.EnumerateArray().Select(entry => entry.TryGetProperty("reason", out var reason) ? reason.GetString() : null)
            .ShouldBe(["ordered twice", null, "urgent"]);
    }

    [Fact]
    public async Task An_expiry_is_set_and_removed_and_a_job_is_made_due_by_a_change()
    {
        var job = await App.Jobs.OnceAfterAsync(Hour, "other");
        string path = $"{Jobs}/{job.Id}";
        (await ChangedAsync("""{"expiresAt":"2040-01-01T00:00:00Z"}""")).GetProperty("expiresAt").GetDateTimeOffset().Year.ShouldBe(2040);
        (await ChangedAsync("""{"priority":"High"}""")).TryGetProperty("expiresAt", out _).ShouldBeTrue("what is absent stays");
        (await ChangedAsync("""{"removesExpiry":true}""")).TryGetProperty("expiresAt", out _).ShouldBeFalse();
        var before = (await Client.GetJsonAsync(path)).Body.GetProperty("dueAt").GetDateTimeOffset();
        var after = await ChangedAsync("""{"runNow":true}""");
        (after.Text("state"), after.GetProperty("dueAt").GetDateTimeOffset() < before - (Hour / 2)).ShouldBe(("Ready", true));

        async Task<System.Text.Json.JsonElement> ChangedAsync(string body)
        {
            var (status, answer, _) = await Client.SendJsonAsync(HttpMethod.Patch, path, body);
            (status, answer.Text("result")).ShouldBe((HttpStatusCode.OK, "changed"), body);
            return (await Client.GetJsonAsync(path)).Body;
        }
    }

    [Fact]
    public async Task Of_two_changes_made_from_one_reading_the_second_is_told_the_current_tag()
    {
        for (int round = 0; round < 20; round++)
        {
            var job = await App.Jobs.OnceAfterAsync(Hour, "other");
            string path = $"{Jobs}/{job.Id}";
            string tag = (await Client.GetJsonAsync(path)).Response.Headers.ETag!.ToString();
            (HttpMethod Method, string Path, string Body)[] calls =
            [
                (HttpMethod.Patch, path, """{"priority":"Critical"}"""),
                (HttpMethod.Patch, path, """{"workerLane":"mail"}"""),
                (HttpMethod.Post, $"{path}/reschedule", """{"at":"2031-01-01T00:00:00Z"}"""),
                (HttpMethod.Patch, path, """{"payload":{"n":1}}"""),
            ];
            var answers = await Task.WhenAll(calls.Select(call => Task.Run(() =>
                Client.SendJsonAsync(call.Method, call.Path, call.Body, ("If-Match", tag)))));

            answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
            string now = (await Client.GetJsonAsync(path)).Response.Headers.ETag!.ToString();
            foreach (var (_, body, response) in answers.Where(answer => answer.Status != HttpStatusCode.OK))
            {
                (response.StatusCode, response.Headers.ETag?.ToString()).ShouldBe((HttpStatusCode.PreconditionFailed, now));
                body.Text("detail").ShouldContain(now);
            }
        }
    }

    [Fact]
    public async Task What_is_redacted_is_hidden_in_the_payload_and_in_the_error()
    {
        var job = await App.Jobs.OnceNowAsync(
            "greet",
            WriteableMessageData.New().SetStringValue("Name", "nobody").SetStringValue("ApiToken", "hunter22"),
            new JobOptions { WorkerLane = "served", MaxNumberOfRetries = 0 });
        using var reader = App.Caller("reader");
        using var revealer = App.Caller("revealer");
        var shown = (await reader.GetJsonAsync($"{Jobs}/{job.Id}")).Body.GetProperty("payload");
        (shown.Text("Name"), shown.Text("ApiToken")).ShouldBe(("nobody", "***"));
        (await revealer.GetJsonAsync($"{Jobs}/{job.Id}")).Body.GetProperty("payload").Text("ApiToken").ShouldBe("hunter22");
        var redactor = new Access.Redactor(new JobMasterApiOptions().RedactedNames, reveals: false);
        redactor.Json("""{"a":[{"Password":["hunter22",1234]}],"Card":"ok"}""").ShouldBe("""{"a":[{"Password":"***"}],"Card":"ok"}""");
        redactor.Json("""{"Echo":"as hunter22","Code":1234,"Other":12345}""")
            .ShouldBe("""{"Echo":"as ***","Code":"***","Other":12345}""");
        redactor.Text("login with hunter22 and 1234 failed").ShouldBe("login with *** and *** failed");
    }

    [Fact]
    public async Task An_encrypted_payload_is_shown_to_who_says_why_and_the_audit_keeps_it()
    {
        byte[] secret = [.. Enumerable.Range(0, PayloadKey.Size).Select(one => (byte)one)];
        await using var app = await ApiApp.StartAsync(cluster: config => config.EncryptPayloads(new PayloadKey("k1", secret)));
        var job = await app.Jobs.OnceAfterAsync(
            Hour, "greet", WriteableMessageData.New().SetStringValue("Name", "Ada").SetStringValue("ApiToken", "hunter22"));
        using var revealer = app.Caller("revealer");
        using var reader = app.Caller("reader");
        string path = $"{Jobs}/{job.Id}";
        (await revealer.GetJsonAsync(path)).Body.TryGetProperty("payload", out _).ShouldBeFalse();
        (await reader.PostJsonAsync($"{path}/reveal")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await app.Monitor.Audit.ListAsync()).Entries.ShouldBeEmpty();

        var (status, body, _) = await revealer.PostJsonAsync($"{path}/reveal", "{\"reason\":\"a complaint\"}");
        status.ShouldBe(HttpStatusCode.OK);
        (body.GetProperty("payload").Text("Name"), body.GetProperty("payload").Text("ApiToken")).ShouldBe(("Ada", "hunter22"));
        body.GetProperty("isPayloadEncrypted").GetBoolean().ShouldBeTrue();
        var entry = (await app.Monitor.Audit.ListAsync()).Entries.ShouldHaveSingleItem();
        (entry.Who, entry.Action, entry.TargetId, entry.Reason, entry.Source)
            .ShouldBe(("revealer", AuditActions.RevealJob, $"{job.Id}", "a complaint", "api"));
    }

    [Fact]
    public async Task A_patch_changes_a_part_of_the_payload_and_keeps_what_the_caller_cannot_see()
    {
        var job = await App.Jobs.ScheduleAsync(
            JobRequest.ForDefinition("other", MessageData.Parse("""{"Name":"Ada","ApiToken":"hunter22","Number":9007199254740993}"""))
            with
            { After = Hour });
        string path = $"{Jobs}/{job.Id}";
        using var client = App.Caller("operator");
        string revision = (await client.GetJsonAsync(path)).Body.Text("payloadRevision");
        (await PatchAsync("""[{"op":"replace","path":"/Name","value":"Eve"},{"op":"add","path":"/Lines","value":[1]}]"""))
            .ShouldBe(HttpStatusCode.OK);
        (await App.Monitor.Jobs.GetAsync(job.Id))!.MsgDataJson
            .ShouldBe("""{"ApiToken":"hunter22","Number":9007199254740993,"Name":"Eve","Lines":[1]}""");
        (await PatchAsync("""[{"op":"remove","path":"/Lines"}]""")).ShouldBe(HttpStatusCode.PreconditionFailed);
        revision = (await client.GetJsonAsync(path)).Body.Text("payloadRevision");
        (await PatchAsync("""[{"op":"copy","from":"/ApiToken","path":"/Name"}]""")).ShouldBe(HttpStatusCode.Forbidden);
        (await PatchAsync("""[{"op":"test","path":"/ApiToken","value":"hunter22"}]""")).ShouldBe(HttpStatusCode.Forbidden);
        (await PatchAsync("""[{"op":"add","path":"/ApiToken","value":"***"}]""")).ShouldBe(HttpStatusCode.BadRequest);
        (await PatchAsync("""[{"op":"remove","path":"/Lines"},{"op":"remove","path":"/Nothing"}]""")).ShouldBe(HttpStatusCode.BadRequest);
        (await PatchAsync("[]")).ShouldBe(HttpStatusCode.BadRequest);
        (await PatchAsync("""[{"op":"replace","path":"/Lines/0","value":2}]""")).ShouldBe(HttpStatusCode.OK);
        (await App.Monitor.Jobs.GetAsync(job.Id))!.MsgDataJson!.ShouldContain("\"Lines\":[2]");

        async Task<HttpStatusCode> PatchAsync(string patch) => (await client.SendJsonAsync(
            HttpMethod.Patch, path, $$"""{"payloadPatch":{{patch}},"payloadRevision":"{{revision}}","reason":"typed wrong"}""")).Status;
    }

    [Fact]
    public async Task Neither_a_revision_nor_a_tag_tells_of_a_hidden_value()
    {
        using var client = App.Caller("operator");
        (await SeenAsync(client, "hunter22")).ShouldBe(await SeenAsync(client, "1234"));
        (await SeenAsync(Client, "hunter22")).ShouldNotBe(await SeenAsync(Client, "1234"));

        async Task<(string, string)> SeenAsync(HttpClient caller, string secret)
        {
            var job = await App.Jobs.ScheduleAsync(
                JobRequest.ForDefinition("other", MessageData.Parse($$"""{"ApiToken":"{{secret}}"}"""))
                with
                { At = DateTimeOffset.UnixEpoch.AddYears(90) });
            var (_, body, response) = await caller.GetJsonAsync($"{Jobs}/{job.Id}");
            return (body.Text("payloadRevision"), response.Headers.ETag!.ToString());
        }
    }

    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"","value":{"b":2}}]""", """{"b":2}""")]
    [InlineData("""{"a":[1,3]}""",
        """[{"op":"add","path":"/a/1","value":2},{"op":"add","path":"/a/-","value":4}]""", """{"a":[1,2,3,4]}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"move","from":"/a/b","path":"/c"}]""", """{"a":{},"c":1}""")]
    [InlineData("""{"a":1}""", """[{"op":"copy","from":"/a","path":"/b"},{"op":"test","path":"/b","value":1}]""", """{"a":1,"b":1}""")]
    [InlineData("""{"a/b":1,"m~n":2}""",
        """[{"op":"remove","path":"/a~1b"},{"op":"replace","path":"/m~0n","value":null}]""", """{"m~n":null}""")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/a","value":2}]""", null)]
    [InlineData("""{"a":[1]}""", """[{"op":"remove","path":"/a/01"}]""", null)]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/2","value":1}]""", null)]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"/b","value":1}]""", null)]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"a","value":1}]""", null)]
    [InlineData("""{"a":1}""", """[{"op":"merge","path":"/a","value":1}]""", null)]
    public void A_patch_is_applied_as_RFC_6902_has_it(string json, string patch, string? expected)
    {
        var operations = System.Text.Json.JsonSerializer.Deserialize(patch, Contracts.ApiJson.Default.IReadOnlyListPatchOperation)!;
        if (expected is null)
        {
            Should.Throw<Calls.ApiProblem>(() => Patches.JsonPatch.Apply(json, operations)).Path.ShouldBe("$.payloadPatch[0]");
        }
        else
        {
            Patches.JsonPatch.Apply(json, operations).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Many_jobs_are_changed_by_a_stored_operation()
    {
        for (int i = 0; i < 3; i++)
        {
            await App.Jobs.OnceAfterAsync(Hour, "other");
        }

        const string Operations = "clusters/default/operations";
        (await Client.PostJsonAsync(Operations, """{"kind":"Cancel"}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Client.PostJsonAsync(Operations, """{"kind":"Cancel","filter":{"definitonId":"other"}}"""))
            .Status.ShouldBe(HttpStatusCode.BadRequest);
        var preview = await Client.PostJsonAsync(Operations, """{"kind":"Cancel","filter":{"definitionId":"other"},"dryRun":true}""");
        (preview.Status, preview.Body.GetProperty("count").GetInt64()).ShouldBe((HttpStatusCode.OK, 3));
        var started = await Client.PostJsonAsync(
            Operations, """{"kind":"Cancel","filter":{"definitionId":"other"},"reason":"wrong day"}""");
        started.Status.ShouldBe(HttpStatusCode.Created);
        string path = started.Response.Headers.Location!.ToString();
        (await Client.GetJsonAsync(path)).Body.Text("reason").ShouldBe("wrong day");
        (await Client.GetJsonAsync(Operations)).Body.GetProperty("operations").GetArrayLength().ShouldBe(1);
        (await Client.GetJsonAsync($"{Operations}/{Guid.CreateVersion7()}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Lanes_workers_definitions_and_the_mode_are_read_and_steered()
    {
        (await Client.PostJsonAsync("clusters/default/lanes/served/pause", """{"reason":"mail is down"}"""))
            .Body.Text("result").ShouldBe("changed");
        (await Client.GetJsonAsync("clusters/default/lanes")).Body.GetProperty("lanes").EnumerateArray()
            .Single(lane => lane.Text("name") == "served").GetProperty("pause").Text("reason").ShouldBe("mail is down");
        (await Client.PostJsonAsync("clusters/default/lanes/served/resume")).Body.Text("result").ShouldBe("changed");
        (await Client.PostJsonAsync("clusters/default/lanes/served/resume")).Body.Text("result").ShouldBe("unchanged");
        string worker = (await Client.GetJsonAsync("clusters/default/workers")).Body.GetProperty("workers")[0].Text("name");
        (await Client.PostJsonAsync($"clusters/default/workers/{worker}/cordon", """{"reason":"patching"}"""))
            .Body.Text("result").ShouldBe("changed");
        await Eventually.BecomesAsync(
            "the node has stored its definitions",
            async () => (await Client.GetJsonAsync("clusters/default/definitions/greet")).Status == HttpStatusCode.OK, TestTime.Patience);
        (await Client.PostJsonAsync("clusters/default/definitions/greet/validate", """{"payload":{"Name":7}}"""))
            .Body.GetProperty("isValid").GetBoolean().ShouldBeFalse();
        (await Client.GetJsonAsync("clusters/default/definitions/none")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Client.SendJsonAsync(HttpMethod.Put, "clusters/default/mode", """{"mode":"Passive","reason":"moving"}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
        (await App.Monitor.Audit.ListAsync(new AuditFilter { Who = "admin" })).Entries.Count.ShouldBeGreaterThanOrEqualTo(4);
    }
}
