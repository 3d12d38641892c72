using System.Net;
using System.Text.RegularExpressions;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A mistake is answered in the names that the caller has written, with its place, and not in those of C#.</summary>
public sealed partial class OwnWordsTests : AdminTests
{
    private const string Cluster = "clusters/default";

    /// <summary>Values of the API that look like members of C#.</summary>
    private static readonly string[] Values = ["ReplaceWaiting", "WaitingOrRunning"];

    [Theory]
    [InlineData("""{"kind":"Cancel"}""", "$.filter", "\"all\": true")]
    [InlineData("""{"kind":"Cancel","filter":{}}""", "$.filter", "Neither 'ids' nor a condition in 'filter'")]
    [InlineData("""{"kind":"Cancel","all":true,"max":0}""", "$.max", "'max' is 0")]
    [InlineData("""{"kind":"Replay","all":true,"maxPerSecond":0}""", "$.maxPerSecond", "'maxPerSecond' is 0")]
    [InlineData("""{"kind":"Replay","all":true,"tryFirst":1001}""", "$.tryFirst", "'tryFirst' is 1001")]
    [InlineData("""{"kind":"Cancel","all":true,"tryFirst":5}""", "$.tryFirst", "belongs to the kind 'Replay'")]
    [InlineData("""{"kind":"Cancel","all":true,"replay":{}}""", "$.replay", "belongs to the kind 'Replay'")]
    [InlineData("""{"kind":"Change","all":true}""", "$.change", "'change' is missing")]
    [InlineData("""{"kind":"Change","all":true,"change":{}}""", "$.change", "The change is empty")]
    [InlineData("""{"kind":"Cancel","all":true,"change":{"priority":"High"}}""", "$.change", "belongs to the kind 'Change'")]
    [InlineData("""{"kind":"Change","all":true,"change":{"payload":{}}}""", "$.change.payload", "Give the 'filter' a 'definitionId'")]
    [InlineData("""{"kind":"Replay","all":true,"replay":{"payload":{}}}""", "$.replay.payload", "a 'definitionId'")]
    [InlineData("""{"kind":"Cancel","filter":{"fingerprint":"9d"}}""", "$.filter.fingerprint", "'fingerprint'")]
    [InlineData("""{"kind":"Cancel","filter":{"state":"Failed"}}""", "$.filter.state", "'state' is 'Failed', which is final")]
    [InlineData("""{"kind":"Replay","filter":{"state":"Ready"}}""", "$.filter.state", "'state' is 'Ready'. Leave it out")]
    [InlineData("""{"kind":"Cancel","filter":{"state":"Ready"},"ids":[]}""", "$.ids", "'ids' and 'filter'")]
    [InlineData("""{"kind":"Cancel","ids":["00000000-0000-0000-0000-000000000001"],"all":true}""", "$.all", "Leave 'all' out")]
    [InlineData("""{"kind":"Cancel","filter":{"definitionId":"gr*"}}""", "$.filter.definitionId", "'definitionId' is 'gr*'")]
    [InlineData("""{"kind":"Cancel","filter":{"workerLane":"a*"}}""", "$.filter.workerLane", "'workerLane' is 'a*'")]
    [InlineData("""{"kind":"Cancel","filter":{"tenant":""}}""", "$.filter.tenant", "'tenant' is empty")]
    public Task A_wrong_operation_is_told_in_its_own_names(string body, string path, string words) =>
        IsToldAsync(HttpMethod.Post, "operations", body, path, words);

    [Fact]
    public async Task Too_many_ids_are_told_with_their_limit()
    {
        string ids = string.Join(',', Enumerable.Range(0, 10_001).Select(_ => $"\"{Guid.CreateVersion7()}\""));
        await IsToldAsync(
            HttpMethod.Post, "operations", $$"""{"kind":"Cancel","ids":[{{ids}}]}""", "$.ids", "'ids' has 10,001 ids; at most 10,000");
    }

    [Theory]
    [InlineData("""{"reason":"nothing"}""", "$", "for example 'priority' or 'at'")]
    [InlineData("""{"at":"2031-01-01T00:00:00Z","runNow":true}""", "$.runNow", "'at' and 'runNow'")]
    [InlineData("""{"expiresAt":"2031-01-01T00:00:00Z","removesExpiry":true}""", "$.removesExpiry", "'expiresAt' and 'removesExpiry'")]
    [InlineData("""{"expiresAt":"0001-01-01T00:00:00Z"}""", "$.expiresAt", "'expiresAt' is 0001-01-01")]
    public async Task A_wrong_change_is_told_in_its_own_names(string body, string path, string words)
    {
        var job = await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        await IsToldAsync(HttpMethod.Patch, $"jobs/{job.Id}", body, path, words);
    }

