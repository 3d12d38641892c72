using System.Net;
using System.Text.Json;
using JobMaster.Conformance.Surroundings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace JobMaster.AspNetCore.Tests.Fuzz;

/// <summary>
/// Every operation of the document, with values that fit it and values that do not: no call fails with 500 or worse, and every answer is
/// one that the document names. The seed is in the output; JOBMASTER_TEST_SEED repeats it.
/// </summary>
public abstract class FuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 20;

    [Fact]
    public async Task No_call_fails_whatever_it_sends()
    {
        int seed = new HostileDice().Seed;
        output.WriteLine($"{HostileDice.Variable}={seed}");
        using var caught = new CaughtErrors();
        await using var app = await StartAsync(services => services.AddLogging(logging => logging.AddProvider(caught)));
        using var client = app.Caller("admin");
        var document = (await client.GetJsonAsync("openapi.json")).Body;
        var calls = new FuzzCalls(new FuzzValues(document, new Random(seed), await SeedAsync(app, client)));
        var faults = new List<string>();
        int answered = 0;
        foreach (int round in Enumerable.Range(0, Rounds))
        {
            foreach (var (method, path, operation) in Operations(document))
            {
                using var request = calls.Make(method, path, operation);
                string sent = $"round {round}: {request.Method} {request.RequestUri} "
                    + (request.Content is null ? "" : await request.Content.ReadAsStringAsync());
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                answered++;
                if (await FaultAsync(operation, response) is { } fault)
                {
                    faults.Add($"{sent[..Math.Min(sent.Length, 2_000)]}\n  -> {fault}");
                }

                // A mode such as Archived would refuse all that follows.
                await app.App.Services.GetRequiredService<IJobMasterCluster>().SetModeAsync(null);
            }
        }

        faults.ShouldBeEmpty($"seed {seed}; {string.Join("\n", caught.Errors.Take(10))}");
        answered.ShouldBe(Rounds * Operations(document).Count());
        (await client.PostJsonAsync("clusters/default/jobs", """{"type":"other"}""")).Status.ShouldBe(HttpStatusCode.Created);
    }

    private protected abstract Task<ApiApp> StartAsync(Action<IServiceCollection> services);

    private static async Task<IReadOnlyList<Guid>> SeedAsync(ApiApp app, HttpClient client)
    {
        var job = await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        var schedule = await client.PostJsonAsync(
            "clusters/default/jobs", """{"type":"other","cron":"0 3 * * *","scheduleKey":"nightly"}""");
        var operation = await client.PostJsonAsync(
            "clusters/default/operations", """{"kind":"Cancel","filter":{"definitionId":"greet"},"reason":"seed"}""");
        return [job.Id, Guid.Parse(schedule.Body.Text("id")), Guid.Parse(operation.Body.Text("id"))];
    }

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(one => (one.Name, path.Name, one.Value)));

    /// <summary>What is wrong with an answer; null when nothing is.</summary>
    private static async Task<string?> FaultAsync(JsonElement operation, HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        string? media = response.Content.Headers.ContentType?.MediaType;
        string body = media == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync();
        if (status >= 500 || media == "text/html")
        {
            return $"{status} {body}";
        }

        // A hostile path may lead to no route, or to another one; the server itself refuses some paths.
        bool isOurs = media is "application/problem+json" or "application/json";
        return isOurs && status is not (404 or 405) && !operation.GetProperty("responses").TryGetProperty($"{status}", out _)
            ? $"{status} is not in the document: {body}"
            : null;
    }
}

/// <summary>In memory, through the test host.</summary>
public sealed class MemoryFuzzTests(ITestOutputHelper output) : FuzzTests(output)
{
    private protected override Task<ApiApp> StartAsync(Action<IServiceCollection> services) =>
        ApiApp.StartAsync(services: services, cluster: config => config.AddWorker());
}

/// <summary>On SQLite, through Kestrel, behind a path base.</summary>
public sealed class SqliteFuzzTests(ITestOutputHelper output) : FuzzTests(output), IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jobmaster-api");

    public void Dispose() => _folder.Delete(recursive: true);

    private protected override Task<ApiApp> StartAsync(Action<IServiceCollection> services) => ApiApp.StartAsync(
        services: services, master: config => config.UseSqlite(Path.Combine(_folder.FullName, "jobs.db")),
        cluster: config => config.AddWorker(), overKestrel: true, pathBase: "/base");
}
