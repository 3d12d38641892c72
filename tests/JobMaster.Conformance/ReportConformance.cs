using Microsoft.Extensions.Logging;

namespace JobMaster.Conformance;

/// <summary>Progress and log lines of running attempts.</summary>
public abstract class ReportConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Progress_is_read_back_and_replaced_by_the_next()
    {
        var running = await RunOneAsync();
        await ReportAsync(running, 0.1, "a tenth");
        (await GetAsync(running.Id)).ShouldBe(running with { Progress = 0.1, ProgressText = "a tenth" });
        await ReportAsync(running, 0.2, "a fifth");
        (await GetAsync(running.Id)).ShouldBe(running with { Progress = 0.2, ProgressText = "a fifth" });
    }

    [Fact]
    public async Task What_a_report_leaves_out_stays()
    {
        var running = await RunOneAsync();
        await ReportAsync(running, 0.1, "a tenth");
        await ReportAsync(running, null, "still a tenth");
        await ReportAsync(running, 0.3, null);
        (await GetAsync(running.Id)).ShouldBe(running with { Progress = 0.3, ProgressText = "still a tenth" });
    }

    [Fact]
    public async Task Log_lines_come_oldest_first_though_their_times_are_equal()
    {
        var running = await RunOneAsync();
        var lines = Enumerable.Range(0, 25).Select(at => Line(1, $"line {at}")).ToList();
        await ReportAsync(running, lines[..10]);
        await ReportAsync(running, lines[10..]);
        (await LogAsync(running.Id)).ShouldBe(lines);
    }

    [Fact]
    public async Task Log_lines_of_every_attempt_are_kept_through_to_the_end()
    {
        var first = await RunOneAsync();
        await ReportAsync(first, [Line(1, "one")]);
        await RecordAsync(first, OutcomeKind.Retry);
        Clock.Move(Hour);
        var second = (await ClaimAsync()).Single();
        await ReportAsync(second, [Line(2, "two") with { Level = LogLevel.Error }]);
        await RecordAsync(second, OutcomeKind.Failed);

        var log = await LogAsync(first.Id);
        log.Select(line => (line.ClaimNo, line.Level, line.Text)).ShouldBe([(1, LogLevel.Information, "one"), (2, LogLevel.Error, "two")]);
        log[1].At.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task Reports_of_a_fenced_attempt_are_dropped()
    {
        var old = await RunOneAsync();
        await LoseAsync(old);
        await ReportAsync(old, 0.9, "zombie");
        await ReportAsync(old, [Line(1, "zombie")]);
        var current = (await ClaimAsync()).Single();
        await ReportAsync(old, 0.9, "zombie");
        await ReportAsync(old, [Line(1, "zombie")]);

        (await GetAsync(old.Id)).ShouldBe(current);
        (await LogAsync(old.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_saves_what_it_can_and_drops_the_rest()
    {
        await Jobs.InsertAsync(ManyJobs(500), false, default);
        var running = await ClaimAsync();
        var reports = running.Select((job, at) => new AttemptReport
        {
            JobId = job.Id,
            ClaimNo = at % 2 == 0 ? 1 : 7,
            Progress = 0.5,
            Lines = [Line(1, "a"), Line(1, "b")],
        });

        await Jobs.ReportAsync(
            [.. reports, new AttemptReport { JobId = Guid.CreateVersion7(Clock.Now), ClaimNo = 1, Lines = [Line(1, "nobody's")] }],
            default);
        await Jobs.ReportAsync([], default);

        (await LogAsync(running[0].Id)).Count.ShouldBe(2);
        (await LogAsync(running[1].Id)).ShouldBeEmpty();
        var stored = await Store.Reads.ListAsync(new JobListRequest { Section = JobSection.Live, Limit = 1000 }, default);
        stored.Count(job => job.Progress is 0.5).ShouldBe(250);
    }

    private JobLogLine Line(int claimNo, string text) => new(claimNo, Clock.Now, LogLevel.Information, text);


    private Task ReportAsync(StoredJob job, double? progress, string? text) =>
        Jobs.ReportAsync([new AttemptReport { JobId = job.Id, ClaimNo = job.ClaimNo, Progress = progress, ProgressText = text }], default);

    private Task ReportAsync(StoredJob job, IReadOnlyList<JobLogLine> lines) =>
        Jobs.ReportAsync([new AttemptReport { JobId = job.Id, ClaimNo = job.ClaimNo, Lines = lines }], default);
}
