namespace JobMaster.Conformance.Jobs;

/// <summary>Results and progress that are not what one hopes for: not a number, circular, too large, nothing.</summary>
public abstract class ResultConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Numbers_that_are_none_are_kept_by_name_and_nothing_as_null()
    {
        var app = await StartAsync();
        foreach (var (set, kept) in new (Action<JobAttempt>, string)[]
        {
            (attempt => attempt.SetResult(double.NaN), "\"NaN\""),
            (attempt => attempt.SetResult(float.NegativeInfinity), "\"-Infinity\""),
            (attempt => attempt.SetResult<string?>(null), "null"),
            (attempt => attempt.SetResult(WriteableMessageData.New().SetIntValue("a", 1)), """{"a":1}"""),
        })
        {
            Probe.Run = job =>
            {
                set(job.Attempt);
                return Task.CompletedTask;
            };
            var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
            (await app.WaitAsync(job.Id, JobState.Succeeded)).Result.ShouldBe(kept);
        }
    }

    [Theory]
    [InlineData("circular", "The result cannot be written as")]
    [InlineData("large", "The result of job")]
    [InlineData("tuple", "would be stored without a part of it")]
    [InlineData("field", "is a public field, which is not written")]
    [InlineData("task", "whose content is not written")]
    [InlineData("half", "holds half a surrogate pair")]
    [InlineData("never", "TimeSpan.MaxValue means never")]
    [InlineData("progress", "Progress goes from 0 to 1")]
    public async Task What_cannot_be_kept_fails_the_attempt_with_the_reason_and_no_other_job(string kind, string reason)
    {
        var app = await StartAsync();
        Probe.Run = job =>
        {
            if (job.MsgData.TryGetStringValue("Name") == kind)
            {
                Say(job.Attempt, kind);
            }

            return Task.CompletedTask;
        };

        var bad = await app.Jobs.OnceNowAsync<ProbeHandler>(Named(kind), maxNumberOfRetries: 0);
        var good = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("good"));

        var failed = await app.WaitAsync(bad.Id, JobState.Failed);
        (
            failed.Error.ShouldNotBeNull().Contains(reason, StringComparison.Ordinal), failed.Result,
            failed.Progress).ShouldBe((true, null, null));
        await app.WaitAsync(good.Id, JobState.Succeeded);
    }

    [Theory]
    [InlineData("circular")]
    [InlineData("large")]
    [InlineData("tuple")]
    [InlineData("progress")]
    public async Task A_handler_that_catches_it_goes_on_with_what_it_said_before(string kind)
    {
        var app = await StartAsync();
        Probe.Run = job =>
        {
            job.Attempt.ReportProgress(0.5, "half");
            job.Attempt.SetResult("small");
            Should.Throw<Exception>(() => Say(job.Attempt, kind));
            return Task.CompletedTask;
        };

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();

        (await app.WaitAsync(job.Id, JobState.Succeeded)).ShouldSatisfyAllConditions(
            done => done.Result.ShouldBe("\"small\""), done => done.Progress.ShouldBe(0.5));
    }

    private static void Say(JobAttempt attempt, string kind)
    {
        List<object> cycle = [];
        cycle.Add(cycle);
        switch (kind)
        {
            case "circular":
                attempt.SetResult(cycle);
                break;
            case "tuple":
                attempt.SetResult((1, "a"));
                break;
            case "field":
                attempt.SetResult(new HasField { Number = 1 });
                break;
            case "task":
                attempt.SetResult(Task.FromResult("later"));
                break;
            case "half":
                attempt.SetResult(new[] { 'a', '\ud800' });
                break;
            case "never":
                attempt.Snooze(TimeSpan.MaxValue);
                break;
            case "large":
                attempt.SetResult(new string('x', 200_000));
                break;
            default:
                attempt.ReportProgress(double.NaN);
                break;
        }
    }

    private sealed class HasField
    {
        public int Number = 1;
    }
}
