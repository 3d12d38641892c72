using JobMaster;
using MultiAgent;

// One program for every host of the cluster: dotnet run --project samples/MultiAgent [-- --role worker-mail] [--rounds 10]
// Without a role it is all of them in one process, on SQLite files. With connection strings it is on Postgres and NATS: see compose.yaml.
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Error)
    .AddFilter("JobMaster", LogLevel.Warning)
    .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
var role = builder.Configuration["role"] ?? "all";
if (!Roles.All.Contains(role))
{
    Console.WriteLine($"There is no role '{role}'; the roles are {string.Join(", ", Roles.All)}.");
    return 1;
}

var workers = role == "all" ? Roles.Workers : [.. Roles.Workers.Concat(Roles.Drains).Where(worker => worker.Name == role)];
var producers = Roles.Producers.Where(producer => role == "all" || producer == role).ToList();

builder.Services.AddJobMasterCluster(config =>
{
    config.ClusterId("multi-agent").AddJobHandler<ResizeHandler>().AddJobHandler<MailHandler>().UseConnections(builder.Configuration);
    config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(5); // so that what a killed worker held is back within 10 seconds
    foreach (var worker in workers)
    {
        worker.AddTo(config);
    }
});
builder.Services.AddHostedService(_ => new AdmittedReport(role));

using var app = builder.Build();
await app.StartAsync();
Console.WriteLine($"{role}: started");
if (producers.Count == 0)
{
    await app.WaitForShutdownAsync();
    return 0;
}

var (jobs, monitor) = (app.Services.GetRequiredService<IJobMasterScheduler>(), app.Services.GetRequiredService<IJobMasterMonitor>().Jobs);
var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
var rounds = builder.Configuration.GetValue("rounds", 10);
var ends = await Task.WhenAll(producers.Select(producer => new Producer(producer, jobs, monitor).RunAsync(rounds, stopping)));
await app.StopAsync();
return ends.All(succeeded => succeeded) ? 0 : 1;
