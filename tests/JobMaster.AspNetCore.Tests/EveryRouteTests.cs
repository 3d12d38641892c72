using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>What holds for each route of the endpoint data source, so that a new one cannot be forgotten.</summary>
public sealed class EveryRouteTests : AdminTests
{
    /// <summary>They submit under the key itself, make nothing, or begin and end sessions.</summary>
    private static readonly string[] Otherwise = ["submitJob", "submitJobs", "validatePayload", "revealJob", "login", "logout"];

    [Fact]
    public async Task A_query_parameter_that_is_not_known_is_refused()
    {
        foreach (var (endpoint, route) in Endpoints())
        {
            var (status, body, _) = await SendAsync(route, $"{endpoint.PathFor(Guid.CreateVersion7())}?tenent=acme", route.Body?.Example);
            (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:unknown-query"), route.Name);
            body.Text("detail").ShouldContain("'tenent'", customMessage: route.Name);
        }
    }

    [Fact]
    public async Task A_member_of_a_body_that_is_not_known_is_refused()
    {
        var bodies = Endpoints().Where(one => one.Route.Body is not null).ToList();
        bodies.Count.ShouldBeGreaterThan(30);
        var job = await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        foreach (var (endpoint, route) in bodies)
        {
            var (status, body, _) = await SendAsync(
                route, endpoint.PathFor(job.Id),
                route.Body!.Example.TrimStart().Replace("{", """{"reeson":1,""", StringComparison.Ordinal));
            (status, body.Text("type"))
                .ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-body"), $"{route.Name}: {body}");
            body.Text("detail").ShouldContain("'reeson' is not known", customMessage: route.Name);
        }

        (await App.Monitor.Jobs.GetAsync(job.Id))!.State.ShouldBe(JobState.Scheduled);
    }

    [Fact]
    public void Each_change_by_POST_takes_an_Idempotency_Key()
    {
        var changes = Endpoints().Select(one => one.Route).Where(route => HttpMethods.IsPost(route.Method)).ToList();
        changes.Where(route => !Otherwise.Contains(route.Name)).ShouldAllBe(route => route.RememberedAs != null);
        changes.Where(route => !Otherwise.Skip(2).Contains(route.Name)).ShouldAllBe(route => route.Headers.Contains("Idempotency-Key"));
        changes.Select(route => route.Name).Intersect(Otherwise).Count().ShouldBe(Otherwise.Length);
    }

    [Theory]
    [InlineData("access_token=")]
    [InlineData("key=")]
    [InlineData("apiKey=")]
    [InlineData("X-Api-Key=")]
    public async Task A_key_in_the_address_lets_nobody_in(string parameter)
    {
        using var nobody = App.Caller(null);
        foreach (string path in new[] { "clusters", "clusters/default/stream" })
        {
            var (status, body, _) = await nobody.GetJsonAsync($"{path}?{parameter}jmk_admin_{ApiApp.Secret("admin")}");
            (status, body.Text("type")).ShouldBe((HttpStatusCode.Unauthorized, "urn:jobmaster:problem:unauthorized"));
        }
    }

    /// <summary>Names of places and words that only configuration knows, in every place it takes one.</summary>
    [Fact]
    public async Task No_reading_tells_a_secret_a_place_or_a_key_of_the_configuration()
    {
        const string Mark = "unsaid";
        string folder = Directory.CreateTempSubdirectory($"jobmaster-{Mark}-").FullName;
        try
        {
            byte[] key = [.. Enumerable.Range(65, PayloadKey.Size).Select(one => (byte)one)];
            await using var app = await ApiApp.StartAsync(
                master: config => config.UseSqlite(Path.Combine(folder, "jobs.db")),
                settings: [new($"JobMaster:Api:Keys:spare:Name", "spare"), .. ApiApp.Key("spare", "Read")],
                cluster: config => config.EncryptPayloads(new PayloadKey("k1", key)).AddAlert(JobAlert.LaneWithoutWorker())
                    .AddAlertWebhook(new Uri($"http://127.0.0.1:9/{Mark}"), $"{Mark}-secret-of-the-webhook"));
            using var admin = app.Caller("admin");
            var job = await app.Jobs.OnceAfterAsync(
                TimeSpan.FromHours(1), "other", WriteableMessageData.New().SetStringValue("Note", $"{Mark} in a payload"));
            string[] secrets =
            [
                Mark, Convert.ToBase64String(key), Convert.ToHexString(key), ApiApp.Secret("spare"), ApiApp.Secret("admin"),
                ApiApp.Key("spare", "Read").Single(one => one.Key.EndsWith("Sha256", StringComparison.Ordinal)).Value!,
            ];
            int answered = 0;
            foreach (var (endpoint, route) in Endpoints()
                .Where(one => HttpMethods.IsGet(one.Route.Method) && !one.Route.IsStream && !one.Route.IsForAnybody))
            {
                string path = endpoint.PathFor(job.Id);
                using var answer = await admin.GetAsync(new Uri(path, UriKind.Relative));
                string text = $"{answer.Headers}{await answer.Content.ReadAsStringAsync()}";
                answered += answer.IsSuccessStatusCode ? 1 : 0;
                secrets.ShouldAllBe(secret => !text.Contains(secret, StringComparison.OrdinalIgnoreCase), path);
            }

            answered.ShouldBeGreaterThan(20);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> SendAsync(
        ApiRoute route, string path, string? body) =>
        await Client.SendJsonAsync(new HttpMethod(route.Method), path, HttpMethods.IsGet(route.Method) ? null : body);

    private IEnumerable<(RouteEndpoint Endpoint, ApiRoute Route)> Endpoints() =>
        App.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is not null)
            .Select(endpoint => (endpoint, endpoint.Metadata.GetRequiredMetadata<ApiRoute>()));
}
