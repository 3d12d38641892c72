namespace JobMaster.Conformance.Jobs;

/// <summary>
/// A node that has nothing to do asks its store nothing but at its intervals. A loop that answers its own change shows here as thousands of
/// calls. Where polls are frequent, it may show nowhere else: the next poll ends it.
/// </summary>
public abstract class QuietConformance<TFixture> : ControlledJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const int Rounds = 4;
    private const int JobsOfRound = 10;

    private static readonly Dictionary<string, Func<TestApp, Task>> AllChanges = new()
    {
        ["nothing"] = _ => Task.CompletedTask,
        ["lane"] = app => Toggled(app.Cluster.Lanes.ResumeAsync("mail", Ann), () => app.Cluster.Lanes.PauseAsync("mail", by: Ann)),
        ["definition"] = app =>
            Toggled(app.Cluster.Definitions.ResumeAsync("order", Ann), () => app.Cluster.Definitions.PauseAsync("order", by: Ann)),
        ["limit"] = app => app.Cluster.Limits.OverrideAsync("smtp", new LimitOverride { MaxConcurrent = 2 }, Ann),
        ["mode"] = app => app.Cluster.SetModeAsync(ClusterMode.Active, Ann),
        ["operation"] = app => app.Cluster.Operations.StartAsync(
            new JobOperation { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter { WorkerLane = "mail" } }, Ann),
        ["schedule"] = app => app.Jobs.RecurringAsync<ProbeHandler>(TimeSpan.FromHours(1), workerLane: "mail", cancellationToken: default),
        ["later job"] = app => app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1), workerLane: "mail"),
        ["concurrency"] = app => app.Cluster.Workers.SetConcurrencyAsync("mail", 3, by: Ann),
    };

    public static TheoryData<string> Changes => [.. AllChanges.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_node_without_polls_repeats_no_call_whatever_was_changed(string change)
    {
        var app = await StartAsync(config =>
        {
            config.Options.PollInterval = TimeSpan.FromMinutes(1);
            config.AddLimit("smtp", limit => limit.MaxConcurrent(5));
            config.AddWorker(worker => worker.WorkerName("mail").WorkerLane("mail"));
            config.AddWorker(worker => worker.WorkerLane("other", "pattern-*"));
        });
        Dictionary<string, int> more = new(StringComparer.Ordinal);
        for (int round = 0; round < Rounds; round++)
        {
            // A poll that has begun goes on, so the first jobs may still see one.
            var (_, letPoll) = Calls.Hold(nameof(ISessionStore.Beat));
            await AllChanges[change](app);
            var before = Calls.AllCalls();
            for (int number = 0; number < JobsOfRound; number++)
            {
                var job = await app.Jobs.OnceNowAsync<ProbeHandler>(Named($"{number}"), workerLane: "other");
                await app.WaitAsync(job.Id, JobState.Succeeded);
            }

            foreach (var (call, count) in Calls.AllCalls())
            {
                more[call] = more.GetValueOrDefault(call) + count - before.GetValueOrDefault(call);
            }

            letPoll();
        }

        // A job is stored, claimed and recorded; a claim may find nothing, and whoever waits for the job reads it.
        more.Where(call => call.Value > 5 * Rounds * JobsOfRound).ShouldBeEmpty();
        more.Values.Sum().ShouldBeLessThan(20 * Rounds * JobsOfRound);
    }

    private static async Task Toggled(Task<bool> first, Func<Task<bool>> otherwise)
    {
        if (!await first)
        {
            (await otherwise()).ShouldBeTrue();
        }
    }
}
