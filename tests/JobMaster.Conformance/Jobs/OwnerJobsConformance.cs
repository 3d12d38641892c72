namespace JobMaster.Conformance.Jobs;

/// <summary>Hosts whose configuration names one place for two clusters, and clusters that are renamed on purpose.</summary>
public abstract class OwnerJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_host_of_another_cluster_does_not_start_and_is_told_what_to_do()
    {
        var billing = await StartAsync(config => config.ClusterId("billing").AddWorker());

        var refusal = await Should.ThrowAsync<JobMasterConfigurationException>(
            StartAsync(config => config.ClusterId("warehouse").AddWorker()));

        refusal.Message.ShouldContain("belong to cluster 'billing', and this host is of cluster 'warehouse'");
        refusal.Message.ShouldContain(await PlaceAsync());
        refusal.Message.ShouldContain("UseSqlTablePrefixForMaster");
        refusal.Message.ShouldContain("call RenamesCluster(\"billing\")");
        var job = await billing.Jobs.OnceNowAsync<ProbeHandler>();
        await billing.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_renamed_cluster_goes_on_with_its_jobs_once_the_hosts_of_the_former_name_are_stopped()
    {
        var billing = await StartAsync(config => Patient(config).ClusterId("billing").AddWorker().WorkerLane("other"));
        var job = await billing.Jobs.OnceNowAsync<ProbeHandler>();

        var refusal = await Should.ThrowAsync<JobMasterConfigurationException>(
            StartAsync(config => Patient(config).ClusterId("invoicing").RenamesCluster("billing")));
        refusal.Message.ShouldContain("cannot be renamed to 'invoicing' while its hosts run");
        await StopAsync(billing);

        var hosts = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ =>
                Task.Run(() => StartAsync(config => Patient(config).ClusterId("invoicing").RenamesCluster("billing").AddWorker()))));
        await hosts[0].WaitAsync(job.Id, JobState.Succeeded);
        hosts.SelectMany(host => host.Logs.Warnings)
            .ShouldContain(line => line.StartsWith("Cluster 'billing' was renamed to 'invoicing'", StringComparison.Ordinal));
        await StartAsync(config => Patient(config).ClusterId("invoicing").RenamesCluster("billing"));
        await StartAsync(config => Patient(config).ClusterId("invoicing"));
        (
            await Should.ThrowAsync<JobMasterConfigurationException>(StartAsync(config => Patient(config).ClusterId("billing"))))
                .Message.ShouldContain("RenamesCluster(\"invoicing\")");
    }

    [Fact]
    public async Task A_rename_of_a_place_that_is_nobodys_is_a_plain_start()
    {
        var app = await StartAsync(config => config.ClusterId("invoicing").RenamesCluster("billing").AddWorker());
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);
        app.Logs.Messages.ShouldNotContain(line => line.Contains("was renamed", StringComparison.Ordinal));
    }

    /// <summary>A host whose heartbeat is late for any reason is to count as live.</summary>
    private static JobMasterClusterConfig Patient(JobMasterClusterConfig config)
    {
        config.Options.HeartbeatTimeout = TimeSpan.FromMinutes(1);
        return config;
    }

    private async Task<string> PlaceAsync()
    {
        await using var store = Fixture.Open(null);
        return store.Schema.Place;
    }
}
