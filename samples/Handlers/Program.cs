using Handlers;
using JobMaster;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.Configure<WebhookSettings>(builder.Configuration.GetSection("Webhooks"));
builder.Services.Configure<MailSettings>(builder.Configuration.GetSection("Mail"));
builder.Services.Configure<ReportSettings>(builder.Configuration.GetSection("Reports"));
builder.Services.AddHttpClient(WebhookHandler.Client, client => client.Timeout = TimeSpan.FromSeconds(20))
    .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
builder.Services.AddJobMasterCluster(config =>
{
    config.UseSqlite();
    config.AddWorker();

    // CPU work has a lane, a worker and threads of its own, so that it never takes the slots of jobs that only wait for a network.
    config.AddWorker().WorkerLane("cpu").MaxConcurrency(Math.Max(1, Environment.ProcessorCount - 1)).RunOnOwnThreads();
});

var app = builder.Build();
app.MapPost("/webhooks", async (Webhook webhook, IJobMasterScheduler jobs) => (await jobs.OnceNowAsync(webhook)).Id);
app.MapPost("/mails", async (Mail mail, IJobMasterScheduler jobs) => (await jobs.OnceNowAsync(mail)).Id);
app.MapPost("/reports", async (Report report, IJobMasterScheduler jobs) => (await jobs.OnceNowAsync(report)).Id);
app.MapPost("/primes", async (CountPrimes range, IJobMasterScheduler jobs) => (await jobs.OnceNowAsync(range)).Id);
app.MapGet("/jobs/{id:guid}", async (Guid id, IJobMasterMonitor monitor) =>
    await monitor.Jobs.GetAsync(id) is { } job ? Results.Ok(job) : Results.NotFound());
app.Run();

/// <summary>Named so that tests can start the app.</summary>
public partial class Program;