    [Theory]
    [InlineData("\"maxRetries\":-1", "$.maxRetries", "'maxRetries' is -1")]
    [InlineData("\"id\":\"00000000-0000-0000-0000-000000000000\"", "$.id", "Leave it out")]
    [InlineData("\"traceParent\":\"x\"", "$.traceParent", "no W3C trace parent")]
    [InlineData("\"idempotencyScope\":\"Tenant\"", "$.idempotencyScope", "without an 'idempotencyKey'")]
    [InlineData("\"idempotencyWindowSeconds\":60", "$.idempotencyWindowSeconds", "without an 'idempotencyKey'")]
    [InlineData("\"idempotencyKey\":\"k\",\"idempotencyWindowSeconds\":0", "$.idempotencyWindowSeconds", "is 0")]
    [InlineData(
        "\"unique\":{\"key\":\"k\",\"while\":\"WaitingOrRunning\",\"onConflict\":\"ReplaceWaiting\"}", "$.unique.onConflict", "'Waiting'")]
    [InlineData(
        "\"unique\":{\"key\":\"k\",\"while\":\"Waiting\",\"longestWaitSeconds\":5}", "$.unique.longestWaitSeconds", "Leave it out")]
    [InlineData("\"timeoutSeconds\":0", "$.timeoutSeconds", "'timeoutSeconds' is 0; it must be more than 0 and at most 4,233,600")]
    [InlineData("\"timeoutSeconds\":4233601", "$.timeoutSeconds", "'timeoutSeconds' is 4233601")]
    [InlineData(
        "\"idempotencyKey\":\"k\",\"idempotencyWindowSeconds\":315360001", "$.idempotencyWindowSeconds",
        "'idempotencyWindowSeconds' is 315360001; it must be more than 0 and at most 315,360,000")]
    [InlineData(
        "\"unique\":{\"key\":\"k\",\"while\":\"Waiting\",\"onConflict\":\"ReplaceWaiting\",\"longestWaitSeconds\":315360001}",
        "$.unique.longestWaitSeconds", "'longestWaitSeconds' is 315360001; it must be more than 0 and at most 315,360,000")]
    [InlineData(
        "\"afterSeconds\":60,\"unique\":{\"key\":\"k\",\"while\":\"Waiting\",\"onConflict\":\"ReplaceWaiting\",\"longestWaitSeconds\":5}",
        "$.unique.longestWaitSeconds", "shorter than 'afterSeconds', which is 60")]
    [InlineData("\"afterSeconds\":1e10", "$.afterSeconds", "'afterSeconds' is 10000000000; it must be from 0 to 1,000,000,000")]
    [InlineData("\"id\":\"0fffffff-ffff-7000-8000-000000000000\"", "$.id", "more than 12 hours ahead of the clock here")]
    [InlineData("\"payloadVersion\":0", "$.payloadVersion", "'payloadVersion' is 0")]
    [InlineData("\"schemaVersion\":-1", "$.schemaVersion", "'schemaVersion' is -1")]
    [InlineData("\"at\":\"0001-01-01T00:00:00Z\"", "$.at", "'at' is 0001-01-01")]
    [InlineData("\"expiresAt\":\"0001-01-01T00:00:00Z\"", "$.expiresAt", "'expiresAt' is 0001-01-01")]
    [InlineData("\"cron\":\"0 0 30 2 *\",\"scheduleKey\":\"k\"", "$.cron", "never fire")]
    [InlineData("\"cron\":\"0 3 * * *\",\"scheduleKey\":\"k\",\"idempotencyKey\":\"k\"", "$.idempotencyKey", "a single job")]
    [InlineData("\"cron\":\"0 3 * * *\",\"scheduleKey\":\"k\",\"expiresAt\":\"2031-01-01T00:00:00Z\"", "$.expiresAt", "a single job")]
    public async Task A_wrong_submission_is_told_in_its_own_names(string members, string path, string words)
    {
        await IsToldAsync(HttpMethod.Post, "jobs", $$"""{"type":"other",{{members}}}""", path, words);
        (await App.Monitor.Jobs.ListAsync()).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_version_that_no_build_reads_any_more_is_told_where_it_stands()
    {
        await using var app = await ApiApp.StartAsync(cluster: config => config.AddJobHandler<NewerHandler>());
        using var client = app.Caller("admin");
        await Conformance.Eventually.BecomesAsync(
            "the definition is known", async () => await app.Monitor.Definitions.GetAsync("newer") is not null,
            Conformance.Jobs.TestTime.Patience);
        foreach (string name in new[] { "payloadVersion", "schemaVersion" })
        {
            var (status, body, _) = await client.PostJsonAsync(
                $"{Cluster}/jobs", $$"""{"type":"newer","payload":{"Name":"Ada"},"{{name}}":1}""");
            (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, $"$.{name}"), $"{body}");
            body.Text("detail").ShouldBe(
                $"'{name}' is 1, which no known build of 'newer' reads; they read versions 3 to 3. Give one of these, and a payload that "
                + "fits it.");
        }
    }

