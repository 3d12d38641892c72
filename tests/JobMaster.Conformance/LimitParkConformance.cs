namespace JobMaster.Conformance;

/// <summary>Jobs under limits whose payload only some builds can read, when the last of these is gone.</summary>
public abstract class LimitParkConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Old = "00000000000000aa";
    private const string New = "00000000000000bb";
    private Guid _old;
    private Guid _new;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_let_through_gives_its_permit_back_when_its_last_reader_ends_and_asks_again(bool keepsOrder)
    {
        await DefineAsync(keepsOrder);
        var id = await UnreadByOldAsync(Limited());
        (await PassAsync(keepsOrder)).ShouldBe(1);
        await Store.Sessions.EndAsync([_new], default);
        (await GetAsync(id)).ParkedReason.ShouldBe(ParkedReason.UnreadablePayload);

        var other = await InsertAsync(Limited());
        (await PassAsync(keepsOrder)).ShouldBe(1, "The parked job holds no permit.");
        (await Store.Gates.RecountAsync("smtp", default)).ShouldBe(0);
        var running = (await ClaimAsync(_old, Old)).ShouldHaveSingleItem();
        running.Id.ShouldBe(other);
        _new = await StartAsync(New);
        (await UnparkAsync(forEveryReader: true)).ShouldBe(1);
        (await GetAsync(id)).State.ShouldBe(JobState.Throttled);
        await Store.Gates.OpenDueAsync(100, default);
        (await PassAsync(keepsOrder)).ShouldBe(0);
        await RecordAsync(running, OutcomeKind.Succeeded);
        (await PassAsync(keepsOrder)).ShouldBe(1);
        (await ClaimAsync(_new, New)).ShouldHaveSingleItem().Id.ShouldBe(id);
        (await Store.Gates.RecountAsync("smtp", default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_parked_job_that_had_been_let_through_gives_its_permit_back_once()
    {
        await DefineAsync(keepsOrder: false);
        var id = await UnreadByOldAsync(Limited());
        (await PassAsync(keepsOrder: false)).ShouldBe(1);
        await Store.Sessions.EndAsync([_new], default);
        await Store.Gates.RecountAsync("smtp", default);
        (await CancelAsync(id)).ShouldBe(CancelResult.Cancelled);
        for (int i = 0; i < 3; i++)
        {
            await InsertAsync(Limited());
        }

        (await PassAsync(keepsOrder: false)).ShouldBe(1);
        (await PassAsync(keepsOrder: false)).ShouldBe(0);
        (await ClaimAsync(_old, Old)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_at_its_gate_whose_last_reader_ends_holds_up_none_for_good(bool keepsOrder)
    {
        await DefineAsync(keepsOrder);
        var id = await UnreadByOldAsync(Limited());
        await Store.Sessions.EndAsync([_new], default);
        (await GetAsync(id)).State.ShouldBe(JobState.Throttled);
        var other = await InsertAsync(Limited());

        (await PassAsync(keepsOrder)).ShouldBe(1);
        (await ClaimAsync(_old, Old)).ShouldBeEmpty("Its build cannot read what was let through.");
        await Jobs.ExpireAsync(10, default);
        (await GetAsync(id)).ParkedReason.ShouldBe(ParkedReason.UnreadablePayload);
        (await PassAsync(keepsOrder)).ShouldBe(1);
        (await ClaimAsync(_old, Old)).ShouldHaveSingleItem().Id.ShouldBe(other);
    }

    [Fact]
    public async Task A_job_that_waits_to_fall_due_when_its_last_reader_ends_comes_to_its_gate()
    {
        await DefineAsync(keepsOrder: false);
        var id = await UnreadByOldAsync(Limited());
        (await PassAsync(keepsOrder: false)).ShouldBe(1);
        var running = (await ClaimAsync(_new, New)).ShouldHaveSingleItem();
        await RecordAsync(Outcome(running, OutcomeKind.Retry) with { Delay = Hour });
        await Store.Sessions.EndAsync([_new], default);
        Clock.Move(2 * Hour);

        (await Store.Gates.OpenDueAsync(100, default)).Next.ShouldBeNull();
        (await PassAsync(keepsOrder: false)).ShouldBe(1);
        await Jobs.ExpireAsync(10, default);
        (await GetAsync(id)).ParkedReason.ShouldBe(ParkedReason.UnreadablePayload);
        (await Store.Gates.OpenDueAsync(100, default)).Next.ShouldBeNull();
    }

    [Fact]
    public async Task A_job_of_a_paused_lane_whose_last_reader_ends_comes_back_when_the_lane_is_resumed()
    {
        await DefineAsync(keepsOrder: false);
        var id = await UnreadByOldAsync(Limited());
        await Store.Gates.PassAsync("smtp", 10, [Lane], default);
        await Store.Sessions.EndAsync([_new], default);
        (await Store.Gates.ReopenAsync(Lane, 100, default)).ShouldBeFalse();
        (await Store.Gates.ListShutAsync(default)).ShouldBeEmpty();
        _new = await StartAsync(New);
        await UnparkAsync(forEveryReader: true);
        await Store.Gates.OpenDueAsync(100, default);
        (await PassAsync(keepsOrder: false)).ShouldBe(1);
        (await ClaimAsync(_new, New)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_job_at_its_gate_is_tried_again_by_builds_that_were_gone_when_a_node_starts()
    {
        await DefineAsync(keepsOrder: false);
        var id = await UnreadByOldAsync(Limited());
        await Store.Sessions.EndAsync([_old], default);
        (await UnparkAsync(forEveryReader: true)).ShouldBe(1);
        _old = await StartAsync(Old);
        (await PassAsync(keepsOrder: false)).ShouldBe(1);
        (await ClaimAsync(_old, Old)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_job_that_is_to_run_alone_gives_its_permit_back_when_its_lane_is_paused()
    {
        await DefineAsync(keepsOrder: false);
        var id = await InsertAsync(Limited() with { Lane = "mail" });
        for (int i = 0; i < 2; i++)
        {
            (await PassAsync(keepsOrder: false)).ShouldBe(1);
            var session = await StartSessionAsync();
            var mail = Request(session) with { Queues = [new QueueShare(new JobQueue("mail", JobMasterPriority.Medium), 10)] };
            (await Jobs.ClaimAsync(mail, default)).ShouldHaveSingleItem();
            await Store.Sessions.EndAsync([session], default);
            (await Jobs.RescueAsync(new RescueRequest(10, 5), default)).ShouldHaveSingleItem();
        }

        (await PassAsync(keepsOrder: false)).ShouldBe(1);
        (await Store.Gates.ShutAsync("mail", 100, default)).ShouldBeFalse();
        (await GetAsync(id)).State.ShouldBe(JobState.Throttled);
        var other = await InsertAsync(Limited());
        (await Store.Gates.PassAsync("smtp", 10, ["mail"], default)).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(other);
        (await Store.Gates.RecountAsync("smtp", default)).ShouldBe(0);
    }

    /// <summary>Stores a job that the older of two builds could not read: it waits at its gate for the newer one.</summary>
    private async Task<Guid> UnreadByOldAsync(NewJob job)
    {
        _old = await StartAsync(Old);
        _new = await StartAsync(New);
        var id = await InsertAsync(job);
        await Store.Gates.PassAsync("smtp", 10, [], default);
        await Store.Gates.PassTurnsAsync(["smtp"], [], default);
        var running = (await ClaimAsync(_old, Old)).ShouldHaveSingleItem();
        await RecordAsync(Outcome(running, OutcomeKind.Park) with { ParkedReason = ParkedReason.UnreadablePayload, Reader = Old });
        (await UnparkAsync(reader: New)).ShouldBe(1);
        await Store.Gates.OpenDueAsync(100, default);
        return id;
    }

    private async Task<Guid> StartAsync(string reader)
    {
        var session = Session() with { Lanes = [Lane], Reader = reader };
        await Store.Sessions.StartAsync(session, default);
        return session.Id;
    }

    private Task<IReadOnlyList<StoredJob>> ClaimAsync(Guid session, string reader) =>
        Jobs.ClaimAsync(Request(session) with { Reader = reader }, default);

    private Task<bool> DefineAsync(bool keepsOrder) => Store.Limits.DefineAsync(
        [
            new NewLimit(
                "smtp", LimitSource.Code, "",
                keepsOrder ? new LimitValues { KeepOrder = KeepOrderOnFailure.Continue } : new LimitValues { MaxConcurrent = 1 })],
        default);

    private async Task<int> PassAsync(bool keepsOrder) => keepsOrder
        ? (await Store.Gates.PassTurnsAsync(["smtp"], [], default)).Admitted
        : (await Store.Gates.PassAsync("smtp", 1, [], default)).Admitted;

    private NewJob Limited() => Job() with { Limits = "smtp" };
}
