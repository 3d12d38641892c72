using JobMaster;
using MultiAgent;

// One program for every host of the cluster: dotnet run --project samples/MultiAgent [-- --role producer | worker | drain] [--agent Agent-1] [--exit-when-done]
// Without a role it is all of them in one process, on SQLite files. With connection strings it uses Postgres: see compose.yaml.
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Error).AddFilter("JobMaster", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
var role = builder.Configuration["role"] ?? "all";

builder.Services.AddJobMasterCluster(config =>
{
    config.ClusterId("multi-agent").AddJobHandler<ResizeHandler>().AddJobHandler<MailHandler>().UseDatabases(builder.Configuration);
    config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(5);
    if (role is "all" or "worker")
    {
        config.AddWorker().AgentConnName(builder.Configuration["agent"] ?? "Agent-1").WorkerLane("default", "mail");
    }

    if (role is "all")
    {
        config.AddWorker().AgentConnName("Agent-2").WorkerLane("mail").SetWorkerMode(AgentWorkerMode.Execution);
    }

    if (role is "drain")
    {
        config.AddWorker().AgentConnName(builder.Configuration["agent"] ?? "Agent-1").SetWorkerMode(AgentWorkerMode.Drain);
    }
});
builder.Services.AddSingleton(new ProducerOptions(args.Contains("--exit-when-done")));
if (role is "all" or "producer")
{
    builder.Services.AddHostedService<Producer>();
}

await builder.Build().RunAsync();
