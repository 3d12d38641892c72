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
    [InlineData("""{"kind":"Cancel","filter":{"fingerprint":"9d"}}""", "$.filter", "'fingerprint'")]
    [InlineData("""{"kind":"Cancel","filter":{"state":"Failed"}}""", "$.filter.state", "'state' is 'Failed', which is final")]
    [InlineData("""{"kind":"Replay","filter":{"state":"Failed"}}""", "$.filter.state", "Leave 'state' out")]
    [InlineData("""{"kind":"Cancel","filter":{"state":"Ready"},"ids":[]}""", "$.ids", "'ids' and 'filter'")]
    public Task A_wrong_operation_is_told_in_its_own_names(string body, string path, string words) =>
        IsToldAsync(HttpMethod.Post, "operations", body, path, words);

    [Theory]
    [InlineData("""{"reason":"nothing"}""", "$", "for example 'priority' or 'at'")]
    [InlineData("""{"at":"2031-01-01T00:00:00Z","runNow":true}""", "$.runNow", "'at' and 'runNow'")]
    [InlineData("""{"expiresAt":"2031-01-01T00:00:00Z","removesExpiry":true}""", "$.removesExpiry", "'expiresAt' and 'removesExpiry'")]
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
    [InlineData("\"cron\":\"0 3 * * *\",\"scheduleKey\":\"k\",\"idempotencyKey\":\"k\"", "$.idempotencyKey", "a single job")]
    [InlineData("\"cron\":\"0 3 * * *\",\"scheduleKey\":\"k\",\"expiresAt\":\"2031-01-01T00:00:00Z\"", "$.expiresAt", "a single job")]
    public async Task A_wrong_submission_is_told_in_its_own_names(string members, string path, string words)
    {
        await IsToldAsync(HttpMethod.Post, "jobs", $$"""{"type":"other",{{members}}}""", path, words);
        (await App.Monitor.Jobs.ListAsync()).Jobs.ShouldBeEmpty();
    }

    private async Task IsToldAsync(HttpMethod method, string route, string sent, string path, string words)
    {
        var (status, body, _) = await Client.SendJsonAsync(method, $"{Cluster}/{route}", sent);
        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, path), $"{body}");
        body.Text("detail").ShouldContain(words);
        CSharp().Matches(body.Text("detail")).Select(match => match.Value).Except(Values).ShouldBeEmpty(body.Text("detail"));
    }

    /// <summary>A name such as MaxJobs.</summary>
    [GeneratedRegex(@"\b[A-Z][a-z]+[A-Z][A-Za-z]*")]
    private static partial Regex CSharp();
}
