using System.Collections.Concurrent;

namespace JobMaster.Conformance.Jobs;

/// <summary>Whole apps whose jobs keep the order of their keys.</summary>
public abstract class OrderJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Jobs_of_a_key_run_one_at_a_time_in_their_order_on_all_nodes_also_if_some_fail_first()
    {
        const int keys = 4;
        const int jobsOfKey = 8;
        ConcurrentDictionary<string, ConcurrentQueue<string>> ended = [];
        ConcurrentDictionary<string, int> running = [];
        ConcurrentBag<string> overlaps = [];
        Probe.Run = async job =>
        {
            var (name, key) = (job.MsgData.GetStringValue("Name"), job.MsgData.GetStringValue("Key"));
            if (running.AddOrUpdate(key, 1, (_, count) => count + 1) > 1)
            {
                overlaps.Add(name);
            }

            await Task.Yield();
            running.AddOrUpdate(key, 0, (_, count) => count - 1);
            if (job.Attempt.Number == 1 && name.EndsWith('3'))
            {
                throw new InvalidOperationException("The first time.");
            }

            ended.GetOrAdd(key, _ => []).Enqueue(name);
        };
        var first = await StartAsync(Worker());
        var second = await StartAsync(Worker());
        var jobs = await first.Jobs.ScheduleManyAsync([
            .. Enumerable.Range(0, keys * jobsOfKey).Select(i => Request(
                $"k{i % keys}", $"{i / keys}",
                new JobOptions { Priority = i % 3 == 0 ? JobMasterPriority.High : JobMasterPriority.Low }))]);
        await Task.WhenAll(jobs.Select(job => second.WaitAsync(job.Id, JobState.Succeeded)));

        overlaps.ShouldBeEmpty();
        ended.Keys.Order().ShouldBe(["k0", "k1", "k2", "k3"]);
        foreach (var names in ended.Values)
        {
            names.ShouldBe(Enumerable.Range(0, jobsOfKey).Select(number => $"{number}"));
        }
    }

    [Fact]
    public async Task A_job_that_failed_holds_its_key_if_told_to_and_those_behind_say_so()
    {
        bool fails = true;
        Probe.Run = job => fails && job.MsgData.GetStringValue("Name") == "first"
            ? throw new InvalidOperationException("The account is locked.")
            : Task.CompletedTask;
        var app = await StartAsync(Worker(KeepOrderOnFailure.Hold));
        var first = await app.Jobs.ScheduleAsync(Request("a", "first", new JobOptions { MaxNumberOfRetries = 0 }));
        await app.WaitAsync(first.Id, JobState.Failed);
        var second = await app.Jobs.ScheduleAsync(Request("a", "second"));
        var other = await app.Jobs.ScheduleAsync(Request("b", "other"));
        await app.WaitAsync(other.Id, JobState.Succeeded);
        (await app.Monitor.GetAsync(second.Id))!.State.ShouldBe(JobState.Throttled);
        var reason = (await app.Monitor.ExplainAsync(second.Id))!.Reasons.Single(reason => reason.Kind == JobReasonKind.Limited);
        reason.Text.ShouldBe(
            $"It waits for its turn under limit 'account' for 'a': job {first.Id} is before it and failed: replay or discard it.");

        fails = false;
        await app.Jobs.ReplayAsync(first.Id);
        await app.WaitAsync(second.Id, JobState.Succeeded);
        Probe.Names.ShouldBe(["first", "other", "first", "second"]);
    }

    [Fact]
    public async Task A_job_under_two_orders_is_refused_by_name()
    {
        var app = await StartAsync(config =>
        {
            config.AddLimit("account", limit => limit.KeepOrder());
            config.AddLimit("per-tenant", limit => limit.ByTenant().KeepOrder());
        });
        var error = await Should.ThrowAsync<JobRejectedException>(
            () => app.Jobs.ScheduleAsync(Request("a", "first", new JobOptions { Tenant = "acme" })));
        error.Message.ShouldContain("'account:a' and 'per-tenant:acme'");
    }

    [Fact]
    public async Task An_override_that_breaks_the_order_is_refused()
    {
        var app = await StartAsync(Worker());
        var error = await Should.ThrowAsync<ArgumentException>(
            () => app.Cluster.Limits.OverrideAsync("account", new LimitOverride { MaxConcurrent = 2 }));
        error.Message.ShouldContain("MaxConcurrent 2 of limit 'account' must be zero or one");
    }

    private static Action<JobMasterClusterConfig> Worker(KeepOrderOnFailure onFailure = KeepOrderOnFailure.Continue) => config =>
    {
        config.AddWorker().MaxConcurrency(10);
        config.AddLimit("account", limit => limit.KeepOrder(onFailure));
    };

    private static JobRequest Request(string key, string name, JobOptions? options = null) =>
        JobRequest.For<ProbeHandler>(Named(name).SetStringValue("Key", key)) with
        {
            Options = (options ?? new JobOptions()) with { LimitKeys = [$"account:{key}"] },
        };
}
