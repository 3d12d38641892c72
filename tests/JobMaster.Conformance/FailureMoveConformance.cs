namespace JobMaster.Conformance;

/// <summary>What operators do to failed jobs: replay them with changes, discard and restore them, copy final ones.</summary>
public abstract class FailureMoveConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly AuditOrigin Ann = new("ann", "host-a:1", null, "why");

    [Fact]
    public async Task A_replay_changes_lane_priority_definition_and_payload_and_keeps_the_old_payload()
    {
        var failed = await FailAsync(Job() with { Payload = "{\"old\":\"äß🙂\"}" });
        var change = new StoredReplay
        {
            Lane = "mail", Priority = JobMasterPriority.High, DefinitionId = "email.send2", ChangesPayload = true, Payload = "{\"new\":2}",
        };

        (await Store.Failures.ReplayAsync([failed.Id, Guid.CreateVersion7()], change, Ann, default))
            .Select(result => result.Kind).ShouldBe([ReplayKind.Replayed, ReplayKind.NotFailed]);

        var job = await GetAsync(failed.Id);
        (job.State, job.Lane, job.Priority, job.DefinitionId, job.Payload, job.Fingerprint, job.NumberOfFailures).ShouldBe(
            (JobState.Ready, "mail", JobMasterPriority.High, "email.send2", "{\"new\":2}", null, 0));
        var attempt = (await EarlierAttemptsAsync(failed.Id)).ShouldHaveSingleItem();
        (attempt.Payload, attempt.Error, attempt.EndedAt).ShouldBe(("{\"old\":\"äß🙂\"}", "broken", failed.FinalizedAt!.Value));
        (await Store.Failures.ListGroupsAsync(new FailureGroupRequest(10), default)).ShouldBeEmpty();
        var filed = (await Store.Audit.ListAsync(new AuditListRequest { Limit = 10 }, default)).ShouldHaveSingleItem();
        (filed.Action, filed.TargetId).ShouldBe(("job.replay", $"{failed.Id}"));
        filed.After.ShouldBe(
            "{\"state\":\"Ready\",\"lane\":\"mail\",\"priority\":\"High\",\"definition\":\"email.send2\",\"msgDataChanged\":true}");
        (await ClaimAsync()).ShouldBeEmpty();
        var claimed = await Jobs.ClaimAsync(
            Request(await StartSessionAsync()) with { Queues = [new QueueShare(new("mail", JobMasterPriority.High), 10)] }, default);
        claimed.ShouldHaveSingleItem().Payload.ShouldBe("{\"new\":2}");
    }

    [Fact]
    public async Task A_replay_drops_an_expiry_that_has_passed_and_keeps_one_to_come()
    {
        var passed = await FailAsync(Job() with { ExpiresAt = Clock.Now + Hour });
        var changed = await FailAsync(Job() with { ExpiresAt = Clock.Now + Hour });
        var toCome = await FailAsync(Job() with { ExpiresAt = Clock.Now + (3 * Hour) });
        Clock.Move(2 * Hour);

        await Jobs.ReplayAsync([passed.Id, toCome.Id], by: null, default);
        await Store.Failures.ReplayAsync([changed.Id], new StoredReplay { Priority = Job().Priority }, Ann, default);

        (await Jobs.ExpireAsync(10, default)).ShouldBe(0);
        (await GetAsync(passed.Id)).ExpiresAt.ShouldBeNull();
        (await GetAsync(changed.Id)).ExpiresAt.ShouldBeNull();
        (await GetAsync(toCome.Id)).ExpiresAt.ShouldBe(toCome.ExpiresAt);
        var claimed = await ClaimAsync();
        claimed.Select(job => job.Id).ShouldBe([passed.Id, changed.Id, toCome.Id], ignoreOrder: true);
        claimed.ShouldAllBe(job => !job.IsExpired);
    }

    [Fact]
    public async Task Of_a_replay_that_changes_one_thing_the_rest_stays()
    {
        var failed = await FailAsync(Job() with { Payload = "1" });

        await Store.Failures.ReplayAsync([failed.Id], new StoredReplay { Priority = JobMasterPriority.Low }, Ann, default);

        var job = await GetAsync(failed.Id);
        (job.Lane, job.Priority, job.DefinitionId, job.Payload).ShouldBe((Lane, JobMasterPriority.Low, Definition, "1"));
        (await EarlierAttemptsAsync(failed.Id)).ShouldHaveSingleItem().Payload.ShouldBeNull();
    }

    [Fact]
    public async Task The_old_payload_of_a_job_that_no_worker_had_is_kept_too()
    {
        var delivered = Job() with { Payload = "old", DueAt = Clock.Now };
        await Store.Admissions.AdmitAsync(
            new AdmitRequest { SessionId = null, Jobs = [new DeliveredJob(delivered, "unreadable")], DedupeWindow = Hour }, default);

        await Store.Failures.ReplayAsync([delivered.Id], new StoredReplay { ChangesPayload = true, Payload = "new" }, Ann, default);

        (await EarlierAttemptsAsync(delivered.Id)).ShouldHaveSingleItem().Payload.ShouldBe("old");
        (await GetAsync(delivered.Id)).Payload.ShouldBe("new");
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(delivered.Id);
    }

    [Fact]
    public async Task A_discarded_job_is_cancelled_keeps_its_error_and_leaves_its_group()
    {
        var failed = await FailAsync();
        var other = await FinishOneAsync(OutcomeKind.Succeeded);
        Clock.Move(Hour);

        (await Store.Failures.DiscardAsync([failed.Id, other.Id, Guid.CreateVersion7()], Ann, default)).ShouldBe([failed.Id]);
        (await Store.Failures.DiscardAsync([failed.Id], Ann, default)).ShouldBeEmpty();

        (await GetAsync(failed.Id)).ShouldBe(failed with { State = JobState.Cancelled, FinalizedAt = Clock.Now });
        (await Store.Failures.ListGroupsAsync(new FailureGroupRequest(10), default)).ShouldBeEmpty();
        (await Jobs.ReplayAsync([failed.Id], by: null, default))[0].Kind.ShouldBe(ReplayKind.NotFailed);
        var filed = (await Store.Audit.ListAsync(new AuditListRequest { Limit = 10 }, default)).ShouldHaveSingleItem();
        (filed.Action, filed.TargetId, filed.Reason).ShouldBe(("job.discard", $"{failed.Id}", "why"));
    }

    [Fact]
    public async Task A_restored_job_is_as_it_had_failed_but_kept_anew()
    {
        var failed = await FailAsync();
        var cancelled = await InsertAsync();
        await CancelAsync(cancelled);
        Clock.Move(Hour);
        await Store.Failures.DiscardAsync([failed.Id], Ann, default);
        Clock.Move(Hour);

        (await Store.Failures.RestoreAsync([failed.Id, cancelled], Ann, default)).ShouldBe([failed.Id]);
        (await Store.Failures.RestoreAsync([failed.Id], Ann, default)).ShouldBeEmpty();

        (await GetAsync(failed.Id)).ShouldBe(failed with { FinalizedAt = Clock.Now });
        (await GetAsync(cancelled)).State.ShouldBe(JobState.Cancelled);
        (await Store.Failures.ListGroupsAsync(new FailureGroupRequest(10), default)).ShouldHaveSingleItem().Jobs.ShouldBe(1);
        (await Jobs.ReplayAsync([failed.Id], by: null, default))[0].Kind.ShouldBe(ReplayKind.Replayed);
        (await EarlierAttemptsAsync(failed.Id)).ShouldHaveSingleItem().EndedAt.ShouldBe(failed.FinalizedAt!.Value);
        (await ClaimAsync()).ShouldHaveSingleItem().ClaimNo.ShouldBe(failed.ClaimNo + 1);
    }

    [Fact]
    public async Task Discards_and_restores_from_several_nodes_at_once_move_each_job_once()
    {
        var jobs = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            jobs.Add((await FailAsync()).Id);
        }

        IMasterStore[] stores = [Store, Open(), Open()];
        var discarded = await Task.WhenAll(stores.Select(store => Task.Run(() => store.Failures.DiscardAsync(jobs, Ann, default))));
        discarded.SelectMany(ids => ids).ShouldBe(jobs, ignoreOrder: true);
        var restored = await Task.WhenAll(stores.Select(store => Task.Run(() => store.Failures.RestoreAsync(jobs, Ann, default))));
        restored.SelectMany(ids => ids).ShouldBe(jobs, ignoreOrder: true);

        (await Store.Failures.ListGroupsAsync(new FailureGroupRequest(10), default)).ShouldHaveSingleItem().Jobs.ShouldBe(20);
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded)]
    [InlineData(OutcomeKind.Failed)]
    [InlineData(OutcomeKind.Cancelled)]
    public async Task A_final_job_is_copied_once_without_its_key_and_stays_as_it_is(OutcomeKind kind)
    {
        var original = await FinishOneAsync(kind, Job() with
        {
            IdempotencyKey = "order-1",
            Payload = "[1]",
            Metadata = "{\"a\":\"b\"}",
            Tenant = "acme",
            MaxRetries = 7,
            ExpiresAt = Clock.Now + Hour,
        });
        var copyId = Guid.CreateVersion7(Clock.Now);
        Clock.Move(2 * Hour);

        (await Store.Failures.CopyAsync(original.Id, copyId, null, Ann, default)).ShouldBeTrue();
        (await Store.Failures.CopyAsync(original.Id, copyId, null, Ann, default)).ShouldBeTrue();

        var copy = await GetAsync(copyId);
        (copy.State, copy.DefinitionId, copy.Payload, copy.Metadata, copy.Tenant, copy.MaxRetries, copy.IdempotencyKey, copy.ExpiresAt)
            .ShouldBe((JobState.Ready, Definition, "[1]", "{\"a\":\"b\"}", "acme", 7, null, null));
        (copy.DueAt, copy.ClaimNo, copy.Error).ShouldBe((Clock.Now, 0, null));
        (await GetAsync(original.Id)).ShouldBe(original);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(copyId);
        var filed = await Store.Audit.ListAsync(new AuditListRequest { Limit = 10 }, default);
        filed.Select(entry => entry.TargetId).ShouldBe([$"{original.Id}", $"{copyId}"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_live_or_unknown_job_is_not_copied()
    {
        var running = await RunOneAsync();

        (await Store.Failures.CopyAsync(running.Id, Guid.CreateVersion7(), null, Ann, default)).ShouldBeFalse();
        (await Store.Failures.CopyAsync(Guid.CreateVersion7(), Guid.CreateVersion7(), null, Ann, default)).ShouldBeFalse();
        (await ClaimAsync()).ShouldBeEmpty();
    }

    private async Task<StoredJob> FailAsync(NewJob? job = null)
    {
        var claimed = await RunOneAsync(job);
        (await RecordAsync(Outcome(claimed, OutcomeKind.Failed) with { Fingerprint = "aaaa", Error = "broken" }))
            .ShouldBe(RecordResult.Recorded);
        return await GetAsync(claimed.Id);
    }
}
