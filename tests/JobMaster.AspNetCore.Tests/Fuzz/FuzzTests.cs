using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance.Surroundings;
using JobMaster.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace JobMaster.AspNetCore.Tests.Fuzz;

/// <summary>
/// Every operation of the document, with values that fit it and values that do not: no call fails with 500 or worse, and every answer,
/// good or bad, is one that the document names and fits its schema. The seed is in the output; JOBMASTER_TEST_SEED repeats it.
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
        await using var app = await StartAsync(services => services.AddLogging(logging => logging.AddProvider(caught)), FuzzAnswers.Name);
        using var client = app.Caller("admin");
        var document = (await client.GetJsonAsync("openapi.json")).Body;
        var calls = new FuzzCalls(new FuzzValues(document, new Random(seed), await SeedAsync(app, client)));
        var answers = new FuzzAnswers(document);
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
                foreach (string fault in await answers.FaultsAsync(response))
                {
                    faults.Add($"{sent[..Math.Min(sent.Length, 2_000)]}\n  -> {fault}");
                }

                // A mode such as Archived would refuse all that follows.
                await app.App.Services.GetRequiredService<IJobMasterCluster>().SetModeAsync(null);
            }
        }

        output.WriteLine($"{answered} calls; successful JSON answers of {answers.Fitted.Count} operations fit their schemas");
        faults.ShouldBeEmpty($"seed {seed}; {string.Join("\n", caught.Errors.Take(10))}");
        answers.Fitted.Count.ShouldBeGreaterThan(Operations(document).Count() / 2, "operations that have succeeded");
        answered.ShouldBe(Rounds * Operations(document).Count());
        (await client.PostJsonAsync("clusters/default/jobs", """{"type":"other"}""")).Status.ShouldBe(HttpStatusCode.Created);
    }

    private protected abstract Task<ApiApp> StartAsync(Action<IServiceCollection> services, Action<WebApplication> pipeline);

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
}

/// <summary>In memory, through the test host.</summary>
public sealed class MemoryFuzzTests(ITestOutputHelper output) : FuzzTests(output)
{
    private protected override Task<ApiApp> StartAsync(Action<IServiceCollection> services, Action<WebApplication> pipeline) =>
        ApiApp.StartAsync(services: services, pipeline: pipeline, cluster: config => config.AddWorker());
}

/// <summary>On Postgres, through the test host.</summary>
[NeedsServer("postgres")]
public sealed class PostgresFuzzTests(ITestOutputHelper output) : FuzzTests(output), IAsyncLifetime
{
    private readonly ApiStore _store = ApiStore.Postgres();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _store.DisposeAsync();

    private protected override Task<ApiApp> StartAsync(Action<IServiceCollection> services, Action<WebApplication> pipeline) =>
        ApiApp.StartAsync(services: services, pipeline: pipeline, master: _store.UseFor, cluster: config => config.AddWorker());
}

/// <summary>On SQLite, through Kestrel, behind a path base.</summary>
public sealed class SqliteFuzzTests(ITestOutputHelper output) : FuzzTests(output), IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jobmaster-api");

    public void Dispose() => _folder.Delete(recursive: true);

    private protected override Task<ApiApp> StartAsync(
        Action<IServiceCollection> services, Action<WebApplication> pipeline) => ApiApp.StartAsync(
        services: services, pipeline: pipeline, master: config => config.UseSqlite(Path.Combine(_folder.FullName, "jobs.db")),
        cluster: config => config.AddWorker(), overKestrel: true, pathBase: "/base");
}