    [Theory]
    [InlineData("""{"startAfter":"2031-01-02T00:00:00Z","endBefore":"2031-01-01T00:00:00Z"}""", "$.endBefore", "is not after 'startAfter'")]
    [InlineData("""{"endBefore":"2030-06-01T00:00:00Z"}""", "$.endBefore", "is not after 'startAfter' 2030-06-01")]
    [InlineData("""{"startAfter":"2033-01-01T00:00:00Z"}""", "$.startAfter", "Give another 'startAfter'")]
    [InlineData("""{"startAfter":"0001-01-01T00:00:00Z"}""", "$.startAfter", "'startAfter' is 0001-01-01")]
    [InlineData("""{"timeoutSeconds":0}""", "$.timeoutSeconds", "'timeoutSeconds' is 0")]
    [InlineData("""{"maxRetries":-1}""", "$.maxRetries", "'maxRetries' is -1")]
    [InlineData("""{"cron":"0 0 30 2 *","endBefore":"9999-12-31T23:59:59.9999999Z"}""", "$.cron", "never fire")]
    public async Task A_wrong_change_of_a_schedule_is_told_in_its_own_names(string body, string path, string words)
    {
        var made = await Client.PostJsonAsync($"{Cluster}/jobs", """{"type":"other","cron":"0 3 * * *","scheduleKey":"k"}""");
        string schedule = $"schedules/{made.Body.Text("id")}";
        (await Client.SendJsonAsync(
            HttpMethod.Patch, $"{Cluster}/{schedule}", """{"startAfter":"2030-06-01T00:00:00Z","endBefore":"2032-01-01T00:00:00Z"}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
        await IsToldAsync(HttpMethod.Patch, schedule, body, path, words);
    }

    [Fact]
    public async Task A_time_after_the_expiry_is_told_with_the_call_that_changes_both()
    {
        var job = await Client.PostJsonAsync(
            $"{Cluster}/jobs", """{"type":"other","at":"2090-01-01T00:00:00Z","expiresAt":"2090-01-02T00:00:00Z"}""");
        string path = $"{Cluster}/jobs/{job.Body.Text("id")}";

        var moved = await Client.PostJsonAsync($"{path}/reschedule", """{"at":"2090-01-03T00:00:00Z"}""");
        var changed = await Client.SendJsonAsync(HttpMethod.Patch, path, """{"at":"2090-01-03T00:00:00Z"}""");

        foreach (var (status, body, _) in new[] { moved, changed })
        {
            status.ShouldBe(HttpStatusCode.BadRequest);
            body.Text("detail").ShouldContain("by PATCH …/jobs/{id}, together with a later 'expiresAt' or with 'removesExpiry'.");
            CSharp().Matches(body.Text("detail")).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Limits_and_payloads_that_do_not_go_are_told_in_the_names_of_the_API()
    {
        await using var app = await ApiApp.StartAsync(
            cluster: config =>
            {
                foreach (string name in new[] { "a", "b", "c", "d", "e" })
                {
                    config.AddLimit(name, limit => limit.MaxConcurrent(1));
                }

                config.AddLimit("account", limit => limit.KeepOrder()).AddLimit("device", limit => limit.KeepOrder());
            });
        using var client = app.Caller("admin");
        await app.UntilDefinitionsAreKnownAsync();
        var later = await client.PostJsonAsync(
            $"{Cluster}/jobs", """{"type":"greet","payload":{"Name":"Ada"},"at":"2090-01-01T00:00:00Z"}""");

        var calls = new (HttpMethod Method, string Path, string Sent, string Words)[]
        {
            (HttpMethod.Post, "jobs", """{"type":"other","limitKeys":["a","b","c","d","e"]}""", "Name fewer in 'limitKeys'"),
            (
                HttpMethod.Post, "jobs", """{"type":"other","limitKeys":["account:1","device:1"]}""",
                "leave a key out of 'limitKeys', or let one of the limits keep no order"),
            (HttpMethod.Post, "limits/account/override", """{"maxConcurrent":2}""", "'maxConcurrent' 2 of limit 'account'"),
            (
                HttpMethod.Patch, $"jobs/{later.Body.Text("id")}", """{"payload":{"Name":7}}""",
                "does not fit its definition, version 1: $.Name"),
            (
                HttpMethod.Post, "jobs", """{"type":"greet","payload":{"Name":"Ada","Number":99999999999999999999}}""",
                "$.Number cannot be read: its value is too large"),
        };
        foreach (var (method, path, sent, words) in calls)
        {
            var (status, body, _) = await client.SendJsonAsync(method, $"{Cluster}/{path}", sent);
            status.ShouldBe(HttpStatusCode.BadRequest, path);
            body.Text("detail").ShouldContain(words);
            CSharp().Matches(body.Text("detail")).ShouldBeEmpty(body.Text("detail"));
        }
    }

    [Theory]
    [InlineData("workers/none/stop", """{"graceSeconds":86401}""", "$.graceSeconds", "'graceSeconds' is 86401; it must be from 0 to 86,400")]
    [InlineData("workers/none/stop", """{"graceSeconds":-1}""", "$.graceSeconds", "'graceSeconds' is -1")]
    public Task A_wrong_order_is_told_in_its_own_names(string route, string body, string path, string words) =>
        IsToldAsync(HttpMethod.Post, route, body, path, words);

    [Theory]
    [InlineData("jobs?workerLane=a*", "'workerLane' is 'a*'")]
    [InlineData("jobs?definitionId=a*b*", "'definitionId' is 'a*b*', which has a star before its end")]
    [InlineData("stats/series?from=2031-01-02T00:00:00Z&before=2031-01-01T00:00:00Z", "'from' is 2031-01-02")]
    [InlineData("stats/groups?from=2031-01-02T00:00:00Z&before=2031-01-01T00:00:00Z", "'from' is 2031-01-02")]
    [InlineData("schedules?definitionId=gr*", "'definitionId' is 'gr*'")]
    [InlineData("stats/series?workerLane=mail&definitionId=greet", "'workerLane' and 'definitionId' are given together")]
    public async Task A_wrong_query_is_told_in_its_own_names(string route, string words)
    {
        var (status, body, _) = await Client.GetJsonAsync($"{Cluster}/{route}");
        (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-query"));
        body.Text("detail").ShouldContain(words);
        CSharp().Matches(body.Text("detail")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cron", "@every 5m", "Write 'natural' 'every 5 minutes' for this interval")]
    [InlineData("cron", "@reboot", "submit a job when the app starts")]
    [InlineData("cron", "rate(90 seconds)", "write 'natural' 'every 90 seconds'")]
    [InlineData("cron", "00:05:00", "give it in English as 'natural', such as 'every 5 minutes'")]
    [InlineData("cron", "every monday at 09:00", "It is valid as 'natural': give it there")]
    [InlineData("natural", "0 9 * * MON", "It is valid as 'cron': give it there")]
    [InlineData("cron", "TZ=Europe/Berlin 0 9 * * *", "give 'timeZone' 'Europe/Berlin' and 'cron' '0 9 * * *'")]
    [InlineData("cron", "0 9 ? * MON-FRI *", "'natural'")]
    [InlineData("cron", "Write TimeSpanInterval 'x' for this", "TimeSpanInterval")]
    public async Task An_expression_of_another_language_is_told_in_the_names_of_the_API(string member, string expression, string words)
    {
        var (status, body, _) = await Client.PostJsonAsync(
            $"{Cluster}/jobs", $$"""{"type":"other","{{member}}":"{{expression}}","scheduleKey":"k"}""");

        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, $"$.{member}"), $"{body}");
        body.Text("detail").ShouldContain(words);
        InCode().Matches(body.Text("detail").Replace(expression, "", StringComparison.Ordinal)).ShouldBeEmpty(body.Text("detail"));
    }

    [Fact]
    public async Task What_the_code_decides_is_told_without_its_methods()
    {
        await using var app = await ApiApp.StartAsync(
            cluster: config => config.AddLimit("smtp", limit => limit.MaxConcurrent(5)).AddWorker().SetAsDefault());
        using var client = app.Caller("admin");
        await app.UntilDefinitionsAreKnownAsync();
        string huge = new('x', 300_000);
        var answers = new[]
        {
            await client.PostJsonAsync($"{Cluster}/limits/smtp/remove"), await Client.PostJsonAsync($"{Cluster}/limits/smtp/remove"),
            await client.PostJsonAsync($"{Cluster}/jobs", """{"type":"other","limitKeys":["stmp"]}"""),
            await client.PostJsonAsync($"{Cluster}/jobs", $$$"""{"type":"other","payload":{"a":"{{{huge}}}"}}"""),
            await client.PostJsonAsync($"{Cluster}/jobs", """{"type":"othr"}"""),
            await client.PostJsonAsync($"{Cluster}/jobs", $$$"""{"type":"other","payload":{"a":"{{{new string('x', 9_000_000)}}}"}}"""),
            await client.GetJsonAsync($"{Cluster}/stats/series?tenant=acme"),
            await client.PostJsonAsync($"{Cluster}/workers/w/cordon", """{"host":""}"""),
        };

        foreach (var (status, body, _) in answers)
        {
            string told = body.Text((int)status < 300 ? "note" : "detail");
            told.ShouldNotBeNullOrEmpty();
            InCode().Matches(told).ShouldBeEmpty(told);
        }
    }

    /// <summary>
    /// Each literal of the API's own code that reads like a sentence. Those of a start, which no caller sees, name the file that has them.
    /// </summary>
    [Fact]
    public void No_sentence_of_the_API_advises_a_method()
    {
        string[] ofTheStart = ["MappedApi.cs", "ApiSetup.cs", "ApiPolicies.cs", "ApiWords.cs", "FaultPlaces.cs", "Log.cs"];
        var files = Directory.EnumerateFiles(Sources(), "*.cs", SearchOption.AllDirectories).Where(file =>
            !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
            && !ofTheStart.Contains(Path.GetFileName(file))
            && !Path.GetFileName(file).StartsWith("JobMaster", StringComparison.Ordinal)).ToList();
        files.Count.ShouldBeGreaterThan(90);
        var sentences = files.SelectMany(file => Literals().Matches(Comments().Replace(File.ReadAllText(file), "")))
            .Select(match => match.Value).Where(text => text.Contains(' ', StringComparison.Ordinal)).ToList();
        sentences.Count.ShouldBeGreaterThan(200);

        sentences.Where(sentence => InCode().IsMatch(Holes().Replace(sentence, ""))).ShouldBeEmpty();
    }

    private static string Sources([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "src", "JobMaster.AspNetCore");

    private async Task IsToldAsync(HttpMethod method, string route, string sent, string path, string words)
    {
        var (status, body, _) = await Client.SendJsonAsync(method, $"{Cluster}/{route}", sent);
        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, path), $"{body}");
        body.Text("detail").ShouldContain(words);
        CSharp().Matches(body.Text("detail")).Select(match => match.Value).Except(Values).ShouldBeEmpty(body.Text("detail"));
    }

    /// <summary>Reads payloads of version 3 only.</summary>
    [JobMasterDefinitionId("newer")]
    [JobMasterPayloadVersion(3, Oldest = 3)]
    private sealed class NewerHandler : IJobHandler<Greeting>
    {
        public Task HandleAsync(Greeting payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>A name such as MaxJobs.</summary>
    [GeneratedRegex(@"\b[A-Z][a-z]+[A-Z][A-Za-z]*")]
    private static partial Regex CSharp();

    /// <summary>What only code can do: a method, an options class, a type.</summary>
    [GeneratedRegex(@"\w+Async\b|\w+Options\b|\bconfig\.|\.?\b(?:Add|Map|Use)[A-Z]\w+|ExprCompiler|\bAddLimit\b|\bTypeId\b|\bTimeSpan")]
    private static partial Regex InCode();

    [GeneratedRegex("\"(?:[^\"\\\\\n]|\\\\.)*\"")]
    private static partial Regex Literals();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Holes();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comments();
}
