using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Tests;

/// <summary>An app with the API, and callers with keys of its configuration.</summary>
internal sealed class ApiApp : IAsyncDisposable
{
    private readonly bool _overKestrel;
    private readonly string _pathBase;

    private ApiApp(WebApplication app, bool overKestrel, string pathBase) =>
        (App, _overKestrel, _pathBase) = (app, overKestrel, pathBase);

    /// <summary>Where the API is.</summary>
    public Uri Root => new($"{(_overKestrel ? App.Urls.First() : "http://localhost")}{_pathBase}/jobmaster/api/v1/");

    public static string Cluster => "clusters/default/";

    public WebApplication App { get; }

    public IJobMasterScheduler Jobs => App.Services.GetRequiredService<IJobMasterScheduler>();

    public IJobMasterMonitor Monitor => App.Services.GetRequiredService<IJobMasterMonitor>();

    /// <param name="environment">The host's environment.</param>
    /// <param name="settings">Its configuration, beside the keys of <see cref="Keys"/>.</param>
    /// <param name="services">More services.</param>
    /// <param name="cluster">Configures the cluster, which has no worker by itself.</param>
    /// <param name="master">Where the cluster keeps its jobs. Default: in memory.</param>
    /// <param name="map">Maps the API.</param>
    /// <param name="pipeline">What stands before it.</param>
    /// <param name="overKestrel">Whether callers come through a socket of this machine.</param>
    /// <param name="pathBase">A prefix of all paths, such as <c>/base</c>.</param>
    /// <param name="hasKeys">Whether its configuration has the keys of <see cref="Keys"/>.</param>
    public static async Task<ApiApp> StartAsync(
        string environment = "Production", IEnumerable<KeyValuePair<string, string?>>? settings = null,
        Action<IServiceCollection>? services = null, Action<JobMasterClusterConfig>? cluster = null,
        Func<JobMasterClusterConfig, JobMasterClusterConfig>? master = null,
        Action<WebApplication>? map = null, Action<WebApplication>? pipeline = null, bool overKestrel = false, string pathBase = "",
        bool hasKeys = true)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([.. hasKeys ? Keys : [], .. settings ?? []]);
        if (!overKestrel)
        {
            builder.WebHost.UseTestServer();
        }

        builder.Services.AddJobMasterCluster(config =>
        {
            config.AddJobHandler<GreetHandler>().AddJobHandler<OtherHandler>();
            (master ?? (static config => config.UseInMemory()))(config);
            cluster?.Invoke(config);
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        if (overKestrel)
        {
            app.Urls.Add("http://127.0.0.1:0");
        }

        if (pathBase.Length > 0)
        {
            app.UsePathBase(pathBase).UseRouting();
        }

        pipeline?.Invoke(app);
        (map ?? (static app => app.MapJobMasterApi()))(app);
        await app.StartAsync();
        return new ApiApp(app, overKestrel, pathBase);
    }

    /// <summary>Waits until the node has said what it can run, which it does a moment after its start.</summary>
    public Task UntilDefinitionsAreKnownAsync() => Eventually.BecomesAsync(
        "the definition is known", async () => await Monitor.Definitions.GetAsync("greet") is not null, TestTime.Patience);

    /// <summary>A caller with one of the keys: reader, submitter, operator, admin, acme or expired; null for one without.</summary>
    public HttpClient Caller(string? key)
    {
        var client = _overKestrel ? new HttpClient() : App.GetTestClient();
        client.BaseAddress = Root;
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"jmk_{key}_{Secret(key)}");
        }

        return client;
    }

    public static string Secret(string key) => $"the-secret_of-{key}";

    public async ValueTask DisposeAsync() => await App.DisposeAsync();

    private static IEnumerable<KeyValuePair<string, string?>> Keys =>
    [
        .. Key("reader", "Read"), .. Key("submitter", "Submit"), .. Key("operator", "Read, Operate"), .. Key("admin", "Admin"),
        .. Key("revealer", "Read, Reveal"),
        .. Key("acme", "Read, Submit, Operate", ("Tenants:0", "acme"), ("Definitions:0", "greet")),
        .. Key("pair", "Read, Reveal", ("Tenants:0", "acme"), ("Tenants:1", "beta")),
        .. Key("elsewhere", "Admin", ("Clusters:0", "another")),
        .. Key("expired", "Admin", ("ExpiresAt", "2020-01-01T00:00:00Z")),
    ];

    public static IEnumerable<KeyValuePair<string, string?>> Key(
        string id, string permissions, params (string Name, string Value)[] more) =>
    [
        new($"JobMaster:Api:Keys:{id}:Id", id),
        new($"JobMaster:Api:Keys:{id}:SecretSha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Secret(id))))),
        new($"JobMaster:Api:Keys:{id}:Permissions", permissions),
        .. more.Select(one => KeyValuePair.Create<string, string?>($"JobMaster:Api:Keys:{id}:{one.Name}", one.Value)),
    ];
}

/// <summary>What a greeting needs.</summary>
public sealed record Greeting(string Name, long Number = 0);

[JobMasterDefinitionId("greet")]
public sealed class GreetHandler : IJobHandler<Greeting>
{
    public Task HandleAsync(Greeting payload, JobContext job, CancellationToken cancellationToken) =>
        payload.Name == "nobody" ? throw new InvalidOperationException("There is nobody to greet.") : Task.CompletedTask;
}

[JobMasterDefinitionId("other")]
public sealed class OtherHandler : IJobHandler
{
    public Task HandleAsync(JobContext job) => Task.CompletedTask;
}

/// <summary>Calls and their answers as JSON.</summary>
internal static class ApiCalls
{
    public static Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> GetJsonAsync(
        this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.SendJsonAsync(HttpMethod.Get, path, null, headers);

    public static Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> PostJsonAsync(
        this HttpClient client, string path, string? json = null, params (string Name, string Value)[] headers) =>
        client.SendJsonAsync(HttpMethod.Post, path, json, headers);

    public static async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> SendJsonAsync(
        this HttpClient client, HttpMethod method, string path, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        var response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text), response);
    }

    public static string Text(this JsonElement body, string name) => body.GetProperty(name).GetString()!;
}
