namespace JobMaster.Conformance;

/// <summary>What operators change of jobs that wait.</summary>
public abstract class ChangeConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly AuditOrigin Ann = new("ann", "host-a:1");

    [Fact]
    public async Task A_job_of_another_priority_and_lane_is_claimed_from_there_and_nowhere_else()
    {
        var id = await InsertAsync(Job() with { Payload = "{\"a\":1}", Metadata = "{}" });
        var before = await GetAsync(id);

        (await ChangeAsync(
            id, new StoredJobChange { Priority = JobMasterPriority.Critical, Lane = "mail" })).ShouldBe(JobChangeResult.Changed);

        (await GetAsync(id)).ShouldBe(before with { Priority = JobMasterPriority.Critical, Lane = "mail" });
        (await ClaimAsync()).ShouldBeEmpty();
        var claim = new ClaimRequest
        {
            SessionId = await StartSessionAsync(),
            Queues = [new QueueShare(new JobQueue("mail", JobMasterPriority.Critical), 10)],
            FreeSlots = 10,
        };
        (await Jobs.ClaimAsync(claim, default)).ShouldHaveSingleItem().Payload.ShouldBe("{\"a\":1}");
        await IsFiledAsync("""{"priority":"Medium","lane":"default"}""", """{"priority":"Critical","lane":"mail"}""");
    }

    [Fact]
    public async Task A_job_made_due_now_is_claimed_at_once_and_one_that_is_due_keeps_its_place()
    {
        var (later, first) = (await InsertAsync(Job() with { Delay = Hour }), await InsertAsync());
        Clock.Move(TimeSpan.FromMinutes(1));
        var soon = new StoredJobChange { IsDueNow = true };

        (await ChangeAsync(later, soon)).ShouldBe(JobChangeResult.Changed);
        (await ChangeAsync(first, soon)).ShouldBe(JobChangeResult.Unchanged);

        var job = await GetAsync(later);
        (job.DueAt, job.ScheduledAt).ShouldBe((Clock.Now, Clock.Now));
        (await ClaimAsync()).Select(claimed => claimed.Id).ShouldBe([first, later]);
        (await ListAsync()).ShouldHaveSingleItem().TargetId.ShouldBe(later.ToString());
    }

    [Fact]
    public async Task A_job_is_due_at_its_new_time()
    {
        var id = await InsertAsync();
        (await ChangeAsync(id, new StoredJobChange { DueAt = Clock.Now + Hour })).ShouldBe(JobChangeResult.Changed);
        (await ClaimAsync()).ShouldBeEmpty();
        Clock.Move(Hour);
        (await ClaimAsync()).ShouldHaveSingleItem().ScheduledAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task An_expiry_is_set_moved_and_removed()
    {
        var id = await InsertAsync(Job() with { Delay = Hour });
        var at = Clock.Now + TimeSpan.FromMinutes(1);
        (await ChangeAsync(id, new StoredJobChange { ChangesExpiry = true, ExpiresAt = at })).ShouldBe(JobChangeResult.Changed);
        (await ChangeAsync(id, new StoredJobChange { ChangesExpiry = true, ExpiresAt = at })).ShouldBe(JobChangeResult.Unchanged);
        (await GetAsync(id)).ExpiresAt.ShouldBe(at);
        (await ChangeAsync(id, new StoredJobChange { ChangesExpiry = true })).ShouldBe(JobChangeResult.Changed);
        Clock.Move(Hour);

        (await Jobs.ExpireAsync(10, default)).ShouldBe(0);
        (await ClaimAsync()).ShouldHaveSingleItem().ExpiresAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_new_payload_runs_and_stands_in_no_audit()
    {
        var id = await InsertAsync(Job() with { Payload = "{\"card\":\"old\"}" });
        (await ChangeAsync(
            id, new StoredJobChange { ChangesPayload = true, Payload = "{\"card\":\"new\"}" })).ShouldBe(JobChangeResult.Changed);
        (await ClaimAsync()).ShouldHaveSingleItem().Payload.ShouldBe("{\"card\":\"new\"}");
        await IsFiledAsync("{}", """{"msgDataChanged":true}""");
    }

    [Theory]
    [InlineData(ParkedReason.UnreadablePayload, true)]
    [InlineData(ParkedReason.UnknownDefinition, false)]
    public async Task A_job_parked_for_its_payload_waits_again_with_another(ParkedReason reason, bool waits)
    {
        var parked = await RunOneAsync();
        await RecordAsync(Outcome(parked, OutcomeKind.Park) with { ParkedReason = reason });
        (await ClaimAsync()).ShouldBeEmpty();

        (await ChangeAsync(parked.Id, new StoredJobChange { Priority = JobMasterPriority.Low })).ShouldBe(JobChangeResult.Changed);
        (await GetAsync(parked.Id)).ParkedReason.ShouldBe(reason);
        var change = new StoredJobChange { ChangesPayload = true, Payload = "{}", Priority = JobMasterPriority.Medium };
        (await ChangeAsync(parked.Id, change)).ShouldBe(JobChangeResult.Changed);

        (await GetAsync(parked.Id)).ParkedReason.ShouldBe(waits ? null : reason);
        (await ClaimAsync()).Count.ShouldBe(waits ? 1 : 0);
    }

    [Fact]
    public async Task The_answer_says_why_a_job_was_not_changed()
    {
        var running = await RunOneAsync();
        var final = await FinishOneAsync(OutcomeKind.Failed);
        var unknown = Guid.CreateVersion7(Clock.Now);
        var asWanted = await InsertAsync(Job() with { Priority = JobMasterPriority.Low });
        var onAgent = AgentJobId.Create(Clock.Now);
        await Store.Admissions.StorePlaceholderAsync(onAgent, Clock.Now + Hour, default);
        var waiting = await InsertAsync();
        Guid[] ids = [running.Id, final.Id, unknown, asWanted, onAgent, waiting];

        (await Jobs.ChangeAsync(ids, new StoredJobChange { Priority = JobMasterPriority.Low }, Ann, default)).ShouldBe(
        [
            JobChangeResult.Running, JobChangeResult.Final, JobChangeResult.Unknown, JobChangeResult.Unchanged, JobChangeResult.OnAgent,
            JobChangeResult.Changed,
        ]);
        (await Jobs.ChangeAsync(
            [onAgent], new StoredJobChange { DueAt = Clock.Now + (2 * Hour) }, Ann, default)).ShouldBe([JobChangeResult.Changed]);

        (await GetAsync(running.Id)).ShouldBe(running);
        (await GetAsync(final.Id)).ShouldBe(final);
        (await ListAsync()).Select(entry => entry.TargetId).ShouldBe([$"{onAgent}", $"{waiting}"]);
    }

    [Fact]
    public async Task A_change_made_for_another_revision_is_refused_and_changes_nothing()
    {
        var id = await InsertAsync(Job() with { Delay = Hour, Payload = "{\"a\":1}" });
        foreach (var change in new StoredJobChange[]
        {
            new() { Priority = JobMasterPriority.Low },
            new() { Lane = "mail" },
            new() { DueAt = Clock.Now + (2 * Hour) },
            new() { ChangesExpiry = true, ExpiresAt = Clock.Now + (3 * Hour) },
            new() { ChangesPayload = true, Payload = "{\"a\":2}" },
        })
        {
            string revision = (await GetAsync(id)).Revision();
            (await ChangeAsync(id, change with { Revision = revision })).ShouldBe(JobChangeResult.Changed);
            var changed = await GetAsync(id);
            (await ChangeAsync(id, change with { Revision = revision })).ShouldBe(JobChangeResult.Stale);
            (await ChangeAsync(id, new StoredJobChange { IsDueNow = true, Revision = revision })).ShouldBe(JobChangeResult.Stale);
            (await GetAsync(id)).ShouldBe(changed);
        }

        (await ListAsync()).Count.ShouldBe(5);
        string waiting = (await GetAsync(id)).Revision();
        Clock.Move(2 * Hour);
        (await GetAsync(id)).Revision().ShouldBe(waiting, "that its time has come is no change");
        (await ChangeAsync(id, new StoredJobChange { Priority = JobMasterPriority.High, Revision = waiting }))
            .ShouldBe(JobChangeResult.Changed);
    }

    [Fact]
    public async Task Of_changes_of_one_revision_made_at_once_one_is_made()
    {
        IMasterStore[] nodes = [Store, Open(), Open()];
        for (int round = 0; round < 10; round++)
        {
            var id = await InsertAsync(Job() with { Delay = Hour, Payload = "{}" });
            string revision = (await GetAsync(id)).Revision();
            var results = await Task.WhenAll(nodes.Select((node, number) => Task.Run(async () =>
                (await node.Jobs.ChangeAsync([id], Change(number), Ann, default))[0])));

            int made = results.Index().Single(result => result.Item == JobChangeResult.Changed).Index;
            results.Count(result => result == JobChangeResult.Stale).ShouldBe(2);
            (await GetAsync(id)).Payload.ShouldBe(Change(made).Payload);

            StoredJobChange Change(int number) =>
                new() { ChangesPayload = true, Payload = $"{{\"n\":{number}}}", Revision = revision };
        }
    }

    [Fact]
    public async Task Changes_and_claims_at_once_leave_each_job_with_one_of_them()
    {
        var other = Open();
        var jobs = ManyJobs(300);
        await Jobs.InsertAsync(jobs, false, default);
        var session = await StartSessionAsync();
        var claiming = Task.Run(async () =>
        {
            var claimed = new List<Guid>();
            while (await Jobs.ClaimAsync(Request(session, freeSlots: 7), default) is { Count: > 0 } batch)
            {
                claimed.AddRange(batch.Select(job => job.Id));
            }

            return claimed;
        });
        var results = new Dictionary<Guid, JobChangeResult>();
        foreach (var chunk in jobs.Select(job => job.Id).Reverse().Chunk(11))
        {
            var answers = await other.Jobs.ChangeAsync(chunk, new StoredJobChange { Lane = "mail" }, Ann, default);
            chunk.Zip(answers).ToList().ForEach(pair => results.Add(pair.First, pair.Second));
        }

        var running = await claiming;
        results.Where(result => result.Value == JobChangeResult.Changed).Select(result => result.Key)
            .ShouldBe(jobs.Select(job => job.Id).Except(running), ignoreOrder: true);
        results.Count(result => result.Value == JobChangeResult.Running).ShouldBe(running.Count);
    }

    private async Task<JobChangeResult> ChangeAsync(Guid id, StoredJobChange change) =>
        (await Jobs.ChangeAsync([id], change, Ann, default)).ShouldHaveSingleItem();

    private async Task IsFiledAsync(string before, string after)
    {
        var entry = (await ListAsync()).ShouldHaveSingleItem();
        (entry.Action, entry.Who, entry.Before, entry.After).ShouldBe(("job.change", "ann", before, after));
    }

    private Task<IReadOnlyList<AuditEntry>> ListAsync() => Store.Audit.ListAsync(new AuditListRequest { Limit = 100 }, default);
}
