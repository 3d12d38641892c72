using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Tests;

/// <summary>An app with the API, and callers with keys of its configuration.</summary>
internal sealed class ApiApp : IAsyncDisposable
{
    private ApiApp(WebApplication app) => App = app;

    public static Uri Root { get; } = new("http://localhost/jobmaster/api/v1/");

    public static string Cluster => "clusters/default/";

    public WebApplication App { get; }

    public IJobMasterScheduler Jobs => App.Services.GetRequiredService<IJobMasterScheduler>();

    public IJobMasterMonitor Monitor => App.Services.GetRequiredService<IJobMasterMonitor>();

    /// <param name="environment">The host's environment.</param>
    /// <param name="settings">Its configuration, beside the keys of <see cref="Keys"/>.</param>
    /// <param name="services">More services.</param>
    /// <param name="cluster">Configures the cluster, which has no worker by itself.</param>
    /// <param name="map">Maps the API.</param>
    /// <param name="pipeline">What stands before it.</param>
    public static async Task<ApiApp> StartAsync(
        string environment = "Production", IEnumerable<KeyValuePair<string, string?>>? settings = null,
        Action<IServiceCollection>? services = null, Action<JobMasterClusterConfig>? cluster = null,
        Action<WebApplication>? map = null, Action<WebApplication>? pipeline = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([.. Keys, .. settings ?? []]);
        builder.Services.AddJobMasterCluster(config =>
        {
            config.UseInMemory().AddJobHandler<GreetHandler>().AddJobHandler<OtherHandler>();
            cluster?.Invoke(config);
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        pipeline?.Invoke(app);
        (map ?? (static app => app.MapJobMasterApi()))(app);
        await app.StartAsync();
        return new ApiApp(app);
    }

    /// <summary>A caller with one of the keys: reader, submitter, operator, admin, acme or expired; null for one without.</summary>
    public HttpClient Caller(string? key)
    {
        var client = App.GetTestClient();
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
