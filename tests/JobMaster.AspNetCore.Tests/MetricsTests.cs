using System.Diagnostics.Metrics;
using System.Net;
using System.Text.RegularExpressions;
using JobMaster.AspNetCore.Metrics;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace JobMaster.AspNetCore.Tests;

/// <summary>The metrics as Prometheus reads them.</summary>
public sealed partial class MetricsTests
{
    private const string Labels =
        "{otel_scope_name=\"JobMaster\",jobmaster_cluster=\"default\",jobmaster_definition=\"greet\",jobmaster_lane=\"default\"";

    private static readonly Uri Page = new("http://localhost/jobmaster/metrics");

    [Fact]
    public async Task Names_labels_types_and_buckets_are_those_of_OpenTelemetrys_exporter()
    {
        await using var app = await StartAsync(
            services: services => services.AddOpenTelemetry().WithMetrics(
                metrics => metrics.AddMeter("JobMaster").AddPrometheusExporter()),
            map: app =>
            {
                app.MapJobMasterMetrics();
                app.MapPrometheusScrapingEndpoint("/otel");
            });
        using var client = app.Caller("reader");
        await RunAsync(app, "greet", new Greeting("Ada"));

        // Read before, because the gauge of live jobs has values once it was read.
        await CountedAsync(client, 1);
        var ours = Shapes(await client.GetStringAsync(Page));
        var theirs = Shapes(await client.GetStringAsync(new Uri("http://localhost/otel")));
        var later = Shapes(await client.GetStringAsync(Page));

        // A call of the store between the two reads may be the first of its kind. Then the next reads have it both.
        await Conformance.Eventually.BecomesAsync(
            "both pages have the same families",
            async () => Types(await client.GetStringAsync(Page)).SetEquals(
                Types(await client.GetStringAsync(new Uri("http://localhost/otel")))),
            TimeSpan.FromSeconds(30));
        Types(await client.GetStringAsync(Page)).Any(IsOfStore).ShouldBeTrue();
        ours.Where(shape => !IsOfStore(shape)).ShouldNotBeEmpty();
        ours.ShouldContain(shape => shape.Contains("jobmaster_job_wait_seconds_bucket", StringComparison.Ordinal)
            && shape.EndsWith("le=0.005", StringComparison.Ordinal));
        ours.Except(theirs).Where(shape => !IsOfStore(shape)).ShouldBeEmpty();

        // An occurrence may be the first between two reads: what they have, a later read of ours has.
        theirs.Except(later).Where(shape => !IsOfStore(shape)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Counts_and_histograms_add_up()
    {
        await using var app = await StartAsync();
        using var client = app.Caller("reader");
        await RunAsync(app, "greet", new Greeting("Ada"));
        await RunAsync(app, "greet", new Greeting("Bob"));

        string text = await CountedAsync(client, 2);

        text.ShouldContain($"# TYPE jobmaster_jobs_scheduled_total counter\n");
        text.ShouldContain($"jobmaster_jobs_scheduled_total{Labels}}} 2\n");
        text.ShouldContain(Finished(2));
        text.ShouldContain($"jobmaster_attempt_duration_seconds_bucket{Labels},le=\"+Inf\"}} 2\n");
        text.ShouldContain($"jobmaster_attempt_duration_seconds_count{Labels}}} 2\n");
        text.ShouldContain($"jobmaster_attempts_running{Labels}}} 0\n");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("submitter", HttpStatusCode.Forbidden)]
    [InlineData("acme", HttpStatusCode.Forbidden)]
    [InlineData("reader", HttpStatusCode.OK)]
    [InlineData("elsewhere", HttpStatusCode.OK)]
    public async Task Only_who_may_read_the_whole_cluster_reads_its_metrics(string? key, HttpStatusCode status)
    {
        await using var app = await StartAsync();
        await RunAsync(app, "greet", new Greeting("Ada"));
        using var client = app.Caller(key);

        using var response = await client.GetAsync(Page);

        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).Contains("\"default\"", StringComparison.Ordinal).ShouldBe(key == "reader");
    }

    [Fact]
    public async Task RequireAuthorization_lets_a_user_in_without_a_redirect()
    {
        await using var app = await StartAsync(
            services: services => services.AddAuthorization().AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
                .AddCookie(),
            map: app => app.MapJobMasterMetrics().RequireAuthorization());
        using var nobody = app.Caller(null);
        using var reader = app.Caller("reader");

        (await nobody.GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await reader.GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void Hostile_names_are_escaped_and_names_beyond_the_limit_share_a_series()
    {
        using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = meters.GetRequiredService<IMeterFactory>();
        using var listener = new MetricListener(factory);
        var counter = factory.Create("JobMaster").CreateCounter<long>("jobmaster.tests", "{test}", "Back\\slash\nline");
        counter.Add(1, new KeyValuePair<string, object?>("jobmaster.lane", "a\"b\\c\nd\uD800 İ"));
        for (int i = 0; i < MetricFamily.MostSeries + 9; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("jobmaster.lane", $"lane-{i}"));
        }

        string text = listener.Write(_ => true);

        text.ShouldContain("# HELP jobmaster_tests_total Back\\\\slash\\nline\n");
        text.ShouldContain("{otel_scope_name=\"JobMaster\",jobmaster_lane=\"a\\\"b\\\\c\\nd\uFFFD İ\"} 1\n");
        text.ShouldContain("{otel_scope_name=\"JobMaster\",otel_metric_overflow=\"true\"} 10\n");
        text.Split('\n').Length.ShouldBe(MetricFamily.MostSeries + 4);
    }

    [Fact]
    public void Meters_of_other_apps_and_other_libraries_are_not_listened_to()
    {
        using var own = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var listener = new MetricListener(own.GetRequiredService<IMeterFactory>());
        other.GetRequiredService<IMeterFactory>().Create("JobMaster").CreateCounter<long>("jobmaster.tests").Add(1);
        own.GetRequiredService<IMeterFactory>().Create("Other").CreateCounter<long>("jobmaster.tests").Add(1);

        listener.Write(_ => true).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("samples/Monitoring/grafana-dashboard.json", 8)]
    [InlineData("samples/Monitoring/alerts.yaml", 6)]
    public async Task The_dashboard_and_the_alerts_use_only_names_that_exist(string file, int atLeast)
    {
        await using var app = await StartAsync();
        using var listener = new MetricListener(app.App.Services.GetRequiredService<IMeterFactory>());
        var names = listener.Families.SelectMany(family => family.Bounds is null
            ? [family.Name]
            : new[] { $"{family.Name}_bucket", $"{family.Name}_sum", $"{family.Name}_count" }).ToHashSet();
        string page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "operations.md"));
        var labels = Tags().Matches(page).Select(match => MetricName.Label(match.Groups[1].Value)).ToHashSet();

        var used = Used().Matches(await File.ReadAllTextAsync(Path.Combine(Root(), file))).Select(match => match.Value).Distinct().ToList();

        used.Except(labels).Count().ShouldBeGreaterThanOrEqualTo(atLeast);
        used.Where(name => !names.Contains(name) && !labels.Contains(name)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\bjobmaster_[a-z_]+")]
    private static partial Regex Used();

    [GeneratedRegex(@"`(jobmaster\.[a-z]+)`")]
    private static partial Regex Tags();

    [GeneratedRegex("(\\w+)=\"([^\"]*)\"")]
    private static partial Regex Label();

    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..");

    /// <summary>Calls of the store go on between two reads.</summary>
    private static bool IsOfStore(string shape) => shape.Contains("jobmaster_store", StringComparison.Ordinal);

    /// <summary>Each line without its value, with its labels in order and of buckets the bound.</summary>
    private static List<string> Shapes(string text) =>
    [
        .. text.Split('\n').Where(line => line.StartsWith("jobmaster_", StringComparison.Ordinal)).Select(line => string.Join(
            ' ', Label().Matches(line).Select(match =>
                match.Groups[1].Value == "le" ? match.Value.Replace("\"", "", StringComparison.Ordinal) : match.Groups[1].Value)
            .Order(StringComparer.Ordinal).OrderBy(label => label.StartsWith("le=", StringComparison.Ordinal))
            .Prepend(line[..line.IndexOf('{', StringComparison.Ordinal)]))),
        .. text.Split('\n').Where(line => line.StartsWith("# TYPE jobmaster_", StringComparison.Ordinal)),
    ];

    private static HashSet<string> Types(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("# TYPE jobmaster_", StringComparison.Ordinal))];

    private static async Task RunAsync(ApiApp app, string definitionId, Greeting greeting)
    {
        var job = await app.Jobs.OnceNowAsync(definitionId, greeting);
        await Conformance.Eventually.BecomesAsync(
            "the job has run",
            async () => (await app.Monitor.Jobs.GetAsync(job.Id))?.State == JobState.Succeeded, TimeSpan.FromSeconds(30));
    }

    private static string Finished(int attempts) =>
        $"jobmaster_attempts_finished_total{Labels},jobmaster_outcome=\"Succeeded\"}} {attempts}\n";

    /// <summary>The page once it counts so many attempts: they are counted a moment after others can see what they recorded.</summary>
    private static async Task<string> CountedAsync(HttpClient client, int attempts)
    {
        string text = "";
        await Conformance.Eventually.BecomesAsync(
            $"{attempts} attempt(s) are counted",
            async () => (text = await client.GetStringAsync(Page)).Contains(Finished(attempts), StringComparison.Ordinal),
            TimeSpan.FromSeconds(30), () => text);
        return text;
    }

    private static Task<ApiApp> StartAsync(
        Action<IServiceCollection>? services = null, Action<WebApplication>? map = null) =>
        ApiApp.StartAsync(
            services: services, cluster: config => config.AddWorker(), map: map ?? (static app => app.MapJobMasterMetrics()));
}
