namespace JobMaster.Conformance;

/// <summary>Operations that replay failed jobs as another definition: only those whose message data that can read.</summary>
public abstract class MovedReplayConformance<TFixture> : FailedJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_another_definition_cannot_read_stays_failed_and_is_counted(bool byFilter)
    {
        var good = await FailManyAsync(3, job => job with { Payload = "good" });
        var bad = await FailManyAsync(3, job => job with { Payload = "bad" });
        var hidden = await FailManyAsync(2, job => job with { Payload = "sealed" });
        good.Add(await FailAsync("aaaa"));
        var id = await StartAsync(ToOther with { Filter = byFilter ? ToOther.Filter : null }, [.. good, .. bad, .. hidden]);
        var check = new StubReplayCheck();

        await WorkOffAsync(limit: 3, check);

        await IsDoneAsync(id, new OperationCounts(Changed: 6, Unreadable: 3));
        (await ReadAsync(id)).Waiting.ShouldBe(0);
        check.Asked.ShouldBe([.. good, .. bad, .. hidden], ignoreOrder: true);
        foreach (var job in bad)
        {
            var left = await GetAsync(job);
            (left.State, left.DefinitionId, left.Payload).ShouldBe((JobState.Failed, Definition, "bad"));
        }

        foreach (var job in hidden)
        {
            (await GetAsync(job)).Payload.ShouldBe($"sealed for other of {job}");
            (await EarlierAttemptsAsync(job)).ShouldHaveSingleItem().Payload.ShouldBe("sealed");
        }

        (await GetAsync(good[0])).Payload.ShouldBe("good");
        await AreReplayedOnceAsync(id, [.. good, .. hidden]);
    }

    [Fact]
    public async Task A_job_that_another_definition_cannot_read_is_none_of_those_that_are_tried_first()
    {
        var payloads = new Queue<string>(["bad", "good", "bad", "good", "good"]);
        await FailManyAsync(5, job => job with { Payload = payloads.Dequeue() });
        var id = await StartAsync(ToOther with { TryFirst = 2 });
        var check = new StubReplayCheck();

        await WorkOffAsync(limit: 100, check);
        (await ReadAsync(id)).Stage.ShouldBe(OperationStage.Watch);
        var tried = await ClaimAsync();
        tried.Count.ShouldBe(2);
        await Jobs.RecordAsync([.. tried.Select(job => Outcome(job, OutcomeKind.Succeeded))], default);
        Clock.Move(Second);
        await WorkOffAsync(limit: 100, check);

        await IsDoneAsync(id, new OperationCounts(Changed: 3, Unreadable: 2));
        (await ClaimAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_node_that_ends_while_it_looks_at_message_data_replays_none_twice_and_leaves_none_out()
    {
        var failed = await FailManyAsync(7, job => job with { Payload = "sealed" });
        var id = await StartAsync(ToOther);
        var check = new StubReplayCheck { FailsAt = 6 };
        (await Store.Operations.WorkAsync(4, check, default)).ShouldNotBeNull().Counts.ShouldBe(new OperationCounts(4));

        await Should.ThrowAsync<InvalidOperationException>(() => Store.Operations.WorkAsync(4, check, default));
        (await ReadAsync(id)).Counts.ShouldBe(new OperationCounts(4));
        Clock.Move(Hour);
        await WorkOffAsync(limit: 4, check);

        await IsDoneAsync(id, new OperationCounts(7));
        await AreReplayedOnceAsync(id, failed);
    }

    [Fact]
    public async Task A_check_is_asked_only_of_another_definition_and_only_once_that_is_known()
    {
        var failed = await FailManyAsync(2);
        var check = new StubReplayCheck { IsReady = false };
        var id = await StartAsync(ToOther);

        (await Store.Operations.WorkAsync(100, check, default)).ShouldNotBeNull().UnknownDefinition.ShouldBe("other");
        (await ReadAsync(id)).Counts.ShouldBe(default);
        var other = await StartAsync(Group(JobOperationKind.Replay) with { Filter = new JobOperationFilter { Fingerprint = "none" } });
        (await Store.Operations.WorkAsync(100, check, default)).ShouldNotBeNull().OperationId.ShouldBe(other, "others go on meanwhile");

        check.IsReady = true;
        Clock.Move(Hour);
        await WorkOffAsync(limit: 100, check);
        await AreReplayedOnceAsync(id, failed);

        check = new StubReplayCheck { IsReady = false };
        await FailManyAsync(2, job => job with { Payload = "bad" });
        foreach (var replay in new[] { null, new StoredReplay { Lane = "mail" }, ToOther.Replay! with { ChangesPayload = true } })
        {
            var plain = await StartAsync(ToOther with { Replay = replay, MaxJobs = 1 });
            await WorkOffAsync(limit: 100, check);
            (await ReadAsync(plain)).Counts.Unreadable.ShouldBe(0);
        }

        check.Asked.ShouldBeEmpty();
    }

    private static OperationSpec ToOther => Group(JobOperationKind.Replay) with { Replay = new StoredReplay { DefinitionId = "other" } };

    private async Task AreReplayedOnceAsync(Guid operationId, IReadOnlyList<Guid> jobs)
    {
        foreach (var job in jobs)
        {
            var replayed = await GetAsync(job);
            (replayed.State, replayed.DefinitionId).ShouldBe((JobState.Ready, "other"));
        }

        var filed = await Store.Audit.ListAsync(
            new AuditListRequest { ActionFrom = "job.replay", ActionBefore = "job.replay\u0001", Limit = 100 }, default);
        filed.Where(entry => entry.OperationId == operationId).Select(entry => Guid.Parse(entry.TargetId))
            .ShouldBe(jobs, ignoreOrder: true);
    }
}
