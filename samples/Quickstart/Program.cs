using System.Text.Json.Serialization;
using JobMaster;
using Microsoft.AspNetCore.Connections;
using Quickstart;
using Quickstart.Demo;

string[] flags = ["--demo", "--exit-when-done"];
var isDemo = args.Contains(flags[0]);
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = [.. args.Where(arg => !flags.Contains(arg))], ContentRootPath = Repository.SampleDirectory,
});
builder.WebHost.UseUrls(builder.Configuration["urls"] ?? "http://127.0.0.1:5080");
builder.Logging.SetMinimumLevel(LogLevel.Error).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
    .AddFilter("JobMaster.Api", LogLevel.Warning); // so that the login link is seen
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));

builder.Services.AddSingleton<Repository>();
builder.Services.AddSingleton<SearchIndex>();
builder.Services.AddSingleton<FolderScheduler>();
builder.Services.AddSingleton<ProgressReport>();
builder.Services.AddHostedService<ModeNotice>();
builder.Services.AddJobMasterCluster(config =>
{
    (isDemo ? config.UseSqlite("demo.db") : config.UseSqlite()).AddWorker().MaxConcurrency(2);
    if (isDemo)
    {
        DemoFeed.Configure(config);
    }

    config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(5); // so that after kill -9 its jobs are back within 10 seconds
});

if (isDemo)
{
    builder.Services.AddHostedService<DemoFeed>();
}

await using var app = builder.Build();
app.MapQuickstart();
app.MapJobMasterDashboard();
try
{
    await app.StartAsync();
}
catch (IOException exception) when (exception.InnerException is AddressInUseException)
{
    Console.WriteLine($"{exception.Message} Choose another address: ASPNETCORE_URLS=http://127.0.0.1:5081");
    return 1;
}

await app.Services.GetRequiredService<FolderScheduler>().ScheduleChangedAsync();
if (isDemo)
{
    app.PrintWhatToTry();
    await app.WaitForShutdownAsync();
    return 0;
}

var failed = await app.Services.GetRequiredService<ProgressReport>().WatchAsync(app.Lifetime.ApplicationStopping);
if (args.Contains(flags[1]))
{
    app.Lifetime.StopApplication();
}

app.PrintWhatToTry();
await app.WaitForShutdownAsync();
return failed == 0 ? 0 : 1;
