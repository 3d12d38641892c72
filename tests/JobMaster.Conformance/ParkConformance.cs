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

        (await Jobs.UnparkUnreadAsync([Definition], Old, default)).ShouldBe(0);
        (await ClaimAsync(Old)).ShouldBeEmpty();
        (await Jobs.UnparkUnreadAsync([Definition], New, default)).ShouldBe(1);

        (await ClaimAsync(Old)).ShouldBeEmpty();
        (await ClaimAsync(New)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_retry_of_it_is_not_for_the_first_reader_either()
    {
        var id = await ParkAsync(Old);
        await Jobs.UnparkUnreadAsync([Definition], New, default);
        await RecordAsync((await ClaimAsync(New)).Single(), OutcomeKind.Retry);
        Clock.Move(Hour);

        (await ClaimAsync(Old)).ShouldBeEmpty();
        (await ClaimAsync(New)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task Each_reader_tries_once_and_then_it_stays_parked()
    {
        var id = await ParkAsync(Old);
        await Jobs.UnparkUnreadAsync([Definition], New, default);
        await ParkAsync((await ClaimAsync(New)).Single(), New);

        (await Jobs.UnparkUnreadAsync([Definition], Old, default)).ShouldBe(0);
        (await Jobs.UnparkUnreadAsync([Definition], New, default)).ShouldBe(0);
        Unread(Old).ShouldBeEmpty();
        Unread(New).ShouldBeEmpty();
        Unread(Newest).ShouldBe([Definition]);
        (await Jobs.UnparkUnreadAsync([Definition], Newest, default)).ShouldBe(1);
        (await ClaimAsync(Newest)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_lost_worker_and_the_turn_of_a_job_that_runs_alone_keep_the_first_reader_out()
    {
        var id = await ParkAsync(Old);
        await Jobs.UnparkUnreadAsync([Definition], New, default);
        for (var loss = 0; loss < ClaimRequest.SoloAfterLosses; loss++)
        {
            await LoseAsync((await ClaimAsync(New)).Single());
        }

        (await Jobs.ClaimAsync(Request(await StartSessionAsync()) with { Reader = Old, TakeSolo = true }, default)).ShouldBeEmpty();
        (await Jobs.ClaimAsync(Request(await StartSessionAsync()) with { Reader = New, TakeSolo = true }, default)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_queue_of_jobs_for_others_looks_empty_to_the_reader_that_tried()
    {
        await ParkAsync(Old);
        await Jobs.UnparkUnreadAsync([Definition], New, default);
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

        (await Jobs.UnparkAsync([Definition], unreadableToo: true, default)).ShouldBe(1);

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
        (await Jobs.UnparkUnreadAsync(["image.scale"], New, default)).ShouldBe(1);
        Unread(New).ShouldBe([Definition]);
    }

    [Fact]
    public async Task Jobs_parked_as_unknown_are_none_of_the_readers_business()
    {
        await RecordAsync(await RunOneAsync(), OutcomeKind.Park);

        (await Jobs.UnparkUnreadAsync([Definition], New, default)).ShouldBe(0);
        Unread(New).ShouldBeEmpty();
    }

    private async Task<Guid> ParkAsync(string reader, string definition = Definition)
    {
        var running = await RunOneAsync(Job() with { DefinitionId = definition });
        await ParkAsync(running, reader);
        return running.Id;
    }

    private async Task ParkAsync(StoredJob running, string? reader) =>
        (await RecordAsync(Outcome(running, OutcomeKind.Park) with { ParkedReason = ParkedReason.UnreadablePayload, Reader = reader })).ShouldBe(RecordResult.Recorded);

    private async Task<IReadOnlyList<StoredJob>> ClaimAsync(string reader) =>
        await Jobs.ClaimAsync(Request(await StartSessionAsync()) with { Reader = reader }, default);

    private IReadOnlyList<string> Unread(string reader) => Beat(reader).UnreadDefinitions;

    private TimeSpan? Due(string reader) => Beat(reader).Dues is [var due] ? due.Until : null;

    private BeatResult Beat(string reader) => Store.Sessions.Beat(new BeatRequest { SessionIds = [], Raise = false, Queues = [Queue], Reader = reader });
}
