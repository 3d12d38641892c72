using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Tests.Stores;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Submitting jobs.</summary>
public abstract class SubmitTests(ApiStore store) : AdminTests(store)
{
    private const string Jobs = "clusters/default/jobs";

    [Fact]
    public async Task A_job_is_stored_as_it_was_sent_to_the_last_digit()
    {
        var (status, body, response) = await Client.PostJsonAsync(
            Jobs,
            """
            {"definitionId":"greet","payload":{"Name":"Ada","Number":9007199254740993},"priority":"High","workerLane":"mail",
             "maxRetries":2,"timeoutSeconds":30,"afterSeconds":60,"metadata":{"Order":12345678901234567890},"tenant":"acme"}
            """);
        status.ShouldBe(HttpStatusCode.Created);
        body.GetProperty("isNew").GetBoolean().ShouldBeTrue();
        response.Headers.Location!.ToString().ShouldBe($"/jobmaster/api/v1/clusters/default/jobs/{body.Text("id")}");

        var job = (await Client.GetJsonAsync($"{Jobs}/{body.Text("id")}")).Body;
        job.GetProperty("payload").GetRawText().ShouldBe("""{"Name":"Ada","Number":9007199254740993}""");
        job.GetProperty("metadata").GetRawText().ShouldBe("""{"Order":12345678901234567890}""");
        (
            job.Text("priority"), job.Text("workerLane"), job.Text("tenant"),
            job.Text("state")).ShouldBe(("High", "mail", "acme", "Scheduled"));
        (job.GetProperty("maxRetries").GetInt32(), job.GetProperty("timeoutSeconds").GetDouble()).ShouldBe((2, 30));
    }

    [Theory]
    [InlineData("""{"Name":"\u00e9","Number":1.0, "x" : 1E2}""")]
    [InlineData("""{"b":"<&'é\/😀","a":[ ],"c":-0.0,"d":1.10,"e":12345678901234567890.50}""")]
    public async Task The_stored_text_is_the_one_that_was_sent_to_the_last_blank(string payload)
    {
        string id = await MadeAsync($$"""{"type":"other","payload":{{payload}}}""");
        var batch = await Client.PostJsonAsync($"{Jobs}/batch", $$"""{"jobs":[{"type":"other","payload":{{payload}}}]}""");
        foreach (string one in new[] { id, batch.Body.GetProperty("jobs")[0].Text("id") })
        {
            (await App.Monitor.Jobs.GetAsync(Guid.Parse(one)))!.MsgDataJson.ShouldBe(payload);
        }
    }

    [Theory]
    [InlineData("reader")]
    [InlineData("revealer")]
    public async Task Every_digit_is_shown_beside_a_hidden_member_too(string key)
    {
        string id = await MadeAsync(
            """{"type":"other","payload":{"Number":9007199254740993,"Part":1.10,"Power":1E2,"ApiToken":"hunter22","Deep":[-0.0]}}""");
        using var reader = App.Caller(key);

        string shown = (await reader.GetJsonAsync($"{Jobs}/{id}")).Body.GetProperty("payload").GetRawText();

        string token = key == "reader" ? "***" : "hunter22";
        shown.ShouldBe($$"""{"Number":9007199254740993,"Part":1.10,"Power":1E2,"ApiToken":"{{token}}","Deep":[-0.0]}""");
    }

    [Fact]
    public async Task What_is_made_of_a_job_or_a_schedule_has_its_address_in_the_answer()
    {
        string id = await MadeAsync("""{"type":"other","afterSeconds":3600}""");
        (await Client.PostJsonAsync($"{Jobs}/{id}/cancel")).Status.ShouldBe(HttpStatusCode.OK);
        string schedule = await MadeAsync("""{"type":"other","cron":"0 3 1 1 *","scheduleKey":"yearly"}""");
        foreach (string call in new[] { $"jobs/{id}/copy", $"jobs/{id}/copy/", $"schedules/{schedule}/run-now" })
        {
            var (status, body, response) = await Client.PostJsonAsync($"clusters/default/{call}", "{}");
            status.ShouldBe(HttpStatusCode.Created, $"{call}: {body}");
            string place = response.Headers.Location!.ToString();
            place.ShouldBe($"/jobmaster/api/v1/{Jobs}/{body.Text("id")}", call);
            (await Client.GetJsonAsync(place)).Body.Text("id").ShouldBe(body.Text("id"));
        }

        var batch = await Client.PostJsonAsync($"{Jobs}/batch", """{"jobs":[{"type":"other"}]}""");
        (batch.Status, batch.Response.Headers.Location).ShouldBe((HttpStatusCode.Created, null));
    }

