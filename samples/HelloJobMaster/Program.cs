using JobMaster;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddJobMasterCluster(config => config.UseSqlite().AddWorker());

var app = builder.Build();
app.MapPost("/welcome", async (string to, IJobMasterScheduler jobs) => (await jobs.OnceNowAsync(new Welcome(to))).Id);
app.MapGet("/jobs/{id}", async (Guid id, IJobMasterMonitor monitor) =>
    await monitor.Jobs.GetAsync(id) is { } job ? Results.Ok(job) : Results.NotFound());
app.Run();

internal sealed record Welcome(string To);

[JobMasterDefinitionId("welcome")]
internal sealed class WelcomeHandler : IJobHandler<Welcome>
{
    public Task HandleAsync(Welcome payload, JobContext job, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Welcome, {payload.To}! (job {job.Id}, attempt {job.Attempt.Number})");
        return Task.CompletedTask;
    }
}
