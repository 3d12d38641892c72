namespace JobMaster.Conformance;

/// <summary>
/// Every move from every state, driven from <see cref="JobTransitions"/>: a legal one leads where the table says, any other changes
/// nothing.
/// </summary>
public abstract class TransitionConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly JobMove[] Births =
        [JobMove.Schedule, JobMove.ScheduleNow, JobMove.ScheduleLimited, JobMove.Admit, JobMove.StorePlaceholder, JobMove.Quarantine];

    private static readonly AuditOrigin Ann = new("ann", "host-a:1");

    public static TheoryData<JobState, string> StatesAndMoves
    {
        get
        {
            var pairs = new TheoryData<JobState, string>();
            foreach (var state in Enum.GetValues<JobState>())
            {
                foreach (var move in Enum.GetNames<JobMove>())
                {
                    pairs.Add(state, move);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(StatesAndMoves))]
    public async Task A_move_is_made_only_when_it_is_legal(JobState from, string moveName)
    {
        var move = Enum.Parse<JobMove>(moveName);
        var job = Job() with { Delay = from == JobState.Scheduled ? 3 * Hour : TimeSpan.Zero, ExpiresAt = Clock.Now + Hour };
        var claimed = await BringToAsync(job, from, isDiscarded: move == JobMove.Restore);
        if (move == JobMove.Expire)
        {
            Clock.Move(2 * Hour);
        }

        var before = await GetAsync(job.Id);
        before.State.ShouldBe(from);
        var attempts = await EarlierAttemptsAsync(job.Id);

        await MakeAsync(move, job, claimed);

        var after = await GetAsync(job.Id);
        if (JobTransitions.After(from, move) is { } to)
        {
            after.State.ShouldBe(to);
            JobTransitions.IsFinal(to).ShouldBe(after.FinalizedAt is not null);
        }
        else
        {
            after.ShouldBe(before);
            (await EarlierAttemptsAsync(job.Id)).ShouldBe(attempts);
        }
    }

    [Fact]
    public async Task A_job_that_does_not_exist_is_only_made_by_scheduling_it()
    {
        foreach (var move in Enum.GetValues<JobMove>())
        {
            var job = Job() with { Delay = move == JobMove.Schedule ? Hour : TimeSpan.Zero };
            var never = new StoredJob
            {
                Id = job.Id, DefinitionId = Definition, Lane = Lane, Priority = job.Priority, State = JobState.Running,
                CreatedAt = Clock.Now,
                ScheduledAt = Clock.Now, DueAt = Clock.Now, Timeout = job.Timeout, MaxRetries = 0, ClaimNo = 1,
                SessionId = await StartSessionAsync(),
            };

            await MakeAsync(move, job, never);

            (await Store.Reads.GetAsync(job.Id, default))?.State.ShouldBe(JobTransitions.After(null, move) ?? default);
            (await Store.Reads.GetAsync(job.Id, default) is not null).ShouldBe(Births.Contains(move));
            await Jobs.CancelAsync([job.Id], default);
        }
    }

    private async Task<StoredJob?> BringToAsync(NewJob job, JobState state, bool isDiscarded)
    {
        await InsertAsync(state == JobState.Throttled ? job with { Limits = "smtp" } : job);
        if (state is JobState.Scheduled or JobState.Ready or JobState.Throttled)
        {
            return null;
        }

        var claimed = (await ClaimAsync()).Single();
        if (state == JobState.Cancelled && isDiscarded)
        {
            await RecordAsync(claimed, OutcomeKind.Failed);
            (await Store.Failures.DiscardAsync([job.Id], Ann, default)).ShouldHaveSingleItem();
        }
        else if (state != JobState.Running)
        {
            await RecordAsync(claimed, Enum.Parse<OutcomeKind>(state.ToString()));
        }

        return claimed;
    }

    private async Task MakeAsync(JobMove move, NewJob job, StoredJob? claimed)
    {
        // A waiting job has no claim to answer for; one that never was stands in.
        var claimedOrNot = claimed ?? await GetAsync(job.Id) with { ClaimNo = 1 };
        switch (move)
        {
            case JobMove.Schedule or JobMove.ScheduleNow:
                await Jobs.InsertAsync([job], mayBeStored: true, default);
                break;
            case JobMove.ScheduleLimited:
                await Jobs.InsertAsync([job with { Limits = "smtp" }], mayBeStored: true, default);
                break;
            case JobMove.LetThrough:
                await Store.Gates.PassAsync("smtp", 10, [], default);
                break;
            case JobMove.Claim:
                await Jobs.ClaimAsync(Request(await StartSessionAsync()) with { Prefetch = 10, TakeSolo = true }, default);
                break;
            case JobMove.Succeed:
                await RecordAsync(claimedOrNot, OutcomeKind.Succeeded);
                break;
            case JobMove.Fail:
                await RecordAsync(claimedOrNot, OutcomeKind.Failed);
                break;
            case JobMove.Retry or JobMove.Snooze or JobMove.Release or JobMove.Park:
                await RecordAsync(claimedOrNot, Enum.Parse<OutcomeKind>(move.ToString()));
                break;
            case JobMove.Rescue or JobMove.LoseTooOften:
                await Store.Sessions.EndAsync([.. (await Store.Sessions.ListAsync(default)).Select(info => info.Session.Id)], default);
                await Jobs.RescueAsync(new RescueRequest(10, move == JobMove.Rescue ? 5 : 1), default);
                break;
            case JobMove.Cancel:
                await CancelAsync(job.Id);
                await RecordAsync(claimedOrNot, OutcomeKind.Cancelled);
                break;
            case JobMove.Reschedule:
                await Jobs.RescheduleAsync(job.Id, Clock.Now + (4 * Hour), default);
                break;
            case JobMove.Expire:
                await Jobs.ExpireAsync(10, default);
                await RecordAsync(claimedOrNot, OutcomeKind.Cancelled);
                break;
            case JobMove.Replay:
                await Jobs.ReplayAsync([job.Id], default);
                break;
            case JobMove.Discard:
                await Store.Failures.DiscardAsync([job.Id], Ann, default);
                break;
            case JobMove.Restore:
                await Store.Failures.RestoreAsync([job.Id], Ann, default);
                break;
            case JobMove.Admit or JobMove.Quarantine:
                var delivered = new DeliveredJob(job with { DueAt = Clock.Now }, move == JobMove.Quarantine ? "not to be run" : null);
                await Store.Admissions.AdmitAsync(
                    new AdmitRequest { SessionId = await StartSessionAsync(), Jobs = [delivered], DedupeWindow = Hour }, default);
                break;
            case JobMove.StorePlaceholder:
                await Store.Admissions.StorePlaceholderAsync(job.Id, Clock.Now + Hour, default);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(move), move, "No way is known to make this move.");
        }
    }
}