    private async Task<string> MadeAsync(string json)
    {
        var (status, body, _) = await Client.PostJsonAsync(Jobs, json);
        status.ShouldBe(HttpStatusCode.Created, $"{body}");
        return body.Text("id");
    }

    [Theory]
    [InlineData("""{"tenantId":"t","type":"other","payload":{"a":1},"maxAttempts":3,"idempotencyKey":"k","runAt":"2030-01-01T00:00Z"}""")]
    [InlineData("""{"type":"other","payload":{},"runAt":"2030-01-01T00:00Z","maxAttempts":3,"timeoutSeconds":9,"idempotencyKey":"k"}""")]
    [InlineData("""{"type":"other","queue":"q","tenantId":"t","schemaVersion":1,"idempotencyKey":"k","payload":{"a":1},"maxAttempts":3}""")]
    public async Task Bodies_of_other_systems_are_taken_and_the_same_key_returns_the_original(string json)
    {
        var first = await Client.PostJsonAsync(Jobs, json);
        first.Status.ShouldBe(HttpStatusCode.Created);
        var second = await Client.PostJsonAsync(Jobs, json);
        (second.Status, second.Body.Text("id"), second.Body.GetProperty("isNew").GetBoolean())
            .ShouldBe((HttpStatusCode.OK, first.Body.Text("id"), false));
        var job = (await Client.GetJsonAsync($"{Jobs}/{first.Body.Text("id")}")).Body;
        job.GetProperty("maxRetries").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task An_Idempotency_Key_header_is_the_key()
    {
        var first = await Client.PostJsonAsync(Jobs, """{"type":"other"}""", ("Idempotency-Key", "once"));
        var second = await Client.PostJsonAsync(Jobs, """{"type":"other"}""", ("Idempotency-Key", "once"));
        (first.Status, second.Status, second.Body.Text("id"))
            .ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK, first.Body.Text("id")));
    }

    [Theory]
    [InlineData("""{}""", "$.definitionId", "missing")]
    [InlineData("""{"type":"other","definitionId":"greet"}""", "$.type", "Give one of them")]
    [InlineData("""{"type":"other","maxAttempts":3,"maxRetries":3}""", "$.maxAttempts", "mean the same")]
    [InlineData("""{"type":"other","dependencies":["a"]}""", "$.dependencies", "not supported")]
    [InlineData("""{"type":"other","priorty":"High"}""", "$.priorty", "'priorty' is not known")]
    [InlineData("""{"type":"other","priority":"Urgent"}""", "$.priority", "is not one of")]
    [InlineData("""{"type":"other","timeoutSeconds":-1}""", "$.timeoutSeconds", "'timeoutSeconds' is -1; it must be more than 0 and at most 4,233,600")]
    [InlineData("""{"type":"other","runAt":"tomorrow"}""", "$.runAt", "with its offset")]
    [InlineData("""{"type":"other","payload":[1]}""", "$.payload", "")]
    [InlineData("""{"type":"greet","payload":{"Name":7}}""", "$.payload.Name", "does not fit 'greet'")]
    [InlineData("""{"type":""", "$.type", "cannot be read")]
    [InlineData("null", "$", "null")]
    public async Task A_body_that_cannot_be_accepted_says_where_and_stores_nothing(string json, string path, string words)
    {
        var (status, body, response) = await Client.PostJsonAsync(Jobs, json);
        status.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        body.Text("path").ShouldBe(path);
        body.Text("detail").ShouldContain(words);
        (await App.Monitor.Jobs.ListAsync()).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused_and_shown_to_nobody()
    {
        const string Cut = """{"Name":"\ud800"}""";
        var (status, body, _) = await Client.PostJsonAsync(Jobs, $$"""{"type":"other","payload":{{Cut}}}""");
        const string Words = "half a surrogate pair";
        status.ShouldBe(HttpStatusCode.BadRequest);
        body.Text("detail").ShouldContain(Words);
        (await App.Monitor.Definitions.ValidateAsync("greet", Cut)).ShouldHaveSingleItem().ToString().ShouldContain(Words);
        new Access.Redactor(["*secret*"], reveals: false).Json("""{"Secret":"\ud800"}""").ShouldBe("\"***\"");
    }

    [Fact]
    public async Task A_batch_with_a_foreign_id_stores_nothing()
    {
        using var acme = App.Caller("acme");
        var foreign = await Client.PostJsonAsync(Jobs, """{"type":"greet","payload":{"Name":"Bob"},"tenant":"other"}""");
        var refused = await acme.PostJsonAsync(
            $"{Jobs}/batch",
            $$$"""
            {"jobs":[{"type":"greet","payload":{"Name":"Ada"}},
                     {"type":"greet","payload":{"Name":"Ada"},"id":"{{{foreign.Body.Text("id")}}}"}]}
            """);
        (refused.Status, refused.Body.Text("type")).ShouldBe((HttpStatusCode.Conflict, "urn:jobmaster:problem:id-taken"));
        (await App.Monitor.Jobs.ListAsync()).Jobs.ShouldHaveSingleItem().Tenant.ShouldBe("other");
    }

    [Fact]
    public async Task A_key_of_a_caller_limited_to_definitions_never_meets_a_job_of_another_definition()
    {
        const string Key = """ "idempotencyKey":"k" """;
        using var acme = App.Caller("acme");
        await Client.PostJsonAsync(Jobs, $$"""{"type":"other","tenant":"acme",{{Key}}}""");
        var own = await acme.PostJsonAsync(Jobs, $$"""{"type":"greet","payload":{"Name":"Ada"},{{Key}}}""");
        own.Status.ShouldBe(HttpStatusCode.Created);
        (await acme.PostJsonAsync(Jobs, $$"""{"type":"greet","payload":{"Name":"Ada"},{{Key}},"idempotencyScope":"Tenant"}"""))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_same_Idempotency_Key_with_another_body_is_refused()
    {
        var header = ("Idempotency-Key", "order-8");
        var first = await Client.PostJsonAsync(Jobs, """{"type":"other","payload":{"a":1}}""", header);
        first.Status.ShouldBe(HttpStatusCode.Created);
        var again = await Client.PostJsonAsync(Jobs, """{"type":"other","payload":{ "a": 1 }}""", header);
        (again.Status, again.Body.Text("id")).ShouldBe((HttpStatusCode.OK, first.Body.Text("id")));
        foreach (string other in new[] { """{"type":"other","payload":{"a":2}}""", """{"type":"greet","payload":{"Name":"Ada"}}""" })
        {
            var (status, body, _) = await Client.PostJsonAsync(Jobs, other, header);
            (status, body.Text("type")).ShouldBe((HttpStatusCode.UnprocessableEntity, "urn:jobmaster:problem:key-reused"));
        }

        (await App.Monitor.Jobs.ListAsync()).Jobs.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_call_that_comes_again_after_its_job_was_changed_is_told_so()
    {
        const string Body = """{"type":"other","payload":{"a":1},"afterSeconds":600}""";
        var header = ("Idempotency-Key", "order-9");
        string id = (await Client.PostJsonAsync(Jobs, Body, header)).Body.Text("id");
        (await Client.SendJsonAsync(HttpMethod.Patch, $"{Jobs}/{id}", """{"payload":{"a":2}}""")).Status.ShouldBe(HttpStatusCode.OK);
        var (status, body, _) = await Client.PostJsonAsync(Jobs, Body, header);
        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        body.Text("detail").ShouldContain($"Job {id}");
        body.Text("detail").ShouldContain("the job has been changed since: send nothing again");
    }

    [Fact]
    public async Task A_schedule_is_changed_but_not_one_of_the_code()
    {
        var made = await Client.PostJsonAsync(Jobs, """{"type":"other","cron":"0 3 * * *","scheduleKey":"nightly"}""");
        string path = $"clusters/default/schedules/{made.Body.Text("id")}";
        var (status, body, _) = await Client.SendJsonAsync(
            HttpMethod.Patch, path, """{"cron":"0 4 * * *","priority":"High","reason":"after the backup"}""");
        (status, body.Text("expression"), body.Text("priority")).ShouldBe((HttpStatusCode.OK, "0 4 * * *", "High"));
        var bad = await Client.SendJsonAsync(HttpMethod.Patch, path, """{"cron":"at noon"}""");
        (bad.Status, bad.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.cron"));
        var entry = (await App.Monitor.Audit.ListAsync(new AuditFilter { Action = "schedule.update" })).Entries.ShouldHaveSingleItem();
        entry.Reason.ShouldBe("after the backup");
    }

    [Fact]
    public async Task A_cron_expression_makes_a_recurring_schedule()
    {
        const string Nightly = """{"type":"other","cron":"0 3 * * *","timeZone":"Europe/Berlin","scheduleKey":"nightly"}""";
        var first = await Client.PostJsonAsync(Jobs, Nightly);
        var second = await Client.PostJsonAsync(Jobs, Nightly);
        (first.Status, second.Status, second.Body.Text("id"))
            .ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK, first.Body.Text("id")));
        string schedule = $"clusters/default/schedules/{first.Body.Text("id")}";
        first.Response.Headers.Location!.ToString().ShouldEndWith(schedule);
        (await Client.GetJsonAsync(schedule)).Body.Text("expression").ShouldBe("0 3 * * *");
        (await Client.GetJsonAsync($"{schedule}/preview?limit=3")).Body.GetProperty("occurrences").GetArrayLength().ShouldBe(3);
        (await Client.PostJsonAsync($"{schedule}/pause")).Status.ShouldBe(HttpStatusCode.OK);
        (await Client.PostJsonAsync($"{schedule}/pause")).Body.Text("result").ShouldBe("unchanged");
        (await Client.PostJsonAsync($"{schedule}/run-now", """{"reason":"now, please"}""")).Status.ShouldBe(HttpStatusCode.Created);
        (await Client.PostJsonAsync($"{schedule}/cancel")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Many_jobs_are_stored_at_once_or_none()
    {
        var stored = await Client.PostJsonAsync(
            $"{Jobs}/batch", """{"jobs":[{"type":"other"},{"type":"greet","payload":{"Name":"Ada"}}]}""");
        (stored.Status, stored.Body.GetProperty("jobs").GetArrayLength()).ShouldBe((HttpStatusCode.Created, 2));

        var refused = await Client.PostJsonAsync($"{Jobs}/batch", """{"jobs":[{"type":"other"},{"type":"greet","payload":{}}]}""");
        (refused.Status, refused.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.jobs[1].payload.Name"));
        (await App.Monitor.Jobs.ListAsync()).Jobs.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Other_bodies_than_JSON_and_long_ones_are_refused()
    {
        using var text = new StringContent("""{"type":"other"}""", System.Text.Encoding.UTF8, "text/plain");
        using var response = await Client.PostAsync(new Uri(Jobs, UriKind.Relative), text);
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        string longBody = JsonSerializer.Serialize(new { type = "other", payload = new { Text = new string('x', 9_000_000) } });
        (await Client.PostJsonAsync(Jobs, longBody)).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_caller_of_one_tenant_submits_for_it_and_sees_no_other()
    {
        using var acme = App.Caller("acme");
        var own = await acme.PostJsonAsync(Jobs, """{"type":"greet","payload":{"Name":"Ada"}}""");
        own.Status.ShouldBe(HttpStatusCode.Created);
        var other = await Client.PostJsonAsync(Jobs, """{"type":"greet","payload":{"Name":"Bob"},"tenant":"other"}""");
        (await acme.PostJsonAsync(Jobs, """{"type":"greet","payload":{"Name":"Ada"},"tenant":"other"}"""))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
        (await acme.PostJsonAsync(
            Jobs, """{"type":"greet","payload":{"Name":"Ada"},"idempotencyKey":"k","idempotencyScope":"Cluster"}"""))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
        (await acme.PostJsonAsync(Jobs, $$"""{"type":"greet","payload":{"Name":"Ada"},"id":"{{other.Body.Text("id")}}"}"""))
            .Status.ShouldBe(HttpStatusCode.Conflict);
        (await acme.PostJsonAsync(Jobs, """{"type":"other"}""")).Status.ShouldBe(HttpStatusCode.NotFound);

        (await acme.GetJsonAsync($"{Jobs}/{own.Body.Text("id")}")).Body.Text("tenant").ShouldBe("acme");
        (await acme.GetJsonAsync($"{Jobs}/{other.Body.Text("id")}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await acme.PostJsonAsync($"{Jobs}/{other.Body.Text("id")}/cancel")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await acme.GetJsonAsync(Jobs))
            .Body.GetProperty("jobs")
            .EnumerateArray()
            .ShouldHaveSingleItem()
            .Text("id")
            .ShouldBe(own.Body.Text("id"));
        foreach (string list in new[] { "jobs", "schedules" })
        {
            foreach (string query in new[] { "tenant=other", "definitionId=other" })
            {
                var page = (await acme.GetJsonAsync($"clusters/default/{list}?{query}&limit=1")).Body;
                page.GetProperty(list).GetArrayLength().ShouldBe(0);
                page.TryGetProperty("next", out _).ShouldBeFalse("it would tell that there are some");
            }
        }

        using var pair = App.Caller("pair");
        (await pair.GetJsonAsync($"{Jobs}?payloadText=Bob")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await pair.GetJsonAsync($"{Jobs}?payloadText=Bob&tenant=other")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await pair.GetJsonAsync($"{Jobs}?payloadText=Ada&tenant=acme")).Body.GetProperty("jobs").GetArrayLength().ShouldBe(1);
        (await acme.GetJsonAsync($"{Jobs}/count")).Body.GetProperty("count").GetInt64().ShouldBe(1);
        foreach (string query in new[] { "tenant=other", "definitionId=other", "definitionId=*" })
        {
            (await acme.GetJsonAsync($"{Jobs}/count?{query}")).Status.ShouldBe(HttpStatusCode.Forbidden, query);
        }

        (await acme.GetJsonAsync("clusters/default/definitions")).Body.GetProperty("definitions").EnumerateArray()
            .ShouldHaveSingleItem().Text("id").ShouldBe("greet");
    }
}
