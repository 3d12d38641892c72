using JobMaster.Conformance.Faults;

namespace JobMaster.Conformance.Jobs;

/// <summary>Outcomes that a store does not record at once, for whatever reason: each is kept until it does.</summary>
public abstract class OutcomeFaultConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private StoreFaults Faults { get; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), Faults);

    public static TheoryData<string> Failures => ["no right to do so", "cancelled by the store", "held", "away"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task An_outcome_is_kept_whatever_the_store_fails_with(string failure)
    {
        var (sent, often) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Faults.FailureOf = _ =>
        {
            if (Interlocked.Increment(ref sent) == 6)
            {
                often.SetResult();
            }

            return FailureNamed(failure);
        };
        var app = await StartAsync();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await often.Task.Soon();
        (await app.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Running);
        Faults.FailureOf = _ => null;

        await app.WaitAsync(job.Id, JobState.Succeeded);
        Probe.Runs.Count.ShouldBe(1);
        app.Logs.Warnings.ShouldNotContain(message => SaysItIsLost(message));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Outcomes_that_fail_for_themselves_alone_hold_up_no_others(string failure)
    {
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(60)));
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 60).Select(number => Named($"{number}")));
        var bad = jobs.Where((_, place) => place % 5 == 0).Select(job => job.Id).ToHashSet();
        Faults.FailureOf = outcome => bad.Contains(outcome.JobId) ? FailureNamed(failure) : null;
        for (var i = 0; i < jobs.Count; i++)
        {
            await Probe.NextAsync();
        }

        finish.SetResult();
        if (failure == "away")
        {
            // Nothing tells such a failure from that of the whole store, so the rest waits as well.
            await app.Logs.WaitAsync(message => message.Contains("could not be recorded yet", StringComparison.Ordinal));
        }
        else
        {
            await Task.WhenAll(jobs.Where(job => !bad.Contains(job.Id)).Select(job => app.WaitAsync(job.Id, JobState.Succeeded)));
            var later = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("later"));
            await app.WaitAsync(later.Id, JobState.Succeeded);
        }

        (await Task.WhenAll(bad.Select(id => app.Monitor.GetAsync(id)))).ShouldAllBe(job => job!.State == JobState.Running);
        Faults.FailureOf = _ => null;

        await Task.WhenAll(bad.Select(id => app.WaitAsync(id, JobState.Succeeded)));
        app.Logs.Warnings.ShouldNotContain(message => SaysItIsLost(message));
    }

    [Fact]
    public async Task Outcomes_that_wait_alone_for_their_own_failures_hold_up_no_later_ones()
    {
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(60)));
        var (first, rest) = (new TaskCompletionSource(), new TaskCompletionSource());
        Probe.Run = job => job.MsgData.GetStringValue("Name") is "0" or "1" or "2" or "3" ? first.Task : rest.Task;
        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 60).Select(number => Named($"{number}")));
        var bad = jobs.Take(4).Select(job => job.Id).ToHashSet();
        Faults.FailureOf = outcome => bad.Contains(outcome.JobId) ? FailureNamed("no right to do so") : null;
        for (var i = 0; i < jobs.Count; i++)
        {
            await Probe.NextAsync();
        }

        first.SetResult();
        await app.Logs.WaitAsync(message => message.Contains("could not be recorded yet", StringComparison.Ordinal));
        rest.SetResult();

        await Task.WhenAll(jobs.Skip(4).Select(job => app.WaitAsync(job.Id, JobState.Succeeded)));
        Faults.FailureOf = _ => null;
        await Task.WhenAll(bad.Select(id => app.WaitAsync(id, JobState.Succeeded)));
    }

    [Fact]
    public async Task Only_an_outcome_whose_content_is_refused_is_recorded_as_a_plain_failure()
    {
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(20)));
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 20).Select(number => Named($"{number}")));
        var bad = jobs[7].Id;
        Faults.FailureOf = outcome =>
            outcome.JobId == bad && outcome.Kind == OutcomeKind.Succeeded ? new ContentRefusedException() : null;
        for (var i = 0; i < jobs.Count; i++)
        {
            await Probe.NextAsync();
        }

        finish.SetResult();

        (await app.WaitAsync(bad, JobState.Failed)).Error.ShouldBe(
            "The store refused the outcome 'Succeeded' of this attempt (ContentRefusedException).");
        await Task.WhenAll(jobs.Where(job => job.Id != bad).Select(job => app.WaitAsync(job.Id, JobState.Succeeded)));
        app.Logs.Errors.ShouldContain(message => message.StartsWith(
            $"The store refuses the content of job {bad}'s outcome; a plain failure is recorded instead.", StringComparison.Ordinal));
    }

    private static bool SaysItIsLost(string message) =>
        message.Contains("was refused", StringComparison.Ordinal) || message.Contains("plain failure", StringComparison.Ordinal);

    private static Exception FailureNamed(string failure) => failure switch
    {
        "held" => new JobIsHeldException(),
        "away" => new StoreAwayException("RecordAsync"),
        "cancelled by the store" => new TaskCanceledException("The store gave up by itself."),
        _ => new InvalidOperationException("The role has no right to insert."),
    };
}
