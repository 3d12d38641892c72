using JobMaster;
using JobMaster.Chaos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var options = NodeOptions.Parse(args);
using var file = new RunFile(options.RunFile);
using var gate = new Gate();
var clock = new MovedClock(options.Clock ?? 0);

var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.Logging.AddProvider(new RunLog(file));
builder.Services.AddSingleton(options).AddSingleton(file).AddSingleton(gate);
builder.Services.AddJobMasterCluster(config =>
{
    config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(options.HeartbeatTimeout);
    config.Options.PollInterval = TimeSpan.FromMilliseconds(300);
    config.Options.MaxWorkerLosses = options.MaxLosses;
    config.Options.StartupFailure = StartupFailure.RetryInBackground;
    config.UseMasterStore(
        options.Provider,
        context =>
        {
            var store = StoreChoice.Open(
                options.Provider, options.Connection, context with { StoreClock = options.Clock is null ? null : clock });
            if (options.DiesAfter > 0)
            {
                KeyCalls.DieAfter(store, options.DiesAfter, file);
            }

            return store;
        });
    config.AddJobHandler<WorkHandler>().AddJobHandler<HoldHandler>().AddJobHandler<DeadlyHandler>().AddJobHandler<EntryHandler>();
    if (options.MaxConcurrent > 0)
    {
        config.AddLimit(NodeOptions.Limit, limit =>
        {
            _ = options.KeepsOrder ? limit.KeepOrder() : limit.MaxConcurrent(options.MaxConcurrent);
        });
    }

    foreach (var agent in options.Agents.Split('#', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('|')))
    {
        StoreChoice.UseAgent(config.AddAgentConnectionConfig(agent[0]), agent[1], agent[2]);
    }

    if (options.Concurrency > 0)
    {
        var worker = config.AddWorker()
            .WorkerName(options.Name)
            .MaxConcurrency(options.Concurrency)
            .WorkerLane(options.Lane.Split(','))
            .SetWorkerMode(options.Mode);
        _ = options.AgentName.Length == 0 ? worker : worker.AgentConnName(options.AgentName);
    }
});
if (options.Operates)
{
    builder.Services.AddSingleton<JobActions>().AddSingleton<OperationActions>().AddSingleton<ScheduleActions>()
        .AddSingleton<ControlActions>();
    builder.Services.AddHostedService<RandomOperator>();
}
else if (options.KeyCall.Length > 0)
{
    builder.Services.AddHostedService<KeyCall>();
}
else if (options.Concurrency == 0)
{
    builder.Services.AddHostedService<Producer>();
}

if (options.Schedules > 0)
{
    builder.Services.AddHostedService<ScheduleKeeper>();
}

using var host = builder.Build();
new Commands(gate, clock, host.Services.GetRequiredService<IHostApplicationLifetime>()).Start();
file.Write("starting");
await host.StartAsync();
file.Write("ready");
await host.WaitForShutdownAsync();
