using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.Dashboard.Tests;

/// <summary>
/// An app with the dashboard, its API and workers, and beside it one that stops and starts it when a browser's test asks for that.
/// </summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private const string Hostile = "\"><img src=x onerror=\"alert(1)\">{{7*7}}";
    private const string Turning = "\u202Egnp.";

    private readonly Action<JobMasterClusterConfig> _store;
    private readonly WebApplication _control;
    private readonly string _agent = Path.Combine(Path.GetTempPath(), $"jobmaster-agent-{Guid.CreateVersion7():N}.db");
    private WebApplication? _app;

    private DashboardHost(Action<JobMasterClusterConfig> store)
    {
        _store = store;
        _control = Bare("Production").Build();
        _control.Urls.Add("http://127.0.0.1:0");
        _control.MapPost("/down", StopAsync);
        _control.MapPost("/up", StartAppAsync);
    }

    public string Url { get; private set; } = "http://127.0.0.1:0";

    public string Control => _control.Urls.First();

    /// <summary>A key of the app, as a caller sends it.</summary>
    public static string Key(string id) => $"jmk_{id}_the-secret-of-{id}";

    public static async Task<DashboardHost> StartAsync(Action<JobMasterClusterConfig> store)
    {
        var host = new DashboardHost(store);
        await host._control.StartAsync();
        await host.StartAppAsync();
        await host.FillAsync();
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _control.DisposeAsync();
        foreach (string file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_agent) + "*"))
        {
            File.Delete(file);
        }
    }

    private async Task StartAppAsync()
    {
        var builder = Bare("Development");
        builder.Configuration.AddInMemoryCollection(
            [.. Access("reader", "Read"), .. Access("tenant", "Read, Submit, Operate", "acme"), .. User()]);
        builder.Services.AddJobMasterCluster(config =>
        {
            config.AddJobHandler<GreetHandler>().AddJobHandler<LongTaskHandler>().AddJobHandler<LonelyHandler>();
            _store(config);
            config.AddWorker().MaxConcurrency(4);
            config.AddWorker().WorkerLane("long").MaxConcurrency(2);
            config.AddAgentConnectionConfig("Nearby").UseSqliteForAgent($"Data Source={_agent}");
            config.AddWorker().WorkerLane("by-agent").AgentConnName("Nearby").MaxConcurrency(1);
            config.AddLimit("partner", limit => limit.MaxConcurrent(1));
            config.AddLimit("per-tenant", limit => limit.ByTenant().MaxConcurrent(40));

            // No job is under the rate: on a machine that stalls, starts that come too late for it are given back and count as attempts.
            config.AddLimit("calls", limit => limit.Rate(50_000, TimeSpan.FromMinutes(1), burst: 1_000));
            config.Options.StatisticsMaxTenants = 10;
        });
        builder.Services.AddAuthorization(options => options.AddPolicy("Developer", policy => policy.RequireUserName("developer")));
        var app = builder.Build();
        app.Urls.Add(Url);

        // Beside keys and users no machine gets in by itself, so the app knows its developer: a caller who comes through no proxy.
        app.Use((http, next) =>
        {
            http.User = http.Request.Headers.ContainsKey("X-Forwarded-For")
                ? http.User
                : new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "developer")], "machine"));
            return next(http);
        });
        app.UsePathBase("/base").UseRouting();
        app.MapJobMasterDashboard(
            dashboard =>
            {
                dashboard.EnvironmentName = "Test hall";
                dashboard.TraceUrl = "https://traces.example.org/{traceId}";
            },
            api => api.AdminPolicy = "Developer");
        await app.StartAsync();
        (_app, Url) = (app, app.Urls.First());
    }

    private async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token);
            await app.DisposeAsync();
        }
    }

    /// <summary>
    /// Jobs in every state, one throttled by the long task, failures of two causes, schedules, and texts that try to be more than texts.
    /// </summary>
    private async Task FillAsync()
    {
        var jobs = _app!.Services.GetRequiredService<IJobMasterScheduler>();
        var monitor = _app.Services.GetRequiredService<IJobMasterMonitor>();
        await jobs.ScheduleAsync(UnderPartner(Of(new LongTask("a"), "acme")));
        await Eventually.BecomesAsync(
            "the long task has the partner's only permit",
            async () => (await monitor.Limits.ListKeysAsync("partner")).Keys is [{ InUse: 1 }], TestTime.Patience);
        await jobs.ScheduleManyAsync(
        [
            .. Enumerable.Range(0, 60).Select(number => Of(new Greeting($"Ada {number}", long.MaxValue - number, "tok-1"), "acme")),
            .. Enumerable.Range(0, 12).Select(number => Of(new Greeting($"nobody {number} "), number % 2 == 0 ? "acme" : "globex")),
            Of(new Greeting($"nobody{Hostile}{Turning} "), Hostile),
            UnderPartner(Of(new Greeting("the throttled"), "globex")), Of(new Lonely(1), "acme"), Of(new Lonely(2), Hostile),
            Of(new Greeting("later"), "acme") with { After = TimeSpan.FromHours(2) },
        ]);
        await jobs.RecurringAsync(
            Recurrence.Cron("0 4 * * *"), new Greeting("nightly"), new RecurringScheduleOptions { Key = "nightly" });
        await jobs.RecurringAsync(
            Recurrence.Every(TimeSpan.FromHours(6)), new Greeting("often"), new RecurringScheduleOptions { Key = Hostile });
    }

    private static JobRequest Of<T>(T payload, string tenant)
        where T : class => JobRequest.ForPayload(payload) with
        {
            Options = new JobOptions
            {
                Tenant = tenant, Metadata = JobMetadata.Parse(JsonSerializer.Serialize(new { Source = Hostile })),
                TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            },
        };

    private static JobRequest UnderPartner(JobRequest job) =>
        job with { Options = job.Options with { LimitKeys = ["partner:eu"] } };

    private static WebApplicationBuilder Bare(string environment)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.WebHost.UseKestrelCore();
        return builder;
    }

    private static IEnumerable<KeyValuePair<string, string?>> User()
    {
        const int Iterations = 600_000;
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2("correct horse", salt, Iterations, HashAlgorithmName.SHA256, 32);
        yield return new(
            "JobMaster:Api:Users:ann:PasswordHash",
            $"pbkdf2-sha256${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
        yield return new("JobMaster:Api:Users:ann:Permissions", "Read, Operate");
    }

    private static IEnumerable<KeyValuePair<string, string?>> Access(string id, string permissions, string? tenant = null)
    {
        string section = $"JobMaster:Api:Keys:{id}";
        string hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"the-secret-of-{id}")));
        yield return new($"{section}:Id", id);
        yield return new($"{section}:SecretSha256", hash);
        yield return new($"{section}:Permissions", permissions);
        if (tenant is not null)
        {
            yield return new($"{section}:Tenants:0", tenant);
        }
    }
}
