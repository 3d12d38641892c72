namespace JobMaster.Conformance;

/// <summary>
/// Operations on failed jobs: tried with a few first, at a rate, with changes; discards and restores; by every condition.
/// </summary>
public abstract class FailureOperationConformance<TFixture> : FailedJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_replay_that_is_tried_first_goes_on_once_the_first_jobs_have_ended_well()
    {
        await FailManyAsync(7);
        var id = await StartAsync(Group(JobOperationKind.Replay) with { TryFirst = 2 });

        var first = (await Store.Operations.WorkAsync(100, default)).ShouldNotBeNull();
        (first.Counts.Changed, first.State, first.NextIn).ShouldBe((2, JobOperationState.Running, Second));
        (await Store.Operations.WorkAsync(100, default)).ShouldBeNull("it waits a second");
        Clock.Move(Second);
        var looked = (await Store.Operations.WorkAsync(100, default)).ShouldNotBeNull();
        (looked.Counts.Changed, looked.NextIn).ShouldBe((0, Second), "the jobs wait");
        var tried = await ClaimAsync();
        tried.Count.ShouldBe(2);
        await RecordAsync(tried[0], OutcomeKind.Succeeded);
        await RecordAsync(tried[1], OutcomeKind.Succeeded);
        Clock.Move(Second);

        await WorkOffAsync();

        await IsDoneAsync(id, new OperationCounts(7));
        (await ReadAsync(id)).Note.ShouldBeNull();
        (await ClaimAsync()).Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("aaaa")]
    [InlineData("another cause")]
    [InlineData(null)]
    public async Task A_replay_that_is_tried_first_stops_when_one_of_the_first_fails_again_or_is_cancelled(string? fingerprint)
    {
        await FailManyAsync(7);
        var id = await StartAsync(Group(JobOperationKind.Replay) with { TryFirst = 3 });
        await Store.Operations.WorkAsync(100, default);
        var tried = await ClaimAsync();
        tried.Count.ShouldBe(3);
        Clock.Move(Second);
        await RecordAsync(
            Outcome(tried[1], fingerprint is null ? OutcomeKind.Cancelled : OutcomeKind.Failed) with { Fingerprint = fingerprint });

        await WorkOffAsync();

        var operation = await ReadAsync(id);
        (operation.State, operation.Counts.Changed, operation.EndedAt).ShouldBe((JobOperationState.Stopped, 3, Clock.Now));
        operation.Note.ShouldBe($"Job {tried[1].Id}, one of the first, {(fingerprint is null ? "was cancelled" : "failed again")}.");
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(OutcomeKind.Failed)]
    [InlineData(OutcomeKind.Cancelled)]
    public async Task A_replay_that_is_tried_first_stops_though_the_clock_was_set_back(OutcomeKind kind)
    {
        await FailManyAsync(3);
        Clock.Move(Hour);
        var id = await StartAsync(Group(JobOperationKind.Replay) with { TryFirst = 1 });
        await Store.Operations.WorkAsync(100, default);
        var tried = (await ClaimAsync()).ShouldHaveSingleItem();
        Clock.Move(-Hour / 2);
        await RecordAsync(Outcome(tried, kind) with { Fingerprint = kind == OutcomeKind.Failed ? "aaaa" : null });

        await WorkOffAsync();

        var operation = await ReadAsync(id);
        (operation.State, operation.Counts.Changed).ShouldBe((JobOperationState.Stopped, 1));
    }

    [Fact]
    public async Task A_job_that_stayed_failed_for_its_key_is_none_of_the_first()
    {
        var unique = new JobUnique { Key = "once", While = UniqueWhile.WaitingOrRunning };
        var held = await FailAsync("aaaa", job => job with { Unique = unique });
        Clock.Move(Second);
        await FailManyAsync(2);
        await InsertAsync(Job() with { Unique = unique, Lane = "mail" });
        var id = await StartAsync(Group(JobOperationKind.Replay) with { TryFirst = 1 });
        (await Store.Operations.WorkAsync(100, default)).ShouldNotBeNull().Counts.ShouldBe(new OperationCounts(0, KeyHeld: 1));
        (await Store.Operations.WorkAsync(100, default)).ShouldNotBeNull().Counts.Changed.ShouldBe(1);
        await RecordAsync((await ClaimAsync()).ShouldHaveSingleItem(), OutcomeKind.Succeeded);

        (await Store.Failures.DiscardAsync([held], New(Group(JobOperationKind.Discard)).By, default)).ShouldHaveSingleItem();
        Clock.Move(Second);
        await WorkOffAsync();

        await IsDoneAsync(id, new OperationCounts(2, KeyHeld: 1));
    }

    [Fact]
    public async Task Another_node_goes_on_with_a_replay_that_is_tried_first()
    {
        await FailManyAsync(3);
        var id = await StartAsync(Group(JobOperationKind.Replay) with { TryFirst = 1 });
        await Store.Operations.WorkAsync(100, default);
        await RecordAsync((await ClaimAsync()).ShouldHaveSingleItem(), OutcomeKind.Succeeded);
        Clock.Move(Second);

        var other = Open();
        while (await other.Operations.WorkAsync(100, default) is not null)
        {
            // The next transaction.
        }

        (await ReadAsync(id)).State.ShouldBe(JobOperationState.Done);
        (await ClaimAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Fewer_jobs_than_are_to_be_tried_are_waited_for_too()
    {
        await FailManyAsync(2);
        var id = await StartAsync(Group(JobOperationKind.Replay) with { TryFirst = 5 });
        await Store.Operations.WorkAsync(100, default);
        (await ReadAsync(id)).State.ShouldBe(JobOperationState.Running);
        foreach (var job in await ClaimAsync())
        {
            await RecordAsync(job, OutcomeKind.Succeeded);
        }

        Clock.Move(Second);
        await WorkOffAsync();

        (await ReadAsync(id)).State.ShouldBe(JobOperationState.Done);
    }

    [Fact]
    public async Task A_paused_operation_that_waits_for_its_first_jobs_goes_on_where_it_was()
    {
        await FailManyAsync(2);
        var spec = Group(JobOperationKind.Replay) with { TryFirst = 1 };
        var id = await StartAsync(spec);
        await Store.Operations.WorkAsync(100, default);
        await Store.Operations.SetStateAsync(id, JobOperationState.Paused, New(spec).Audit, default);
        await RecordAsync((await ClaimAsync()).ShouldHaveSingleItem(), OutcomeKind.Succeeded);
        Clock.Move(Second);
        (await Store.Operations.WorkAsync(100, default)).ShouldBeNull();

        await Store.Operations.SetStateAsync(id, JobOperationState.Running, New(spec).Audit, default);
        await WorkOffAsync();

        (await ReadAsync(id)).Counts.Changed.ShouldBe(2);
    }

    [Fact]
    public async Task No_more_jobs_a_second_are_replayed_than_the_operation_says()
    {
        await FailManyAsync(5);
        var id = await StartAsync(Group(JobOperationKind.Replay) with { MaxPerSecond = 2 });

        foreach (var expected in new[] { 2, 4 })
        {
            var work = (await Store.Operations.WorkAsync(100, default)).ShouldNotBeNull();
            (work.Counts.Changed, work.NextIn).ShouldBe((2, Second));
            (await Store.Operations.WorkAsync(100, default)).ShouldBeNull();
            (await ReadAsync(id)).Counts.Changed.ShouldBe(expected);
            Clock.Move(Second);
        }

        await WorkOffAsync();
        (await ReadAsync(id)).State.ShouldBe(JobOperationState.Done);
        (await ClaimAsync()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_replay_that_is_tried_first_goes_on_at_its_rate()
    {
        await FailManyAsync(8);
        var id = await StartAsync(Group(JobOperationKind.Replay) with { TryFirst = 3, MaxPerSecond = 2 });

        await ReplaysAsync(2);
        await ReplaysAsync(1);
        var tried = await ClaimAsync();
        tried.Count.ShouldBe(3);
        foreach (var job in tried)
        {
            await RecordAsync(job, OutcomeKind.Succeeded);
        }

        var looked = (await Store.Operations.WorkAsync(100, default)).ShouldNotBeNull();
        (looked.Counts.Changed, looked.NextIn).ShouldBe((0, null));
        await ReplaysAsync(2);
        await ReplaysAsync(2);
        await WorkOffAsync();

        await IsDoneAsync(id, new OperationCounts(8));
        (await ClaimAsync()).Count.ShouldBe(5);

        async Task ReplaysAsync(int jobs)
        {
            var work = (await Store.Operations.WorkAsync(100, default)).ShouldNotBeNull();
            (work.Counts.Changed, work.NextIn).ShouldBe((jobs, Second));
            (await Store.Operations.WorkAsync(100, default)).ShouldBeNull("it waits a second");
            Clock.Move(Second);
        }
    }

    [Fact]
    public async Task A_clock_that_was_ahead_keeps_no_operation_waiting()
    {
        await FailManyAsync(5);
        var id = await StartAsync(Group(JobOperationKind.Replay) with { MaxPerSecond = 2 });
        Clock.Move(Hour);
        (await Store.Operations.WorkAsync(100, default)).ShouldNotBeNull().Counts.Changed.ShouldBe(2);

        Clock.Move(-Hour);
        (await Store.Operations.WorkAsync(100, default)).ShouldNotBeNull().Counts.Changed.ShouldBe(2);
        (await Store.Operations.WorkAsync(100, default)).ShouldBeNull("its pause counts again");

        Clock.Move(Second);
        await WorkOffAsync();
        (await ReadAsync(id)).State.ShouldBe(JobOperationState.Done);
        Clock.Move(Hour);
        (await ClaimAsync()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_replay_of_many_changes_them_and_keeps_their_payloads()
    {
        var failed = await FailManyAsync(3, job => job with { Payload = "old" });
        var change = new StoredReplay { Lane = "mail", ChangesPayload = true, Payload = "new" };
        var id = await StartAsync(Group(JobOperationKind.Replay) with { Replay = change });

        await WorkOffAsync();

        (await ReadAsync(id)).Spec.Replay.ShouldBe(change);
        foreach (var job in failed)
        {
            var replayed = await GetAsync(job);
            (replayed.Lane, replayed.Payload).ShouldBe(("mail", "new"));
            (await EarlierAttemptsAsync(job)).ShouldHaveSingleItem().Payload.ShouldBe("old");
        }
    }

    [Fact]
    public async Task Many_jobs_are_discarded_and_restored()
    {
        var failed = await FailManyAsync(5);
        var other = await FailAsync("bbbb");
        Clock.Move(Microsecond);
        var discard = await StartAsync(Group(JobOperationKind.Discard));
        await WorkOffAsync(limit: 2);

        await IsDoneAsync(discard, new OperationCounts(5));
        foreach (var job in failed)
        {
            (await GetAsync(job)).State.ShouldBe(JobState.Cancelled);
        }

        (await GetAsync(other)).State.ShouldBe(JobState.Failed);
        (await CountsAsync()).ShouldBe([("bbbb", 1)]);
        Clock.Move(Microsecond);
        var restore = await StartAsync(Group(JobOperationKind.Restore));
        await WorkOffAsync(limit: 2);

        (await ReadAsync(restore)).Counts.ShouldBe(new OperationCounts(5));
        (await CountsAsync()).ShouldBe([("aaaa", 5), ("bbbb", 1)]);
        var filed = await Store.Audit.ListAsync(
            new AuditListRequest { ActionFrom = "job.", ActionBefore = "job/", Limit = 100 }, default);
        filed.Count(entry => entry.Action == "job.discard").ShouldBe(5);
        filed.Count(entry => entry.Action == "job.restore").ShouldBe(5);
    }

    [Fact]
    public async Task Every_condition_of_a_filter_counts()
    {
        var one = await FailAsync("aaaa", job => job with { IdempotencyKey = "order-1" });
        var oneAt = Clock.Now;
        Clock.Move(Hour);
        var two = await FailAsync("bbbb");
        var session = (await GetAsync(two)).SessionId;
        Clock.Move(Hour);

        await FindsAsync(new() { Fingerprint = "aaaa" }, one);
        await FindsAsync(new() { IdempotencyKey = "order-1" }, one);
        await FindsAsync(new() { SessionId = session }, two);
        await FindsAsync(new() { CreatedFrom = oneAt + Microsecond }, two);
        await FindsAsync(new() { CreatedBefore = oneAt + Hour }, one);
        await FindsAsync(new() { DueFrom = oneAt + Hour, DueBefore = oneAt + Hour + Microsecond }, two);
        await FindsAsync(new() { FinalizedFrom = oneAt, FinalizedBefore = oneAt + Microsecond }, one);
        await FindsAsync(new() { Fingerprint = "aaaa", FinalizedFrom = oneAt + Microsecond });
        await FindsAsync(new() { CreatedFrom = oneAt }, one, two);
    }

    [Fact]
    public async Task Failed_jobs_are_exported_with_their_payload_in_pages()
    {
        var failed = await FailManyAsync(5, job => job with { Payload = "{\"a\":\"äß🙂\"}" });
        await FailAsync("bbbb");
        var filter = new JobOperationFilter { Fingerprint = "aaaa" };

        var first = await Store.Failures.ExportAsync(filter, null, 3, default);
        var rest = await Store.Failures.ExportAsync(filter, first[^1].Id, 3, default);

        first.Concat(rest).Select(job => job.Id).ShouldBe(failed.Order());
        first.ShouldAllBe(job => job.Payload == "{\"a\":\"äß🙂\"}" && job.Fingerprint == "aaaa");
    }

    private async Task FindsAsync(JobOperationFilter filter, params Guid[] expected)
    {
        var spec = new OperationSpec { Kind = JobOperationKind.Replay, Filter = filter };
        OperationSpec.Parse(spec.ToJson()).ShouldBe(spec);
        (await Store.Operations.FindAsync(spec, [], 10, default)).SampleIds.ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task Jobs_whose_unique_key_another_holds_stay_failed_and_are_counted_apart()
    {
        var unique = new JobUnique { Key = "once", While = UniqueWhile.WaitingOrRunning };
        var held = await FailAsync("aaaa", job => job with { Unique = unique });
        var free = await FailAsync("aaaa");
        var holder = await InsertAsync(Job() with { Unique = unique });
        Clock.Move(Second);
        var id = await StartAsync(Group(JobOperationKind.Replay));

        await WorkOffAsync();

        (await ReadAsync(id)).Counts.ShouldBe(new OperationCounts(Changed: 1, KeyHeld: 1));
        (await GetAsync(held)).State.ShouldBe(JobState.Failed);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([free, holder], ignoreOrder: true);
    }

    private async Task<List<(string Fingerprint, long Jobs)>> CountsAsync()
    {
        var groups = await Store.Failures.ListGroupsAsync(new FailureGroupRequest(100), default);
        return [.. groups.Select(group => (group.Fingerprint, group.Jobs))];
    }
}
