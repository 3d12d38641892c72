using JobMaster.Monitoring;
using JobMaster.Scheduling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Conformance;

/// <summary>What happened to a job can be told from the job, its attempts and the audit; and long histories come in pages.</summary>
public abstract class TimelineConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly AuditOrigin Ann = new("ann", "host-a:1", "dashboard", "try again");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private TimelineReader Timelines => new(Store, new JobsOnAgents(TimeSpan.FromDays(1), Clock));

    private JobMonitor Monitor
    {
        get
        {
            var onAgents = new JobsOnAgents(TimeSpan.FromDays(1), Clock);
            var workers = new WorkerMonitor(Store, Hour);
            return new(
                Store, onAgents, new JobExplainer(Store, onAgents, workers, new Explained(Hour, ClusterMode.Active, [])),
                new PayloadStorage(), new Operators(new NoServices(), "host", NullLogger.Instance));
        }
    }

    [Fact]
    public async Task A_job_that_runs_through_leaves_no_rows_for_its_timeline()
    {
        var session = await StartSessionAsync();
        var scheduledAt = Clock.Now;
        var id = await InsertAsync(Job() with
        {
            TraceParent = "00-1-2-01",
            ScheduledBy = "host-b:7",
            TriggerSource = TriggerSourceType.DynamicRecurring,
        });
        Clock.Move(Second);
        var claimed = (await ClaimAsync(sessionId: session)).Single();
        Clock.Move(Second);
        await RecordAsync(claimed, OutcomeKind.Succeeded);

        var timeline = await TimelineAsync(id);
        timeline.IsComplete.ShouldBeTrue();
        var start = new JobTimelineEntry
        {
            At = scheduledAt + Second, Kind = JobTimelineKind.AttemptStarted, Attempt = 1, SessionId = session, WorkerName = "worker-1",
            NodeName = "host-a:4711",
        };
        var end = start with
        {
            At = scheduledAt + (2 * Second),
            Kind = JobTimelineKind.AttemptEnded,
            Result = AttemptResult.Succeeded,
            Duration = TimeSpan.FromMilliseconds(1234.567),
        };
        timeline.Entries.ShouldBe(
        [
            new JobTimelineEntry
            {
                At = scheduledAt, Kind = JobTimelineKind.Scheduled, TraceParent = "00-1-2-01", NodeName = "host-b:7",
                TriggerSourceType = TriggerSourceType.DynamicRecurring,
            },
            start, end,
            new JobTimelineEntry { At = end.At, Kind = JobTimelineKind.Finished, State = JobState.Succeeded },
        ]);
        (await EarlierAttemptsAsync(id)).ShouldBeEmpty();
        (await Store.Audit.ListAsync(new AuditListRequest { Limit = 10 }, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_attempt_tells_its_worker_after_that_has_stopped_or_was_lost_too()
    {
        var (stopped, lost) = (await StartSessionAsync(), await StartSessionAsync());
        var id = await InsertAsync();
        await RecordAsync((await ClaimAsync(sessionId: stopped)).Single(), OutcomeKind.Retry);
        await Store.Sessions.EndAsync([stopped], default);
        Clock.Move(Hour);
        await ClaimAsync(sessionId: lost);
        await Store.Sessions.BuryAsync([new SessionBeat(lost, 0)], default);
        await Jobs.RescueAsync(new RescueRequest(10, 5), default);

        (await TimelineAsync(id)).Entries.Where(entry => entry.Attempt is not null)
            .Select(entry => (entry.Attempt, entry.SessionId, entry.WorkerName, entry.NodeName)).Distinct()
            .ShouldBe([(1, stopped, "worker-1", "host-a:4711"), (2, lost, "worker-1", "host-a:4711")]);
    }

    [Fact]
    public async Task Names_of_sessions_are_kept_as_long_as_jobs_and_those_of_live_ones_always()
    {
        var (live, ended) = (await StartSessionAsync(), await StartSessionAsync());
        Clock.Move(2 * Hour);
        await Store.Sessions.EndAsync([ended], default);
        await Store.Sessions.EndAsync([ended], default);

        Clock.Move(2 * Hour);
        await Store.Retention.PruneAsync(new PruneRequest(Hour, 3 * Hour, 100), default);
        (await NamesAsync()).ShouldBe([live, ended], ignoreOrder: true, "failed jobs are kept for three hours");
        await Store.Retention.PruneAsync(new PruneRequest(3 * Hour, Hour, 100), default);
        (await NamesAsync()).ShouldBe([live, ended], ignoreOrder: true, "finished jobs are kept for three hours");
        await Store.Retention.PruneAsync(new PruneRequest(Hour, Hour, 100), default);
        (await NamesAsync()).ShouldBe([live]);

        async Task<IEnumerable<Guid>> NamesAsync() =>
            (await Store.Sessions.GetNamesAsync([live, ended, Guid.NewGuid()], default)).Select(name => name.Id);
    }

    [Fact]
    public async Task Retries_losses_snoozes_replays_and_moves_stand_in_order()
    {
        var id = await InsertAsync();
        await EndAsync(OutcomeKind.Retry);
        await LoseAsync((await ClaimAsync()).Single(job => job.Id == id));
        Clock.Move(Second);
        await EndAsync(OutcomeKind.Snooze);
        await EndAsync(OutcomeKind.Failed);
        await Jobs.ReplayAsync([id], Ann, default);
        Clock.Move(Second);
        await Jobs.RescheduleAsync(id, Clock.Now + Hour, Ann, default);
        Clock.Move(Second);
        await Jobs.CancelAsync([id], Ann, default);

        var timeline = await TimelineAsync(id);
        timeline.Entries.Select(Told).ShouldBe(
        [
            "Scheduled", "AttemptStarted 1", "AttemptEnded 1 Failed it broke", "AttemptStarted 2", "AttemptEnded 2 Lost",
            "AttemptStarted 3", "AttemptEnded 3 Snoozed", "AttemptStarted 4", "AttemptEnded 4 Failed it broke",
            "Changed job.replay by ann try again", "Changed job.reschedule by ann try again", "Changed job.cancel by ann try again",
            "Finished Cancelled",
        ]);
        timeline.Entries.Select(entry => entry.At).ShouldBeInOrder();

        async Task EndAsync(OutcomeKind kind)
        {
            Clock.Move(Second);
            var claimed = (await ClaimAsync()).Single(job => job.Id == id);
            Clock.Move(Second);
            await RecordAsync(claimed, kind);
            Clock.Move(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task The_change_that_ended_a_job_stands_before_its_end_though_it_was_filed_a_moment_later()
    {
        var id = await InsertAsync();
        Clock.Move(Second);
        await Jobs.CancelAsync([id], by: null, default);
        Clock.Move(TimeSpan.FromMicroseconds(1));
        await Store.Audit.FileAsync(JobAudit.Cancelled(Ann, id, JobState.Ready), default);

        var entries = (await TimelineAsync(id)).Entries;
        entries.Select(entry => entry.Kind).ShouldBe([JobTimelineKind.Scheduled, JobTimelineKind.Changed, JobTimelineKind.Finished]);
        (entries[2].At, entries[2].Text).ShouldBe((entries[1].At, "try again"));
    }

    [Fact]
    public async Task What_an_operation_on_many_jobs_did_to_a_job_stands_among_its_changes_before_and_after()
    {
        var id = await InsertAsync();
        Clock.Move(Second);
        var operationId = Guid.CreateVersion7(Clock.Now);
        await Store.Operations.InsertAsync(
            new NewOperation
            {
                Id = operationId, By = Ann with { OperationId = operationId }, Matched = 1, IsCapped = false,
                Spec = new OperationSpec
                {
                    Kind = JobOperationKind.Change, Filter = new JobOperationFilter(), Change = new StoredJobChange { Lane = "mail" },
                },
                Audit = new NewAuditEntry
                {
                    Origin = Ann, Action = AuditActions.StartOperation, TargetKind = AuditTargets.Operation, TargetId = $"{operationId}",
                },
            },
            default);
        await Store.Operations.WorkAsync(10, default);

        var timeline = await TimelineAsync(id);
        timeline.Entries.Select(entry => entry.Kind).ShouldBe([JobTimelineKind.Scheduled, JobTimelineKind.Changed]);
        var change = timeline.Entries[1].Change.ShouldNotBeNull();
        (change.Action, change.Who, change.Reason, change.OperationId).ShouldBe(
            (AuditActions.ChangeJob, "ann", "try again", operationId));
        (change.Before, change.After).ShouldBe(($$"""{"lane":"{{Lane}}"}""", """{"lane":"mail"}"""));
    }

    [Fact]
    public async Task A_parked_job_shows_since_when_and_why()
    {
        var claimed = await RunOneAsync();
        Clock.Move(Second);
        await RecordAsync(claimed, OutcomeKind.Park);
        var parkedAt = Clock.Now;
        Clock.Move(Hour);

        var last = (await TimelineAsync(claimed.Id)).Entries[^1];
        (last.At, last.Kind, last.ParkedReason).ShouldBe((parkedAt, JobTimelineKind.Parked, ParkedReason.UnknownDefinition));
    }

    [Fact]
    public async Task That_a_job_was_parked_is_still_shown_once_it_was_unparked()
    {
        var claimed = await RunOneAsync();
        Clock.Move(Second);
        await RecordAsync(Outcome(claimed, OutcomeKind.Park) with { Error = "no handler here" });
        var parkedAt = Clock.Now;
        Clock.Move(Hour);
        (await UnparkAsync()).ShouldBe(1);
        await RecordAsync((await ClaimAsync()).ShouldHaveSingleItem(), OutcomeKind.Succeeded);

        var entries = (await TimelineAsync(claimed.Id)).Entries;
        entries.Select(Told).ShouldBe(
        [
            "Scheduled", "AttemptStarted 1", "AttemptEnded 1 Parked", "AttemptStarted 2", "AttemptEnded 2 Succeeded", "Finished Succeeded",
        ]);
        (entries[2].At, entries[2].Text).ShouldBe((parkedAt, "no handler here"));
    }

    [Fact]
    public async Task A_job_that_is_unknown_has_none_and_one_on_an_agent_has_begun()
    {
        (await Timelines.GetAsync(Guid.CreateVersion7(Clock.Now), default)).ShouldBeNull();
        var id = AgentJobId.Create(Clock.Now);
        (await TimelineAsync(id)).Entries.ShouldHaveSingleItem().Kind.ShouldBe(JobTimelineKind.Scheduled);
    }

    [Fact]
    public async Task Earlier_attempts_come_in_parts_from_the_newest_on()
    {
        var id = await InsertAsync();
        for (var attempt = 0; attempt < 7; attempt++)
        {
            await RecordAsync((await ClaimAsync()).Single(), OutcomeKind.Snooze);
            Clock.Move(TimeSpan.FromMinutes(1));
        }

        (await Store.Reads.GetEarlierAttemptsAsync(id, int.MaxValue, 3, default)).Select(one => one.ClaimNo).ShouldBe([5, 6, 7]);
        (await Monitor.GetAttemptsBeforeAsync(id, 5, 3)).Select(one => one.Number).ShouldBe([2, 3, 4]);
        (await Monitor.GetAttemptsBeforeAsync(id, 2, 3)).Select(one => one.Number).ShouldBe([1]);
        (await Monitor.GetAttemptsAsync(id)).Count.ShouldBe(7);
        await Should.ThrowAsync<ArgumentException>(() => Monitor.GetAttemptsBeforeAsync(id, 5, 1001));
    }

    [Fact]
    public async Task A_long_log_comes_in_pages()
    {
        var claimed = await RunOneAsync();
        var other = await RunOneAsync();
        foreach (var job in new[] { claimed, other, claimed })
        {
            var lines = Enumerable.Range(0, 1000)
                .Select(index => new JobLogLine(job.ClaimNo, Clock.Now, LogLevel.Information, $"{job.Id} {index}"));
            await Jobs.ReportAsync([new AttemptReport { JobId = job.Id, ClaimNo = job.ClaimNo, Lines = [.. lines] }], default);
        }

        var whole = await Monitor.GetLogAsync(claimed.Id);
        whole.Count.ShouldBe(2000);
        var (read, next) = (new List<JobLogLine>(), (long?)0);
        while (next is { } after)
        {
            var page = await Monitor.GetLogPageAsync(claimed.Id, after, 700);
            read.AddRange(page.Lines);
            next = page.Next;
        }

        read.ShouldBe(whole);
        read.ShouldAllBe(line => line.Text.StartsWith($"{claimed.Id} ", StringComparison.Ordinal));
        await Should.ThrowAsync<ArgumentException>(() => Monitor.GetLogPageAsync(claimed.Id, 0, 0));
    }

    private async Task<JobTimeline> TimelineAsync(Guid id) => (await Timelines.GetAsync(id, default)).ShouldNotBeNull();

    private static string Told(JobTimelineEntry entry) => string.Join(
        ' ',
        new object?[]
        {
            entry.Kind, entry.Attempt, entry.Result, entry.State,
            entry.Kind == JobTimelineKind.AttemptEnded && entry.Result == AttemptResult.Failed ? entry.Text : null,
            entry.Change is { } change ? $"{change.Action} by {change.Who} {change.Reason}" : null,
        }.Where(part => part is not null));

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
