namespace JobMaster.Conformance;

/// <summary>
/// Patterns of lanes: how their queues are found, and how parked jobs are told from those that a worker of a pattern runs.
/// </summary>
public abstract class PatternConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Old = "00000000000000aa";
    private const string New = "00000000000000bb";

    [Fact]
    public async Task Queues_are_found_by_the_beginning_of_their_lane_letter_for_letter()
    {
        await InsertAsync("eu-", "eu-1", "eu-\u00e4", "eu-\U0010FFFF", "eu.1", "EU-1", "eu", "xeu-1", "e_-1", "eu_1", "eu%");

        (await FindAsync("eu-*")).Select(found => found.Queue.Lane).ShouldBe(["eu-", "eu-1", "eu-\u00e4", "eu-\U0010FFFF"]);
        (await FindAsync("e_*")).ShouldHaveSingleItem().Queue.Lane.ShouldBe("e_-1");
        (await FindAsync("eu%*")).ShouldHaveSingleItem().Queue.Lane.ShouldBe("eu%");
        (await FindAsync("us-*")).ShouldBeEmpty();
        (await FindAsync("*")).Count.ShouldBe(11);
        (await FindAsync("us-*", "e_*", "EU*")).Select(found => found.Queue.Lane).ShouldBe(["e_-1", "EU-1"], ignoreOrder: true);
    }

    [Fact]
    public async Task Each_queue_is_found_once_with_the_time_of_its_first_job()
    {
        await InsertAsync(Job() with { Lane = "a", DueAt = Clock.Now + Hour });
        await InsertAsync(Job() with { Lane = "a", DueAt = Clock.Now + (2 * Hour) });
        await InsertAsync(Job() with { Lane = "a", Priority = JobMasterPriority.High, DueAt = Clock.Now - Hour });
        await InsertAsync(Job() with { Lane = "b" });
        await InsertAsync(Job() with { Lane = "b" });

        (await FindAsync("*")).ShouldBe([
            new FoundQueue(new JobQueue("a", JobMasterPriority.Medium), Hour, IsSolo: false),
            new FoundQueue(new JobQueue("a", JobMasterPriority.High), -Hour, IsSolo: false),
            new FoundQueue(new JobQueue("b", JobMasterPriority.Medium), TimeSpan.Zero, IsSolo: false)]);
    }

    [Fact]
    public async Task Jobs_that_run_are_parked_or_final_make_no_queue()
    {
        await RunOneAsync();
        await RecordAsync(await RunOneAsync(), OutcomeKind.Park);
        await FinishOneAsync(OutcomeKind.Succeeded);
        await FinishOneAsync(OutcomeKind.Failed);

        (await FindAsync("*")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_that_must_run_alone_is_found_apart()
    {
        var id = await InsertAsync(Job());
        for (var loss = 0; loss < ClaimRequest.SoloAfterLosses; loss++)
        {
            await LoseAsync((await ClaimAsync()).ShouldHaveSingleItem());
        }

        (await FindAsync("def*")).ShouldHaveSingleItem().ShouldBe(new FoundQueue(Queue, TimeSpan.Zero, IsSolo: true));
        (await FindAsync("mail*")).ShouldBeEmpty();
        var session = await StartSessionAsync();
        (await ClaimIdsAsync(Request(session) with { TakeSolo = true })).ShouldBe([id]);
    }

    [Fact]
    public async Task A_search_goes_on_where_the_last_one_ended()
    {
        var lanes = Enumerable.Range(0, 25).Select(number => $"t-{number:D2}").ToArray();
        await InsertAsync(lanes);
        List<string> found = [];
        JobQueue? after = null;
        do
        {
            var page = await Store.Reads.FindQueuesAsync(
                new QueueSearch { Patterns = [new PatternPlace("t-*", after)], Limit = 10 }, default);
            after = page.Count < 10 ? null : page[^1].Queue;
            found.AddRange(page.Select(queue => queue.Queue.Lane));
        }
        while (after is not null);

        found.ShouldBe(lanes);
    }

    [Fact]
    public async Task Many_queues_are_claimed_from_in_their_order_and_up_to_their_shares()
    {
        var lanes = Enumerable.Range(0, 40).Select(number => $"t-{number:D2}").ToArray();
        foreach (var round in Enumerable.Range(0, 3))
        {
            Clock.Move(TimeSpan.FromMilliseconds(1 + round));
            await InsertAsync(lanes);
        }

        var shares = lanes.Select((lane, i) => new QueueShare(Queue with { Lane = lane }, i == 0 ? 3 : 2)).Reverse().ToList();
        var session = await StartSessionAsync();
        var request = Request(session, freeSlots: 10) with { Queues = shares, Prefetch = 4 };

        var first = await Jobs.ClaimAsync(request, default);
        var second = await Jobs.ClaimAsync(request with { FreeSlots = 1000, Prefetch = 0 }, default);
        var rest = await Jobs.ClaimAsync(request with { FreeSlots = 1000, Prefetch = 0 }, default);

        first.Select(job => job.Lane).ShouldBe(Enumerable.Range(0, 7).SelectMany(i => new[] { $"t-{39 - i}", $"t-{39 - i}" }));
        second.Count.ShouldBe(7 + (32 * 2) + 3);
        rest.Count.ShouldBe(120 - 14 - second.Count);
        (await Jobs.ClaimAsync(request, default)).ShouldBeEmpty();
        foreach (var lane in first.Concat(second).Concat(rest).GroupBy(job => job.Lane))
        {
            lane.Select(job => job.Id).ShouldBe(lane.Select(job => job.Id).Order(), $"those of {lane.Key} come in order");
        }
    }

    [Fact]
    public async Task A_claim_from_many_queues_leaves_out_what_one_from_few_leaves_out()
    {
        await InsertAsync(Job() with { Lane = "t-01", DueAt = Clock.Now + Hour });
        await InsertAsync(Job() with { Lane = "t-02", DefinitionId = "excluded" });
        await ParkUnreadAsync(await RunOneAsync());
        await UnparkAsync(reader: New);
        var lost = await InsertAsync(Job() with { Lane = "t-04" });
        await LoseAsync((await Jobs.ClaimAsync(Many(await StartSessionAsync()), default)).Single(job => job.Id == lost));
        var id = await InsertAsync(Job() with { Lane = "t-05" });
        var request = Many(await StartSessionAsync()) with { ExcludedDefinitions = ["excluded"], Reader = Old };

        (await Jobs.ClaimAsync(request with { SessionId = Guid.CreateVersion7(Clock.Now) }, default))
            .ShouldBeEmpty("the session is not live");
        (await ClaimIdsAsync(request with { FreeSlots = 1, Prefetch = 10 })).ShouldBe([lost, id]);
        (await Jobs.ClaimAsync(request, default)).ShouldBeEmpty();
        (await Jobs.ClaimAsync(request with { Ahead = 2 * Hour }, default)).ShouldHaveSingleItem().Lane.ShouldBe("t-01");
    }

    [Fact]
    public async Task Parked_jobs_are_told_to_nodes_of_their_patterns_and_unparked_by_them()
    {
        var unknown = await RunOneAsync();
        await RecordAsync(unknown, OutcomeKind.Park);
        await ParkUnreadAsync(await RunOneAsync(Job() with { DefinitionId = "report" }));
        var beat = new BeatRequest { SessionIds = [], Raise = false, Queues = [], Reader = New, Patterns = ["def*"] };

        var told = Store.Sessions.Beat(beat);
        told.ParkedDefinitions.ShouldBe([Definition]);
        told.UnreadDefinitions.ShouldBe(["report"]);
        told = Store.Sessions.Beat(beat with { Patterns = ["Def*", "d_f*", "mail*"] });
        told.ParkedDefinitions.ShouldBeEmpty();
        told.UnreadDefinitions.ShouldBeEmpty();

        (await UnparkAsync(lane: "Def*")).ShouldBe(0);
        (await UnparkAsync(lane: "defa*")).ShouldBe(1);
        (await UnparkAsync("report", reader: New, lane: "*")).ShouldBe(1);
        (await GetAsync(unknown.Id)).ParkedReason.ShouldBeNull();
    }

    [Theory]
    [InlineData("def*", false)]
    [InlineData("*", false)]
    [InlineData("Def*", true)]
    [InlineData("d_f*", true)]
    [InlineData("default-*", true)]
    public async Task A_job_is_parked_only_where_no_live_session_of_its_lane_or_pattern_can_read_it(string served, bool isParked)
    {
        var running = await RunOneAsync();
        await ParkUnreadAsync(running);
        await Store.Sessions.EndAsync([running.SessionId!.Value], default);
        await UnparkAsync(reader: New);
        await Store.Sessions.StartAsync(Session() with { Lanes = [served], Reader = New }, default);

        await Jobs.ExpireAsync(10, default);

        (await GetAsync(running.Id)).ParkedReason.ShouldBe(isParked ? ParkedReason.UnreadablePayload : null);
    }

    private async Task ParkUnreadAsync(StoredJob running) =>
        (await RecordAsync(Outcome(running, OutcomeKind.Park) with { ParkedReason = ParkedReason.UnreadablePayload, Reader = Old }))
            .ShouldBe(RecordResult.Recorded);

    private static ClaimRequest Many(Guid session) => Request(session) with
    {
        Queues = [
            .. Enumerable.Range(1, 20).Select(number => new QueueShare(Queue with { Lane = $"t-{number:D2}" }, 1000)),
            new QueueShare(Queue, 1000)],
    };

    private async Task InsertAsync(params string[] lanes) =>
        await Jobs.InsertAsync([.. lanes.Select(lane => Job() with { Lane = lane })], mayBeStored: false, default);

    private Task<IReadOnlyList<FoundQueue>> FindAsync(params string[] patterns) => Store.Reads.FindQueuesAsync(
        new QueueSearch { Patterns = [.. patterns.Select(pattern => new PatternPlace(pattern, null))], Limit = 100 }, default);
}
