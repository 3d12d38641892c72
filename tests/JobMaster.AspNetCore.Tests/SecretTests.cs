using System.Net;
using System.Text;
using JobMaster.TestServers;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace JobMaster.AspNetCore.Tests;

/// <summary>
/// Names of places and words that only configuration knows, in every place it takes one: no answer holds any of them, of a read, a change
/// or an error.
/// </summary>
public sealed class SecretTests
{
    private const string Mark = "unsaid";

    [Fact]
    public async Task No_answer_tells_a_secret_a_place_or_a_key_of_the_configuration()
    {
        string folder = Directory.CreateTempSubdirectory($"jobmaster-{Mark}-").FullName;
        try
        {
            await using var app = await StartAsync(config => config.UseSqlite(Path.Combine(folder, "jobs.db")));
            await WalkAsync(app);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Errors_while_the_database_is_away_tell_nothing_of_it()
    {
        await using var app = await StartAsync(config =>
        {
            config.Options.StartupFailure = StartupFailure.RetryInBackground;
            return config.UsePostgres(
                $"Host=127.0.0.1;Port=9;Username={Mark}-user;Password={Mark}-password;Database={Mark}-database;Timeout=1");
        });
        using var admin = app.Caller("admin");
        (HttpMethod Method, string Path, string? Body)[] calls =
        [
            (HttpMethod.Get, "jobs", null), (HttpMethod.Get, "lanes", null), (HttpMethod.Get, "audit", null),
            (HttpMethod.Post, $"jobs/{Guid.CreateVersion7()}/cancel", "{}"), (HttpMethod.Post, "jobs", """{"type":"other"}"""),
            (HttpMethod.Put, "mode", """{"mode":"Passive"}"""),
        ];
        var answers = await Task.WhenAll(calls.Select(call => admin.SendJsonAsync(call.Method, ApiApp.Cluster + call.Path, call.Body)));
        foreach (var (status, body, response) in answers)
        {
            (status, body.Text("type")).ShouldBe((HttpStatusCode.ServiceUnavailable, "urn:jobmaster:problem:store-unavailable"));
            $"{response.Headers}{body}".ShouldNotContain(Mark);
            $"{body}".ShouldNotContain("127.0.0.1");
        }
    }

    internal static Task<ApiApp> StartAsync(Func<JobMasterClusterConfig, JobMasterClusterConfig> master) => ApiApp.StartAsync(
        master: master,
        settings: [new($"JobMaster:Api:Keys:spare:Name", "spare"), .. ApiApp.Key("spare", "Read")],
        map: app =>
        {
            app.MapJobMasterApi();
            app.MapJobMasterMetrics();
        },
        cluster: config => config.EncryptPayloads(new PayloadKey("k1", Key)).AddAlert(JobAlert.LaneWithoutWorker())
            .AddAlertWebhook(new Uri($"http://127.0.0.1:9/{Mark}"), $"{Mark}-secret-of-the-webhook"));

    /// <summary>Calls every route: first those that read, then those that change, the mode last, and then some that do not exist.</summary>
    internal static async Task WalkAsync(ApiApp app, params string[] more)
    {
        await app.UntilDefinitionsAreKnownAsync();
        using var admin = app.Caller("admin");
        var job = await app.Jobs.OnceAfterAsync(
            TimeSpan.FromHours(1), "other", WriteableMessageData.New().SetStringValue("Note", $"{Mark} in a payload"));
        string[] secrets =
        [
            Convert.ToBase64String(Key), Convert.ToHexString(Key), ApiApp.Secret("spare"), ApiApp.Secret("admin"),
            ApiApp.Key("spare", "Read").Single(one => one.Key.EndsWith("Sha256", StringComparison.Ordinal)).Value!, .. more,
        ];
        int read = 0, changed = 0;
        foreach (var (endpoint, route) in app.Routes().Where(one => !one.Route.IsStream).OrderBy(one => one.Route.Name == "setMode" ? 2
            : HttpMethods.IsGet(one.Route.Method) ? 0 : 1))
        {
            bool reads = HttpMethods.IsGet(route.Method);
            bool isDone = await CheckAsync(route.Method, endpoint.PathFor(job.Id), reads ? null : route.Body?.Example ?? "{}", route.Name);
            (read, changed) = (read + (reads && isDone ? 1 : 0), changed + (!reads && isDone ? 1 : 0));
        }

        (read > 20, changed > 15).ShouldBe((true, true), $"{read} and {changed}");
        const string Api = "/jobmaster/api/v1/clusters/default/";
        string[] others = [$"{Api}nothing", $"{Api}jobs/7", $"{Api}jobs?limit=x", $"{Api}jobs?cursor=x", "/jobmaster/metrics"];
        foreach (string path in others)
        {
            await CheckAsync("GET", path, null, path);
        }

        await CheckAsync("POST", $"{Api}jobs", "{", "a body that ends");

        async Task<bool> CheckAsync(string method, string path, string? body, string name)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await admin.SendAsync(request);
            string text = $"{answer.Headers}{answer.Content.Headers}{await answer.Content.ReadAsStringAsync()}";

            // Only a reveal shows an encrypted payload.
            string[] hidden = name == "revealJob" ? secrets : [Mark, .. secrets];
            hidden.ShouldAllBe(secret => !text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{name}: {text}");
            return answer.IsSuccessStatusCode;
        }
    }

    private static byte[] Key => [.. Enumerable.Range(65, PayloadKey.Size).Select(one => (byte)one)];
}

/// <summary>The same of a database with a user and a password.</summary>
[NeedsServer("postgres")]
public sealed class PostgresSecretTests
{
    [Fact]
    public async Task No_answer_tells_the_databases_connection_string()
    {
        string schema = $"a{Guid.CreateVersion7():N}"[..32];
        var place = new NpgsqlConnectionStringBuilder(TestServer.ConnectionString("postgres")) { ApplicationName = "unsaid-application" };
        place.Password = string.IsNullOrEmpty(place.Password) ? "unsaid-password" : place.Password;
        await using (var app = await SecretTests.StartAsync(
            config => config.UsePostgres(place.ConnectionString).UseSqlSchemaForMaster(schema)))
        {
            await SecretTests.WalkAsync(app, place.Password, $"Port={place.Port}", "Host=");
        }

        await using var source = NpgsqlDataSource.Create(TestServer.ConnectionString("postgres"));
        await using var drop = source.CreateCommand($"drop schema if exists {schema} cascade");
        await drop.ExecuteNonQueryAsync();
        await using var left = source.CreateCommand($"select count(*) from pg_namespace where nspname = '{schema}'");
        (await left.ExecuteScalarAsync()).ShouldBe(0L);
    }
}
