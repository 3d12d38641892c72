using JobMaster.Conformance;
using JobMaster.Storage;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

/// <summary>A replay that is tried with a few jobs first decides by what became of them, whatever is done to the processes that work on
/// it and run its jobs, while an operator pauses and resumes.</summary>
public abstract class CanaryCrashTests<TPlace>(ITestOutputHelper output)
    where TPlace : IChaosPlace, new()
{
    private const int Jobs = 300;
    private const int First = 5;
    private const string Definition = "chaos.work";
    private static readonly string[] Nodes = ["worker-1", "worker-2"];
    private readonly Random _random = new(ChaosSettings.Seed);

    [Theory]
    [InlineData(null)]
    [InlineData(Definition)]
    public async Task Kills_of_all_nodes_while_the_first_jobs_run_and_after_replay_each_job_once(string? asDefinition)
    {
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        await FailAsync(cluster, failsUntil: 1);
        var operation = await ReplayAsync(cluster.Store, asDefinition);

        var kills = await KillAsync(cluster, operation.Id);
        await cluster.EndOperatorAsync(each: NodeOptions.ControlsOnceEach);
        await EndedAsync(cluster, operation.Id);
        await cluster.WaitAsync(counts => counts.All(count => count.State == JobState.Succeeded), "the success of all jobs");

        output.WriteLine($"jobs {Jobs}, kills {kills}, JOBMASTER_CHAOS_SEED={ChaosSettings.Seed}");
        kills.ShouldBeGreaterThan(Nodes.Length, "the first kill must meet the first jobs, another one the rest");
        var stored = await cluster.Store.Operations.GetAsync(operation.Id, CancellationToken.None);
        (stored!.State, stored.Counts.Changed).ShouldBe((JobOperationState.Done, Jobs));
        (await ReplayedAsync(cluster.Store, operation.Id)).Distinct().Count().ShouldBe(Jobs);
        (await ReplayedAsync(cluster.Store, operation.Id)).Count.ShouldBe(Jobs);
    }

    [Fact]
    public async Task Kills_of_all_nodes_while_the_first_jobs_run_do_not_hide_that_they_fail_again()
    {
        await using var cluster = await ChaosCluster.CreateAsync(new TPlace());
        await FailAsync(cluster, failsUntil: 100);
        var operation = await ReplayAsync(cluster.Store);

        var kills = await KillAsync(cluster, operation.Id);
        await cluster.EndOperatorAsync(each: NodeOptions.ControlsOnceEach);
        var stored = await EndedAsync(cluster, operation.Id);

        output.WriteLine($"jobs {Jobs}, kills {kills}, JOBMASTER_CHAOS_SEED={ChaosSettings.Seed}");
        kills.ShouldBeGreaterThanOrEqualTo(Nodes.Length, "a run in which no kill met the first jobs shows nothing");
        (stored.State, stored.Counts.Changed).ShouldBe((JobOperationState.Stopped, First));
        stored.Note.ShouldNotBeNull().ShouldContain("failed again");
        (await ReplayedAsync(cluster.Store, operation.Id)).Count.ShouldBe(First);
        await cluster.WaitAsync(counts => counts.Sum(count => count.Count) == Jobs, "all jobs are still there");
    }

    /// <summary>
    /// Two nodes, and jobs that have failed at their first attempt, all in the same way. The test itself has them fail: a node that stalls
    /// would be taken for dead, and its jobs would have lost their first attempt instead.
    /// </summary>
    private static async Task FailAsync(ChaosCluster cluster, int failsUntil)
    {
        await StartAsync(cluster, [Nodes[0]]);
        await cluster[Nodes[0]].StopAsync();
        var jobs = Enumerable.Range(0, Jobs).Select(_ => new NewJob
        {
            Id = Guid.CreateVersion7(), DefinitionId = Definition, Lane = "default", Priority = JobMasterPriority.Medium,
            Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0,
            Payload = $$"""{"Milliseconds":100,"FailsUntil":{{failsUntil}},"HeldFrom":2}""",
        }).ToList();
        var session = new NewSession
        {
            Id = Guid.CreateVersion7(), WorkerName = "test", NodeName = "test", Lanes = ["default"], Concurrency = Jobs, Version = "0",
        };
        var request = new ClaimRequest
        {
            SessionId = session.Id, FreeSlots = Jobs, Queues = [new QueueShare(new JobQueue("default", JobMasterPriority.Medium), Jobs)],
        };
        await cluster.Store.Sessions.StartAsync(session, CancellationToken.None);
        await cluster.Store.Jobs.InsertAsync(jobs, mayBeStored: false, CancellationToken.None);
        var claimed = await cluster.Store.Jobs.ClaimAsync(request, CancellationToken.None);
        claimed.Count.ShouldBe(Jobs);
        await cluster.Store.Jobs.RecordAsync(
            [
                .. claimed.Select(job => new AttemptOutcome
                {
                    JobId = job.Id, ClaimNo = job.ClaimNo, Kind = OutcomeKind.Failed, Error = "It broke.", Fingerprint = "broken",
                }),
            ],
            CancellationToken.None);
        await cluster.Store.Sessions.EndAsync([session.Id], CancellationToken.None);
        await cluster.StartAsync(cluster.ControlsOptions);
        await StartAsync(cluster, Nodes);
    }

    private static async Task StartAsync(ChaosCluster cluster, string[] nodes)
    {
        await Task.WhenAll(nodes.Select(name => cluster.StartAsync(cluster.Options with { Name = name })));
        await Task.WhenAll(nodes.Select(name => cluster[name].ReadyAsync()));
    }

    /// <summary>With a definition, the message data of each job is looked at.</summary>
    private static async Task<NewOperation> ReplayAsync(IMasterStore store, string? asDefinition = null)
    {
        var id = Guid.CreateVersion7();
        var by = new AuditOrigin("ann", "chaos", OperationId: id);
        var operation = new NewOperation
        {
            Id = id,
            By = by,
            Spec = new OperationSpec
            {
                Kind = JobOperationKind.Replay,
                Replay = asDefinition is null ? null : new StoredReplay { DefinitionId = asDefinition },
                Filter = new JobOperationFilter { JobDefinitionId = Definition },
                TryFirst = First,

                // Slow enough that the test finds the operation at work though it looks late.
                MaxPerSecond = 50,
            },
            Matched = Jobs,
            IsCapped = false,
            Audit = new NewAuditEntry
            {
                Origin = by, Action = AuditActions.StartOperation, TargetKind = AuditTargets.Operation, TargetId = $"{id}",
            },
        };
        await store.Operations.InsertAsync(operation, CancellationToken.None);
        return operation;
    }

    /// <summary>
    /// Kills all nodes while all of the first jobs run, and again at random while the operation goes on. The first jobs are held until the
    /// first kill: however late the test looks, it finds them.
    /// </summary>
    private async Task<int> KillAsync(ChaosCluster cluster, Guid id)
    {
        var kills = 0;
        var most = ChaosSettings.IsLong ? 12 : 3;
        long changed = 0;
        var stored = await ReadAsync(cluster, id, operation => operation.Counts.Changed >= First);
        await Eventually.BecomesAsync("the first jobs run", () => Task.FromResult(Started(cluster) >= First), ChaosSettings.Patience);
        while (kills < most * Nodes.Length && stored.State == JobOperationState.Running)
        {
            changed = stored.Counts.Changed;
            await Eventually.LastsAsync(TimeSpan.FromMilliseconds(_random.Next(80)));
            await Task.WhenAll(Nodes.Select(name => cluster[name].KillAsync()));
            kills += Nodes.Length;
            await Task.WhenAll(Nodes.Select(name => cluster.StartAsync(cluster[name].Options)));
            await Task.WhenAll(Nodes.Select(name => cluster[name].SendAsync("release")));
            stored = await ReadAsync(cluster, id, operation => operation.Counts.Changed > changed);
        }

        return kills;
    }

    private static int Started(ChaosCluster cluster) => RunLines.Read(cluster.Lines).Started.Count;

    private static Task<StoredOperation> EndedAsync(ChaosCluster cluster, Guid id) => ReadAsync(cluster, id, _ => false);

    /// <summary>The operation once it is as wanted, or over.</summary>
    private static async Task<StoredOperation> ReadAsync(ChaosCluster cluster, Guid id, Func<StoredOperation, bool> isAsWanted)
    {
        StoredOperation? stored = null;
        await Eventually.BecomesAsync(
            "the operation goes on",
            async () =>
            {
                stored = await cluster.Store.Operations.GetAsync(id, CancellationToken.None);
                return isAsWanted(stored!) || stored!.State != JobOperationState.Running;
            },
            ChaosSettings.Patience,
            () => $"It is {stored}.");
        return stored!;
    }

    private static async Task<List<string>> ReplayedAsync(IMasterStore store, Guid operationId) =>
        [
            .. (await StoredAudit.ReadAsync(store.Audit, AuditTargets.Job))
                .Where(entry => entry.OperationId == operationId && entry.Action == AuditActions.ReplayJob)
                .Select(entry => entry.TargetId)];
}
