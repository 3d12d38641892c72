using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Chaos;

/// <summary>Handlers that finish their job inside their own transaction, killed in the middle of it.</summary>
public abstract class OwnTransactionTests<TPlace>
    where TPlace : IChaosPlace, new()
{
    [Theory]
    [InlineData("written")]
    [InlineData("finishing")]
    public async Task A_process_killed_before_the_commit_leaves_neither_the_work_nor_the_outcome(string killedWhen)
    {
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        var first = await cluster.StartAsync(cluster.Options with { Name = "first" });
        await first.ReadyAsync();
        await ExecuteAsync(cluster, "create table entry (job_id char(36) not null)");
        var job = new NewJob
        {
            Id = Guid.CreateVersion7(), DefinitionId = "chaos.entry", Lane = "default", Priority = JobMasterPriority.Medium,
            Timeout = TimeSpan.FromMinutes(5), MaxRetries = 0,
            Payload = $$"""{"HeldWhen":"{{killedWhen}}"}""",
        };
        await cluster.Store.Jobs.InsertAsync([job], mayBeStored: false, CancellationToken.None);
        await first.Lines.WaitAsync(line => line == $"{killedWhen} {job.Id}");
        await first.KillAsync();

        (await cluster.Store.Reads.GetAsync(job.Id, CancellationToken.None))!.State.ShouldBe(JobState.Running);
        (await ExecuteAsync(cluster, "select count(*) from entry")).ShouldBe(0);

        var second = await cluster.StartAsync(cluster.Options with { Name = "second" });
        await second.SendAsync("release");
        await cluster.DrainedAsync();

        var ended = (await cluster.Store.Reads.GetAsync(job.Id, CancellationToken.None))!;
        (ended.State, ended.ClaimNo, ended.LostCount).ShouldBe((JobState.Succeeded, 2, 1));
        (await ExecuteAsync(cluster, "select count(*) from entry")).ShouldBe(1);
    }

    private static async Task<long> ExecuteAsync(ChaosCluster cluster, string sql)
    {
        await using DbConnection connection = await StoreChoice.ConnectAsync(cluster.Options.Provider, cluster.Options.Connection);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync() as long? ?? 0;
    }
}
