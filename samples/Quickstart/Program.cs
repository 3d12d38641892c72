using System.Text.Json.Serialization;
using JobMaster;
using Microsoft.AspNetCore.Connections;
using Quickstart;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = Repository.SampleDirectory });
builder.WebHost.UseUrls(builder.Configuration["urls"] ?? "http://127.0.0.1:5080");
builder.Logging.SetMinimumLevel(LogLevel.Error).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));

builder.Services.AddSingleton<Repository>();
builder.Services.AddSingleton<SearchIndex>();
builder.Services.AddSingleton<FolderScheduler>();
builder.Services.AddSingleton<ProgressReport>();
builder.Services.AddJobMasterCluster(config =>
{
    config.UseSqlite().AddWorker().MaxConcurrency(2);
    config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(5); // so that after kill -9 its jobs are back within 10 seconds
});

await using var app = builder.Build();
app.MapQuickstart();
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
var failed = await app.Services.GetRequiredService<ProgressReport>().WatchAsync(app.Lifetime.ApplicationStopping);
if (args.Contains("--exit-when-done"))
{
    app.Lifetime.StopApplication();
}

app.PrintWhatToTry();
await app.WaitForShutdownAsync();
return failed == 0 ? 0 : 1;
