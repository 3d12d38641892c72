using System.Collections.Concurrent;
using JobMaster.Conformance.Schedules;

namespace JobMaster.Conformance;

/// <summary>What a relational provider adds for <see cref="JobStepConformance{TFixture}"/>.</summary>
public interface ISteppedStoreFixture : IStoreFixture
{
    /// <summary>Opens the place with something more to happen in each transaction in which jobs become live, or leave live work.</summary>
    /// <param name="storeClock">The clock that stands in for the store's own.</param>
    /// <param name="entered">Called with the jobs that have become live.</param>
    /// <param name="left">Called with the jobs that have left.</param>
    IMasterStore Open(TimeProvider? storeClock, Action<IReadOnlyCollection<Guid>> entered, Action<IReadOnlyCollection<Guid>> left);
}

/// <summary>
/// However a job becomes live or leaves live work, the same steps run in that transaction, once, and undo it when they fail.
/// </summary>
public abstract class JobStepConformance<TFixture> : ScheduleStoreConformance<TFixture>
    where TFixture : ISteppedStoreFixture, new()
{
    private readonly ConcurrentQueue<Guid> _entered = [];
    private readonly ConcurrentQueue<Guid> _left = [];
    private IMasterStore _stepped = null!;
    private bool _fails;

    public static TheoryData<string> Entries =>
        ["inserted", "inserted with a key", "inserted, perhaps once more", "admitted", "expected, then delivered", "replayed", "fired"];

    public static TheoryData<string> Exits =>
    [
        "succeeded", "failed", "cancelled by itself", "cancelled while it waits", "asked to stop, then retried", "expired",
        "rescued too often",
        "rescued after a cancel", "quarantined",
    ];

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task A_job_that_becomes_live_passes_the_entry_once(string way)
    {
        var id = await EnterAsync(way, Step);
        _entered.ShouldHaveSingleItem().ShouldBe(id);
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task A_job_does_not_become_live_when_a_step_fails(string way)
    {
        await Should.ThrowAsync<StepException>(() => EnterAsync(way, Fail));
        _fails = false;
        (await Store.Reads.ListAsync(new JobListRequest { Section = JobSection.Live, Limit = 10 }, default))
            .Where(job => job.ParkedReason is null).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Exits))]
    public async Task A_job_that_leaves_passes_the_exit_once(string way)
    {
        var id = await LeaveAsync(way, Step);
        _left.ShouldHaveSingleItem().ShouldBe(id);
        (await GetAsync(id)).FinalizedAt.ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Exits))]
    public async Task A_job_stays_when_a_step_fails(string way)
    {
        await Should.ThrowAsync<StepException>(() => LeaveAsync(way, Fail));
        _left.Distinct().Count().ShouldBe(1);
        (await Store.Reads.GetAsync(_left.First(), default))?.FinalizedAt.ShouldBeNull();
    }

    private static AdmitRequest Delivery(NewJob job, string? quarantine = null) => new()
    {
        Jobs = [new DeliveredJob(job, quarantine)],
        SessionId = null,
        DedupeWindow = TimeSpan.FromDays(1),
    };

    private void Step()
    {
        _stepped = Fixture.Open(Clock, Note(_entered), Note(_left));
        Track(_stepped);
    }

    private void Fail()
    {
        Step();
        _fails = true;
    }

    private Action<IReadOnlyCollection<Guid>> Note(ConcurrentQueue<Guid> moved) => jobs =>
    {
        foreach (var job in jobs)
        {
            moved.Enqueue(job);
        }

        if (_fails)
        {
            throw new StepException();
        }
    };

    private async Task<Guid> EnterAsync(string way, Action begin)
    {
        var job = Job() with { DueAt = Clock.Now };
        switch (way)
        {
            case "inserted":
                begin();
                await _stepped.Jobs.InsertAsync([job], mayBeStored: false, default);
                return job.Id;
            case "inserted with a key":
                begin();
                await _stepped.Jobs.InsertAsync([job with { IdempotencyKey = "once" }], mayBeStored: false, default);
                return job.Id;
            case "inserted, perhaps once more":
                begin();
                await _stepped.Jobs.InsertAsync([job], mayBeStored: true, default);
                return job.Id;
            case "admitted":
                begin();
                await _stepped.Admissions.AdmitAsync(Delivery(job), default);
                return job.Id;
            case "expected, then delivered":
                await Store.Admissions.StorePlaceholderAsync(job.Id, Clock.Now, default);
                begin();
                await _stepped.Admissions.AdmitAsync(Delivery(job), default);
                return job.Id;
            case "fired":
                var step = Fire(await StoreAsync());
                begin();
                await StepAsync(step, _stepped);
                return step.LastJobId!.Value;
            default:
                var failed = await FinishOneAsync(OutcomeKind.Failed);
                begin();
                await _stepped.Jobs.ReplayAsync([failed.Id], default);
                return failed.Id;
        }
    }

    private async Task<Guid> LeaveAsync(string way, Action begin)
    {
        if (way is "cancelled while it waits" or "expired")
        {
            var id = await InsertAsync(Job() with { ExpiresAt = Clock.Now + Hour });
            Clock.Move(2 * Hour);
            begin();
            await (way == "expired" ? (Task)_stepped.Jobs.ExpireAsync(10, default) : _stepped.Jobs.CancelAsync([id], default));
            return id;
        }

        if (way == "quarantined")
        {
            var job = Job() with { DueAt = Clock.Now };
            begin();
            await _stepped.Admissions.AdmitAsync(Delivery(job, "Quarantined: unreadable."), default);
            return job.Id;
        }

        var running = await RunOneAsync();
        if (way is "asked to stop, then retried" or "rescued after a cancel")
        {
            (await CancelAsync(running.Id)).ShouldBe(CancelResult.StopRequested);
        }

        if (way.StartsWith("rescued", StringComparison.Ordinal))
        {
            await Store.Sessions.EndAsync([running.SessionId!.Value], default);
            begin();
            await _stepped.Jobs.RescueAsync(new RescueRequest(10, 1), default);
            return running.Id;
        }

        begin();
        var kind = way switch
        {
            "succeeded" => OutcomeKind.Succeeded,
            "failed" => OutcomeKind.Failed,
            "cancelled by itself" => OutcomeKind.Cancelled,
            _ => OutcomeKind.Retry,
        };
        await _stepped.Jobs.RecordAsync([Outcome(running, kind)], default);
        return running.Id;
    }

    private sealed class StepException : Exception;
}
