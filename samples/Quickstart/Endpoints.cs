using JobMaster;

namespace Quickstart;

/// <summary>What the sample can be asked over HTTP.</summary>
internal static class Endpoints
{
    public static void MapQuickstart(this WebApplication app)
    {
        app.MapPost("/folders", async (string path, FolderScheduler folders, Repository repository, CancellationToken cancellationToken) =>
        {
            try
            {
                return repository.HasFolder(path)
                    ? Results.Accepted("/jobs", (await folders.ScheduleAllAsync(path, cancellationToken)).Select(job => job.Id))
                    : Results.NotFound($"No folder '{path}' below {repository.Root}.");
            }
            catch (JobRejectedException exception)
            {
                return Results.Conflict(exception.Message);
            }
        });

        app.MapGet("/jobs", async (JobState? state, string? next, IJobMasterMonitor monitor, CancellationToken cancellationToken) =>
        {
            try
            {
                return Results.Ok(await monitor.Jobs.ListAsync(new JobFilter { State = state }, next, cancellationToken));
            }
            catch (ArgumentException exception)
            {
                return Results.BadRequest(exception.Message);
            }
        });

        app.MapGet("/jobs/{id:guid}", async (Guid id, IJobMasterMonitor monitor, CancellationToken cancellationToken) =>
            await monitor.Jobs.GetAsync(id, cancellationToken) is { } job
                ? Results.Ok(new { job, attempts = await monitor.Jobs.GetAttemptsAsync(id, cancellationToken) })
                : Results.NotFound());

        app.MapGet("/search", (string q, SearchIndex index) => index.Search(q));
    }

    public static void PrintWhatToTry(this WebApplication app)
    {
        if (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }

        var url = app.Urls.First();
        var api = $"'{url}/jobmaster/api/v1/clusters/default/jobs'";
        var who = app.Environment.IsDevelopment()
            ? $"  curl {api}"
            : $"""
                In environment {app.Environment.EnvironmentName}, the dashboard and the API let nobody in without a key or a user.
                For them, start with --environment Development, or configure a key (docs/security.md) and send it:
                  curl -H 'Authorization: Bearer jmk_<id>_<secret>' {api}
                """;
        Console.WriteLine($"""
            Serving on {url} until Ctrl+C. The dashboard: {url}/jobmaster/
            Try:
              curl '{url}/search?q=lane'
              curl '{url}/jobs'
              curl -X POST '{url}/folders?path=docs'
            {who}
            """);
    }
}
