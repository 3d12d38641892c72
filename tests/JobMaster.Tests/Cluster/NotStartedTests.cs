using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Cluster;

public sealed class NotStartedTests
{
    private const string Warning = "its workers have not started";
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task An_app_that_uses_its_cluster_and_never_starts_its_workers_is_told()
    {
        await using var app = Build(config => config.AddWorker());
        await app.Jobs.OnceNowAsync<ProbeHandler>();
        app.Logs.Text.ShouldNotContain(Warning);

        _time.Advance(TimeSpan.FromSeconds(31));
        await app.Logs.WaitAsync(message => message.Contains(Warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_producer_has_nothing_to_start()
    {
        await using var app = Build(static _ => { });
        await app.Jobs.OnceNowAsync<ProbeHandler>();

        _time.Advance(TimeSpan.FromMinutes(2));
        app.Logs.Text.ShouldNotContain(Warning);
    }

    private TestApp Build(Action<JobMasterClusterConfig> configure) => TestApp.Build(
        config => configure(config.UseInMemory().AddJobHandler<ProbeHandler>()),
        services => services.AddSingleton<TimeProvider>(_time).AddSingleton(new Probe()));
}
