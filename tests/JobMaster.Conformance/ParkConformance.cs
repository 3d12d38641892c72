namespace JobMaster.Conformance;

/// <summary>
/// Jobs parked for a payload that a build could not read: left to builds that read otherwise, and never given back to one that could not.
/// </summary>
public abstract class ParkConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Old = "00000000000000aa";
    private const string New = "00000000000000bb";
    private const string Newest = "00000000000000cc";

    [Fact]
    public async Task A_job_one_reader_could_not_read_is_taken_by_another_and_never_by_the_first()
    {
        var id = await ParkAsync(Old);

        (await UnparkAsync(reader: Old)).ShouldBe(0);
        (await ClaimAsync(Old)).ShouldBeEmpty();
        (await UnparkAsync(reader: New)).ShouldBe(1);

        (await ClaimAsync(Old)).ShouldBeEmpty();
        (await ClaimAsync(New)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_retry_of_it_is_not_for_the_first_reader_either()
    {
        var id = await ParkAsync(Old);
        await UnparkAsync(reader: New);
        await RecordAsync((await ClaimAsync(New)).Single(), OutcomeKind.Retry);
        Clock.Move(Hour);

        (await ClaimAsync(Old)).ShouldBeEmpty();
        (await ClaimAsync(New)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task Each_reader_tries_once_and_then_it_stays_parked()
    {
        var id = await ParkAsync(Old);
        await UnparkAsync(reader: New);
        await ParkAsync((await ClaimAsync(New)).Single(), New);

        (await UnparkAsync(reader: Old)).ShouldBe(0);
        (await UnparkAsync(reader: New)).ShouldBe(0);
        Unread(Old).ShouldBeEmpty();
        Unread(New).ShouldBeEmpty();
        Unread(Newest).ShouldBe([Definition]);
        (await UnparkAsync(reader: Newest)).ShouldBe(1);
        (await ClaimAsync(Newest)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_lost_worker_and_the_turn_of_a_job_that_runs_alone_keep_the_first_reader_out()
    {
        var id = await ParkAsync(Old);
        await UnparkAsync(reader: New);
        for (var loss = 0; loss < ClaimRequest.SoloAfterLosses; loss++)
        {
            await LoseAsync((await ClaimAsync(New)).Single());
            await UnparkAsync(reader: New);
        }

        (await Jobs.ClaimAsync(Request(await StartSessionAsync()) with { Reader = Old, TakeSolo = true }, default)).ShouldBeEmpty();
        (await Jobs.ClaimAsync(Request(await StartSessionAsync()) with { Reader = New, TakeSolo = true }, default))
            .ShouldHaveSingleItem()
            .Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_queue_of_jobs_for_others_looks_empty_to_the_reader_that_tried()
    {
        await ParkAsync(Old);
        await UnparkAsync(reader: New);
        Due(Old).ShouldBeNull();
        Due(New).ShouldBe(TimeSpan.Zero);

        await InsertAsync(Job() with { Delay = Hour });
        Due(Old).ShouldBe(Hour);
        Due(New).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_node_that_starts_has_every_reader_try_again()
    {
        var id = await ParkAsync(Old);

        (await UnparkAsync(forEveryReader: true)).ShouldBe(1);

        (await ClaimAsync(Old)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task What_waits_for_a_reader_is_told_to_those_that_have_not_tried()
    {
        await ParkAsync(Old);
        await ParkAsync(Old);
        await ParkAsync(Old, "image.scale");
        await ParkAsync(New, "report.build");
        await ParkAsync(await RunOneAsync(), reader: null);
        await RecordAsync(await RunOneAsync(), OutcomeKind.Park);

        Unread(Old).ShouldBe([Definition, "report.build"], ignoreOrder: true);
        Unread(New).ShouldBe([Definition, "image.scale"], ignoreOrder: true);
        Unread(Newest).ShouldBe([Definition, "image.scale", "report.build"], ignoreOrder: true);
        Read().UnreadDefinitions.ShouldBeEmpty("no reader was named");
        (await UnparkAsync("image.scale", New)).ShouldBe(1);
        Unread(New).ShouldBe([Definition]);
    }

    [Fact]
    public async Task Jobs_parked_as_unknown_are_told_to_no_reader_as_unread()
    {
        await RecordAsync(await RunOneAsync(), OutcomeKind.Park);

        Unread(New).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_is_left_to_readers_that_serve_its_lane()
    {
        var id = await ParkAsync(Old);
        var elsewhere = new BeatRequest { SessionIds = [], Raise = false, Queues = [Queue with { Lane = "mail" }], Reader = New };

        Store.Sessions.Beat(elsewhere).UnreadDefinitions.ShouldBeEmpty();
        (await UnparkAsync(reader: New, lane: "mail")).ShouldBe(0);
        (await UnparkAsync(forEveryReader: true, lane: "mail")).ShouldBe(0);

        (await GetAsync(id)).ParkedReason.ShouldBe(ParkedReason.UnreadablePayload);
        Unread(New).ShouldBe([Definition]);
    }

    [Fact]
    public async Task A_job_of_an_unknown_definition_is_left_to_nodes_that_serve_its_lane()
    {
        var running = await RunOneAsync();
        await RecordAsync(running, OutcomeKind.Park);
        var elsewhere = new BeatRequest { SessionIds = [], Raise = false, Queues = [Queue with { Lane = "mail" }] };

        Store.Sessions.Beat(elsewhere).ParkedDefinitions.ShouldBeEmpty();
        (await UnparkAsync(lane: "mail")).ShouldBe(0);
        (await GetAsync(running.Id)).ParkedReason.ShouldBe(ParkedReason.UnknownDefinition);
        Read().ParkedDefinitions.ShouldBe([Definition]);
        (await UnparkAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("end")]
    [InlineData("bury")]
    public async Task A_job_whose_last_reader_is_gone_is_parked_again_and_told_to_the_next(string how)
    {
        var id = await ParkAsync(Old);
        await StartSessionAsync(Old);
        await StartSessionAsync(New, "mail");
        var last = await StartSessionAsync(New);
        await UnparkAsync(reader: New);
        (await GetAsync(id)).ParkedReason.ShouldBeNull();

        await (how == "end" ? Store.Sessions.EndAsync([last], default) : Store.Sessions.BuryAsync([new SessionBeat(last, 0)], default));

        var parked = await GetAsync(id);
        (parked.State, parked.ParkedReason).ShouldBe((JobState.Ready, ParkedReason.UnreadablePayload));
        Unread(Old).ShouldBeEmpty();
        Unread(New).ShouldBe([Definition]);
        (await UnparkAsync(reader: New)).ShouldBe(1);
        (await ClaimAsync(New)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_job_made_to_wait_for_a_reader_that_was_gone_already_is_parked_by_the_upkeep()
    {
        var id = await ParkAsync(Old);
        await UnparkAsync(reader: New);
        (await Jobs.ExpireAsync(10, default)).ShouldBe(0);

        (await GetAsync(id)).ParkedReason.ShouldBe(ParkedReason.UnreadablePayload);
    }

    [Fact]
    public async Task A_job_whose_only_reader_died_while_it_ran_is_parked_when_it_is_rescued()
    {
        var id = await ParkAsync(Old);
        await StartSessionAsync(Old);
        await UnparkAsync(reader: New);
        var running = (await Jobs.ClaimAsync(Request(await StartSessionAsync(New)) with { Reader = New }, default)).ShouldHaveSingleItem();

        (await LoseAsync(running)).State.ShouldBe(JobState.Ready);

        (await GetAsync(id)).ParkedReason.ShouldBe(ParkedReason.UnreadablePayload);
        Unread(New).ShouldBe([Definition]);
    }

    [Theory]
    [InlineData(New)]
    [InlineData(null)]
    public async Task A_job_stays_waiting_as_long_as_one_session_may_take_it(string? reader)
    {
        var id = await ParkAsync(Old);
        await StartSessionAsync(reader, Lane);
        var other = await StartSessionAsync(Newest);
        await UnparkAsync(reader: New);

        await Store.Sessions.EndAsync([other], default);
        await Jobs.ExpireAsync(10, default);

        (await GetAsync(id)).ParkedReason.ShouldBeNull();
        Due(New).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_node_that_starts_has_readers_that_are_gone_try_waiting_jobs_again()
    {
        var id = await ParkAsync(Old);
        await ParkAgainAsync(New);
        await StartSessionAsync(New);
        await StartSessionAsync(Newest);
        await UnparkAsync(reader: Newest);

        (await UnparkAsync("report.build", forEveryReader: true)).ShouldBe(0);
        (await UnparkAsync(forEveryReader: true, lane: "mail")).ShouldBe(0);
        Due(Old).ShouldBeNull();
        (await UnparkAsync(forEveryReader: true)).ShouldBe(1);
        (await UnparkAsync(forEveryReader: true)).ShouldBe(0);

        Due(New).ShouldBeNull("its reader lives and could not read it");
        (await ClaimAsync(New)).ShouldBeEmpty();
        (await ClaimAsync(Old)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_session_is_listed_with_its_reader()
    {
        await StartSessionAsync(New);
        (await Store.Sessions.ListAsync(default)).ShouldHaveSingleItem().Session.Reader.ShouldBe(New);
    }

    /// <summary>Stores a job and has it parked by a session of the reader, which then is gone.</summary>
    private async Task<Guid> ParkAsync(string reader, string definition = Definition)
    {
        var running = await RunOneAsync(Job() with { DefinitionId = definition });
        await ParkAsync(running, reader);
        await Store.Sessions.EndAsync([running.SessionId!.Value], default);
        return running.Id;
    }

    /// <summary>Has the one parked job tried and parked by one more reader.</summary>
    private async Task ParkAgainAsync(string reader)
    {
        await UnparkAsync(reader: reader);
        var running = (await ClaimAsync(reader)).Single();
        await ParkAsync(running, reader);
        await Store.Sessions.EndAsync([running.SessionId!.Value], default);
    }

    private async Task<Guid> StartSessionAsync(string? reader, string lane = Lane)
    {
        var session = Session() with { Lanes = [lane], Reader = reader };
        await Store.Sessions.StartAsync(session, default);
        return session.Id;
    }

    private async Task ParkAsync(StoredJob running, string? reader) =>
        (
            await RecordAsync(Outcome(running, OutcomeKind.Park) with { ParkedReason = ParkedReason.UnreadablePayload, Reader = reader }))
                .ShouldBe(RecordResult.Recorded);

    private async Task<IReadOnlyList<StoredJob>> ClaimAsync(string reader) =>
        await Jobs.ClaimAsync(Request(await StartSessionAsync()) with { Reader = reader }, default);

    private IReadOnlyList<string> Unread(string reader) => Beat(reader).UnreadDefinitions;

    private TimeSpan? Due(string reader) => Beat(reader).Dues is [var due] ? due.Until : null;

    private BeatResult Beat(string reader) =>
        Store.Sessions.Beat(new BeatRequest { SessionIds = [], Raise = false, Queues = [Queue], Reader = reader });
}
