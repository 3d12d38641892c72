using JobMaster.Monitoring;

namespace JobMaster.Conformance;

/// <summary>What is said of a job's chances is what the claim does: case by case, for every reader and whatever it leaves out.</summary>
public abstract class StandingConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const int Most = 1000;

    private static readonly string[] Kinds = ["unread", "unknown", "once", "twice", "running"];

    private static readonly JobQueue[] Queues =
        [Queue, Queue with { Priority = JobMasterPriority.High }, Queue with { Lane = "mail" }];

    [Fact]
    public async Task A_claim_takes_exactly_the_jobs_that_stand_to_be_taken()
    {
        var (old, young) = (await StartAsync("old"), await StartAsync("young"));
        var ids = await MakeOneOfEachKindAsync(old);

        var taken = new HashSet<Guid>();
        foreach (var reader in new[] { null, "old", "young", "other" })
        {
            foreach (var excluded in new[] { [], new[] { Definition }, ["report"], [Definition, "report", "unknown"] })
            {
                foreach (var queues in new[] { Queues, Queues[..1], Queues[1..] })
                {
                    taken.UnionWith(await AgreeAsync(ids, young, reader, excluded, queues));
                }
            }
        }

        string[] kinds = ["unread", "parked", "once", "twice", "running", "plain", "later", "mail", "high", "report"];
        kinds.Zip(ids).Where(kind => !taken.Contains(kind.Second)).Select(kind => kind.First).ShouldBe(["parked", "running", "later"]);
    }

    [Fact]
    public async Task Jobs_before_it_are_those_a_claim_takes_first()
    {
        var ids = new List<Guid>();
        foreach (var priority in new[] { JobMasterPriority.Low, JobMasterPriority.High, JobMasterPriority.Low, JobMasterPriority.Critical })
        {
            ids.Add(await InsertAsync(Job() with { Priority = priority }));
            Clock.Move(TimeSpan.FromSeconds(1));
        }

        await InsertAsync(Job() with { Priority = JobMasterPriority.Critical, Delay = Hour });
        await InsertAsync(Job() with { Priority = JobMasterPriority.Critical, Lane = "mail" });
        var last = await StandAsync(ids[2]);
        (last.Higher, last.Earlier).ShouldBe((2, 1));
        var first = await StandAsync(ids[3]);
        (first.Higher, first.Earlier).ShouldBe((0, 0));
        var capped = (await Store.Reads.StandAsync(ids[2], null, 1, default)).ShouldNotBeNull();
        (capped.Higher, capped.Earlier).ShouldBe((1, 1));
    }

    [Fact]
    public async Task What_is_not_live_does_not_stand_at_all()
    {
        var done = await FinishOneAsync(OutcomeKind.Succeeded);
        (await Store.Reads.StandAsync(done.Id, null, Most, default)).ShouldBeNull();
        (await Store.Reads.StandAsync(Guid.CreateVersion7(), "reader", Most, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_an_expired_job_the_expiry_is_said_whatever_else_holds_it()
    {
        var explainer = new JobExplainer(
            Store, new JobsOnAgents(TimeSpan.FromDays(1), Clock), new WorkerMonitor(Store, Hour),
            new Explained(Hour, ClusterMode.Active, []));
        var expiresAt = Clock.Now.AddMinutes(1);
        var id = await InsertAsync(Job() with { ExpiresAt = expiresAt });
        (await explainer.ExplainAsync(id, default)).ShouldNotBeNull().Reasons.ShouldHaveSingleItem().Kind
            .ShouldBe(JobReasonKind.LaneWithoutWorker);
        Clock.Move(TimeSpan.FromMinutes(2));

        var explained = (await explainer.ExplainAsync(id, default)).ShouldNotBeNull();

        explained.WouldBeTaken.ShouldBeFalse();
        explained.Reasons.Select(reason => reason.Kind).ShouldBe([JobReasonKind.LaneWithoutWorker, JobReasonKind.Expires]);
        explained.Reasons[1].Since.ShouldBe(expiresAt);
        explained.Reasons[1].Text.ShouldEndWith(": the upkeep cancels it within about a minute.");
    }

    [Fact]
    public async Task Of_a_lane_without_a_live_worker_it_is_said_when_the_last_was_seen()
    {
        var explainer = new JobExplainer(
            Store, new JobsOnAgents(TimeSpan.FromDays(1), Clock), new WorkerMonitor(Store, Hour),
            new Explained(Hour, ClusterMode.Active, []));
        var seenAt = Clock.Now;
        await StartSessionAsync();
        Clock.Move(2 * Hour);
        var (gone, never) = (await InsertAsync(), await InsertAsync(Job() with { Lane = "night" }));

        var reason = (await explainer.ExplainAsync(gone, default)).ShouldNotBeNull().Reasons.ShouldHaveSingleItem();
        (reason.Kind, reason.Since).ShouldBe((JobReasonKind.LaneWithoutWorker, seenAt));
        reason.Text.ShouldBe(FormattableString.Invariant($"No live worker serves lane '{Lane}'; the last was seen at {seenAt:u}."));
        reason = (await explainer.ExplainAsync(never, default)).ShouldNotBeNull().Reasons.ShouldHaveSingleItem();
        (reason.Kind, reason.Since).ShouldBe((JobReasonKind.LaneWithoutWorker, null));
        reason.Text.ShouldBe("No live worker serves lane 'night'; none is known.");
    }

    [Fact]
    public async Task Another_live_job_that_holds_the_unique_key_is_named()
    {
        var unique = new JobUnique { Key = "k", While = UniqueWhile.WaitingOrRunning };
        var failed = await FinishOneAsync(OutcomeKind.Failed, Job() with { Unique = unique });
        (await Store.Reads.GetKeyHolderAsync(failed.Id, default)).ShouldBeNull();

        var next = await InsertAsync(Job() with { Unique = unique });
        (await Store.Reads.GetKeyHolderAsync(failed.Id, default)).ShouldBe(next);
        (await Store.Reads.GetKeyHolderAsync(next, default)).ShouldBeNull();
        await CancelAsync(next);
        (await Store.Reads.GetKeyHolderAsync(failed.Id, default)).ShouldBeNull();
    }

    [Theory]
    [InlineData(UniqueWhile.Waiting, UniqueWhile.Waiting, false)]
    [InlineData(UniqueWhile.Waiting, UniqueWhile.WaitingOrRunning, true)]
    [InlineData(UniqueWhile.WaitingOrRunning, UniqueWhile.Waiting, true)]
    public async Task A_running_job_holds_the_key_if_the_rule_of_either_says_so(UniqueWhile failed, UniqueWhile running, bool holds)
    {
        JobUnique While(UniqueWhile hold) => new() { Key = "k", While = hold };
        var first = await FinishOneAsync(OutcomeKind.Failed, Job() with { Unique = While(failed) });
        var next = await InsertAsync(Job() with { Unique = While(running) });
        (await Store.Reads.GetKeyHolderAsync(first.Id, default)).ShouldBe(next);

        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(next);
        (await Store.Reads.GetKeyHolderAsync(first.Id, default)).ShouldBe(holds ? next : null);
    }

    private async Task<Guid> StartAsync(string reader)
    {
        var session = Session() with { Reader = reader };
        await Store.Sessions.StartAsync(session, default);
        return session.Id;
    }

    /// <summary>One waiting job for each condition that a claim has, and those it never takes.</summary>
    private async Task<List<Guid>> MakeOneOfEachKindAsync(Guid session)
    {
        var unread = await TakeAsync("unread", session);
        await RecordAsync(Outcome(unread, OutcomeKind.Park) with { ParkedReason = ParkedReason.UnreadablePayload, Reader = "old" });
        await UnparkAsync("unread", reader: "young");
        var parked = await TakeAsync("unknown", session);
        await RecordAsync(parked, OutcomeKind.Park);
        var once = await TakeAsync("once", await StartSessionAsync());
        await LoseAsync(once);
        var twice = await TakeAsync("twice", await StartSessionAsync());
        await LoseAsync(twice);
        await LoseAsync(await ClaimOneAsync("twice", await StartSessionAsync()));
        var running = await TakeAsync("running", session);

        return
        [
            unread.Id, parked.Id, once.Id, twice.Id, running.Id, await InsertAsync(), await InsertAsync(Job() with { Delay = Hour }),
            await InsertAsync(Job() with { Lane = "mail" }), await InsertAsync(Job() with { Priority = JobMasterPriority.High }),
            await InsertAsync(Job() with { DefinitionId = "report" }),
        ];
    }

    private async Task<StoredJob> TakeAsync(string definition, Guid session)
    {
        await InsertAsync(Job() with { DefinitionId = definition });
        return await ClaimOneAsync(definition, session);
    }

    private async Task<StoredJob> ClaimOneAsync(string definition, Guid session) => (await Jobs.ClaimAsync(
        Request(session) with { ExcludedDefinitions = [.. Kinds.Where(kind => kind != definition)] }, default)).ShouldHaveSingleItem();

    [Fact]
    public async Task It_tells_when_the_job_expires()
    {
        var expiry = Clock.Now + Hour;
        (await StandAsync(await InsertAsync(Job() with { ExpiresAt = expiry }))).ExpiresAt.ShouldBe(expiry);
        (await StandAsync(await InsertAsync())).ExpiresAt.ShouldBeNull();
    }

    private async Task<JobStanding> StandAsync(Guid id, string? reader = null) =>
        (await Store.Reads.StandAsync(id, reader, Most, default)).ShouldNotBeNull();

    private async Task<IReadOnlyList<Guid>> AgreeAsync(
        List<Guid> ids, Guid session, string? reader, string[] excluded, JobQueue[] queues)
    {
        var expected = new List<Guid>();
        foreach (var id in ids)
        {
            var standing = await StandAsync(id, reader);
            if (standing.IsClaimable && queues.Contains(standing.Queue) && !excluded.Contains(standing.DefinitionId))
            {
                expected.Add(id);
            }
        }

        var request = new ClaimRequest
        {
            SessionId = session, Queues = [.. queues.Select(queue => new QueueShare(queue, Most))], FreeSlots = Most, TakeSolo = true,
            Reader = reader, ExcludedDefinitions = excluded,
        };
        var claimed = await Jobs.ClaimAsync(request, default);
        claimed.Select(job => job.Id).ShouldBe(expected, ignoreOrder: true, $"reader {reader}, without {string.Join(", ", excluded)}");
        foreach (var job in claimed)
        {
            await RecordAsync(job, OutcomeKind.Release);
        }

        return expected;
    }
}
