using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace JobMaster.Tests.Docs;

/// <summary>The OpenTelemetry block of <c>docs/operations.md</c>, compiled and run as it stands there.</summary>
public sealed class OpenTelemetryTests
{
    private readonly List<Activity> _spans = [];
    private readonly List<MetricSnapshot> _metrics = [];
    private readonly string _clusterId = $"otel-{Guid.NewGuid():N}";

    [Fact]
    public async Task Spans_and_metrics_of_a_job_are_exported()
    {
        var job = await RunOneJobAsync();

        var spans = _spans.Where(span => Equals(span.GetTagItem("jobmaster.cluster"), _clusterId))
            .OrderBy(span => span.StartTimeUtc).ToList();
        spans.Select(span => (span.DisplayName, span.Kind)).ShouldBe(
            [("schedule default", ActivityKind.Producer), ("run default", ActivityKind.Consumer)]);
        spans.ShouldAllBe(span => Equals(span.GetTagItem("messaging.message.id"), job.Id.ToString()));
        spans[1].Links.ShouldHaveSingleItem().Context.SpanId.ShouldBe(spans[0].SpanId);
        CountOf("jobmaster.jobs.scheduled").ShouldBe(1);
        CountOf("jobmaster.attempts.finished").ShouldBe(1);
    }

    /// <summary>See https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/.</summary>
    [Fact]
    public async Task Spans_carry_what_the_conventions_for_messaging_ask_for()
    {
        await RunOneJobAsync();

        var spans = _spans.Where(span => Equals(span.GetTagItem("jobmaster.cluster"), _clusterId))
            .OrderBy(span => span.StartTimeUtc);
        spans.Select(span => (
            span.GetTagItem("messaging.system"), span.GetTagItem("messaging.operation.name"),
            span.GetTagItem("messaging.operation.type"), span.GetTagItem("messaging.destination.name"))).ShouldBe(
            [("jobmaster", "schedule", "send", "default"), ("jobmaster", "run", "process", "default")]);
    }

    private async Task<JobContext> RunOneJobAsync()
    {
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = Host.CreateApplicationBuilder();
        new DocumentCode("docs/operations.md").Run<IHostApplicationBuilder>("AddOpenTelemetry()")(builder);
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddInMemoryExporter(_spans))
            .ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddInMemoryExporter(_metrics))
            .AddSingleton(ran)
            .AddJobMasterCluster(config => config.UseInMemory().ClusterId(_clusterId).AddJobHandler<SignalHandler>().AddWorker());
        using var app = builder.Build();
        await app.StartAsync();

        var job = await app.Services.GetRequiredService<IJobMasterScheduler>().OnceNowAsync<SignalHandler>();
        await ran.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await app.StopAsync();
        app.Services.GetRequiredService<TracerProvider>().ForceFlush();
        app.Services.GetRequiredService<MeterProvider>().ForceFlush();
        return job;
    }

    /// <summary>Other tests of the process run clusters meanwhile, each with a metric of the same name.</summary>
    private long CountOf(string instrument) => _metrics.Where(metric => metric.Name == instrument)
        .Select(metric => metric.MetricPoints
            .Where(point => TagsOf(point).Contains(new KeyValuePair<string, object?>("jobmaster.cluster", _clusterId)))
            .Sum(point => point.GetSumLong()))
        .LastOrDefault(count => count > 0);

    private static List<KeyValuePair<string, object?>> TagsOf(MetricPoint point)
    {
        var tags = new List<KeyValuePair<string, object?>>();
        foreach (var tag in point.Tags)
        {
            tags.Add(tag);
        }

        return tags;
    }

    [JobMasterDefinitionId("signal")]
    private sealed class SignalHandler(TaskCompletionSource ran) : IJobHandler
    {
        public Task HandleAsync(JobContext job)
        {
            ran.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
