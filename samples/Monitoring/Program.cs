// An app that can be watched: metrics for Prometheus, health checks and statistics. See alerts.yaml and grafana-dashboard.json beside it.
using JobMaster;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Monitoring;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddJobMasterCluster(config => config.UseSqlite().AddWorker());
builder.Services.AddHealthChecks().AddJobMaster().AddJobMasterClusterCheck(limits => limits.MaxBacklog = 10_000);

var app = builder.Build();
app.MapJobMasterMetrics();
app.MapHealthChecks("/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
app.MapHealthChecks("/health/jobs", new HealthCheckOptions { Predicate = check => check.Name == "jobmaster-cluster" });
app.MapPost("/work", async (IJobMasterScheduler jobs) => (await jobs.OnceNowAsync(new Work(TimeSpan.FromMilliseconds(200)))).Id);
app.MapGet("/today", async (IJobMasterMonitor monitor) =>
    (await monitor.Statistics.GetSeriesAsync()).Points.Where(point => point.Counts.Started > 0)
        .Select(point => new { point.At, point.Counts.Succeeded, point.Counts.Failed, P95 = point.Counts.Run.Percentile(0.95) }));
app.Run();
