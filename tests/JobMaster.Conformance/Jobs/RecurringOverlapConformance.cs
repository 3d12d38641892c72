using System.Threading.Channels;

namespace JobMaster.Conformance.Jobs;

/// <summary>Occurrences that fall due while a job of an earlier one runs.</summary>
public abstract class RecurringOverlapConformance<TFixture> : RecurringJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Channel<bool> _leave = Channel.CreateUnbounded<bool>();

    [Fact]
    public async Task Allowed_they_run_side_by_side()
    {
        var (app, schedule) = await StartAsync(OverlapPolicy.Allow);
        var first = await FireAsync();
        var second = await FireAsync();
        (await LedgerAsync(app, schedule.Id)).Select(one => one.JobId).ShouldBe([first.Id, second.Id]);
        Leave(2);
    }

    [Fact]
    public async Task Skipped_they_are_filed_with_their_cause_and_the_next_one_fires()
    {
        var (app, schedule) = await StartAsync(OverlapPolicy.Skip);
        var first = await FireAsync();
        Clock!.Move(Minute);
        var ledger = await LedgerAsync(app, schedule.Id, ledger => ledger.Count == 2);
        (ledger[1].Result, ledger[1].Cause).ShouldBe((OccurrenceResult.Skipped, "a job of an earlier one had not ended"));

        Leave(2);
        await app.WaitAsync(first.Id, JobState.Succeeded);
        await FireAsync();
        (await LedgerAsync(app, schedule.Id)).Select(one => one.Result)
            .ShouldBe([OccurrenceResult.Fired, OccurrenceResult.Skipped, OccurrenceResult.Fired]);
    }

    [Fact]
    public async Task Waiting_the_latest_starts_when_the_job_has_ended()
    {
        var (app, schedule) = await StartAsync(OverlapPolicy.Wait);
        var first = await FireAsync();
        Clock!.Move(Minute);
        Clock.Move(Minute);
        await PassPollsAsync(app);
        (await LedgerAsync(app, schedule.Id)).Count.ShouldBe(1);
        Probe.Runs.Count.ShouldBe(1);

        Leave(1);
        await app.WaitAsync(first.Id, JobState.Succeeded);
        var second = await Probe.NextAsync();
        Leave(1);

        second.ScheduledAt.ShouldBe(schedule.Anchor + (3 * Minute));
        (await LedgerAsync(app, schedule.Id)).Select(one => one.Result)
            .ShouldBe([OccurrenceResult.Fired, OccurrenceResult.Coalesced, OccurrenceResult.Fired]);
    }

    [Fact]
    public async Task Cancelling_the_running_job_is_told_to_stop_and_the_occurrence_fires()
    {
        var (app, schedule) = await StartAsync(OverlapPolicy.CancelRunning);
        var first = await FireAsync();
        var second = await FireAsync();

        await app.WaitAsync(first.Id, JobState.Cancelled);
        Leave(1);
        await app.WaitAsync(second.Id, JobState.Succeeded);
        (await LedgerAsync(app, schedule.Id)).Select(one => one.Result).ShouldBe([OccurrenceResult.Fired, OccurrenceResult.Fired]);
    }

    [Fact]
    public async Task A_run_by_hand_starts_whatever_runs()
    {
        var (app, schedule) = await StartAsync(OverlapPolicy.Skip);
        var first = await FireAsync();
        var byHand = await app.Jobs.RunRecurringNowAsync(schedule.Id);
        (await Probe.NextAsync()).Id.ShouldBe(byHand!.Value);
        byHand.ShouldNotBe(first.Id);
        Leave(2);
    }

    private async Task<(TestApp App, RecurringScheduleContext Schedule)> StartAsync(OverlapPolicy overlap)
    {
        Clock = new MovableClock();
        Probe.Run = async job => await _leave.Reader.ReadAsync(job.CancellationToken);
        var app = await StartAsync();
        var schedule = await app.Jobs.RecurringAsync(new RecurringRequest(
            JobRequest.For<ProbeHandler>(Named("tick")), TimeSpanIntervalExprCompiler.TypeId, "00:01:00")
        {
            Options = new RecurringScheduleOptions { Overlap = overlap },
        });
        return (app, schedule);
    }

    private async Task<JobContext> FireAsync()
    {
        Clock!.Move(Minute);
        return await Probe.NextAsync();
    }

    private void Leave(int handlers)
    {
        for (var i = 0; i < handlers; i++)
        {
            _leave.Writer.TryWrite(true);
        }
    }
}
