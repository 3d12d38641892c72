using JobMaster.Conformance;
using JobMaster.Storage;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

/// <summary>
/// An operation on many jobs does each of them once and leaves none out, whatever is done to the processes that work on it and to their
/// workers.
/// </summary>
public abstract class OperationCrashTests<TPlace>(ITestOutputHelper output)
    where TPlace : IChaosPlace, new()
{
    private const int Jobs = 30_000;
    private const string Definition = "chaos.operation";
    private static readonly string[] Nodes = ["worker-1", "worker-2"];
    private readonly Random _random = new(ChaosSettings.Seed);

    [Fact]
    public async Task Kills_of_the_nodes_that_work_on_it_do_no_job_twice_and_leave_none_out()
    {
        output.WriteLine($"{GetType().Name}, JOBMASTER_CHAOS_SEED={ChaosSettings.Seed}");
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        await cluster.StartAsync(cluster.ControlsOptions);
        await Task.WhenAll(Nodes.Select(name => cluster.StartAsync(Node(cluster, name))));
        await Task.WhenAll(Nodes.Select(name => cluster[name].ReadyAsync()));
        var ids = await InsertAsync(cluster.Store);
        var operation = Operation();
        await cluster.Store.Operations.InsertAsync(operation, CancellationToken.None);

        var kills = 0;
        var stored = await ProgressAsync(cluster, operation.Id, beyond: 0);
        var most = ChaosSettings.IsLong ? 60 : 6;
        while (stored.State == JobOperationState.Running)
        {
            if (kills >= most)
            {
                stored = await ProgressAsync(cluster, operation.Id, beyond: Jobs);
                break;
            }

            await Eventually.LastsAsync(TimeSpan.FromMilliseconds(_random.Next(60)));
            await Task.WhenAll(Nodes.Select(name => cluster[name].KillAsync()));
            kills++;
            await Task.WhenAll(Nodes.Select(name => cluster.StartAsync(cluster[name].Options)));
            stored = await ProgressAsync(cluster, operation.Id, beyond: stored.Counts.Changed);
        }

        await cluster.EndOperatorAsync(each: NodeOptions.ControlsOnceEach);
        output.WriteLine($"jobs {Jobs}, kills {kills * Nodes.Length}");
        kills.ShouldBeGreaterThan(1, "a run in which no kill met the operation shows nothing");
        (stored.State, stored.Counts, stored.Waiting).ShouldBe((JobOperationState.Done, new OperationCounts(Jobs), 0));
        (await FiledAsync(cluster.Store, operation.Id)).Order().ShouldBe(ids.Order());
        foreach (var id in ids.Where((_, place) => place % 500 == 0))
        {
            (await cluster.Store.Reads.GetAsync(id, CancellationToken.None))!.Lane.ShouldBe("moved");
        }
    }

    private static NodeOptions Node(ChaosCluster cluster, string name) =>
        cluster.Options with { Name = name, Mode = AgentWorkerMode.Coordinator };

    private static NewOperation Operation()
    {
        var id = Guid.CreateVersion7();
        var by = new AuditOrigin("ann", "chaos", OperationId: id);
        return new NewOperation
        {
            Id = id,
            By = by,
            Spec = new OperationSpec
            {
                Kind = JobOperationKind.Change,
                Change = new StoredJobChange { Lane = "moved" },
                Filter = new JobOperationFilter { JobDefinitionId = Definition },
            },
            Matched = Jobs,
            IsCapped = false,
            Audit = new NewAuditEntry
            {
                Origin = by, Action = AuditActions.StartOperation, TargetKind = AuditTargets.Operation, TargetId = $"{id}",
            },
        };
    }

    private static async Task<List<Guid>> InsertAsync(IMasterStore store)
    {
        var ids = new List<Guid>();
        for (var batch = 0; batch < Jobs / 1000; batch++)
        {
            var jobs = Enumerable.Range(0, 1000).Select(_ => new NewJob
            {
                Id = Guid.CreateVersion7(), DefinitionId = Definition, Lane = "default", Priority = JobMasterPriority.Medium,
                Delay = TimeSpan.FromHours(1), Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0,
            }).ToList();
            await store.Jobs.InsertAsync(jobs, mayBeStored: false, CancellationToken.None);
            ids.AddRange(jobs.Select(job => job.Id));
        }

        return ids;
    }

    /// <summary>The operation once it has gone on, or is over.</summary>
    private static async Task<StoredOperation> ProgressAsync(ChaosCluster cluster, Guid id, long beyond)
    {
        StoredOperation? stored = null;
        await Eventually.BecomesAsync(
            "the operation goes on",
            async () =>
            {
                stored = await cluster.Store.Operations.GetAsync(id, CancellationToken.None);
                return stored!.Counts.Changed > beyond || stored.State != JobOperationState.Running;
            },
            ChaosSettings.Patience,
            () => $"It is {stored}.");
        return stored!;
    }

    private static async Task<List<Guid>> FiledAsync(IMasterStore store, Guid operationId) =>
        [
            .. (await StoredAudit.ReadAsync(store.Audit, AuditTargets.Job)).Where(entry => entry.OperationId == operationId)
                .Select(entry => Guid.Parse(entry.TargetId))];
}
