using System.Runtime;
using JobMaster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// Runs one job, then says where the library was loaded from, and how many methods were compiled for that.
var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.Services.AddJobMasterCluster(config =>
{
    config.UseInMemory().AddJobHandler<GreetingHandler>();
    config.AddWorker();
});
using var host = builder.Build();
await host.StartAsync();
await host.Services.GetRequiredService<IJobMasterScheduler>().OnceNowAsync(new Greeting("world"));
await GreetingHandler.Greeted.Task.WaitAsync(TimeSpan.FromSeconds(60));
await host.StopAsync();
string library = Path.GetRelativePath(AppContext.BaseDirectory, typeof(JobContext).Assembly.Location);
Console.WriteLine($"{JitInfo.GetCompiledMethodCount()} {library}");

internal sealed record Greeting(string Name);

[JobMasterDefinitionId("greeting")]
internal sealed class GreetingHandler : IJobHandler<Greeting>
{
    public static readonly TaskCompletionSource Greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task HandleAsync(Greeting payload, JobContext job, CancellationToken cancellationToken)
    {
        Greeted.TrySetResult();
        return Task.CompletedTask;
    }
}
