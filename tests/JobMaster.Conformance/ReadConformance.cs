namespace JobMaster.Conformance;

/// <summary>Reading jobs.</summary>
public abstract class ReadConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task An_unknown_job_is_null_and_has_no_attempts_and_no_log()
    {
        var id = Guid.CreateVersion7(Clock.Now);
        (await Store.Reads.GetAsync(id, default)).ShouldBeNull();
        (await EarlierAttemptsAsync(id)).ShouldBeEmpty();
        (await LogAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_is_found_by_every_node()
    {
        var final = await FinishOneAsync(OutcomeKind.Succeeded);
        (await Open().Reads.GetAsync(final.Id, default)).ShouldBe(final);
    }

    [Fact]
    public async Task Lists_hold_what_a_job_holds_but_its_payload()
    {
        var full =
            Job() with { Payload = "{}", Metadata = "{\"k\":\"v\"}", Tenant = "acme", IdempotencyKey = "k1", TraceParent = "00-1-2-01" };
        var live = await GetAsync(await InsertAsync(full with { Delay = Hour }));
        var failed = await FinishOneAsync(OutcomeKind.Failed, full with { Id = Guid.CreateVersion7(Clock.Now), IdempotencyKey = "k2" });
        var finished = await FinishOneAsync(
            OutcomeKind.Cancelled, full with { Id = Guid.CreateVersion7(Clock.Now), IdempotencyKey = "k3" });

        (await ListAsync(JobSection.Live)).ShouldBe([live with { Payload = null }]);
        (await ListAsync(JobSection.Failed)).ShouldBe([failed with { Payload = null }]);
        (await ListAsync(JobSection.Finished)).ShouldBe([finished with { Payload = null }]);
    }

    [Fact]
    public async Task Live_jobs_come_by_descending_id()
    {
        var jobs = ManyJobs(40);
        new Random(11).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(jobs));
        await Jobs.InsertAsync(jobs, false, default);
        await ClaimAsync(10);

        (await ListAsync(JobSection.Live)).Select(job => job.Id)
            .ShouldBe(jobs.Select(job => job.Id).OrderByDescending(id => id.ToString(), StringComparer.Ordinal));
        (await ListAsync(JobSection.Live, limit: 7)).Count.ShouldBe(7);
    }

    [Fact]
    public async Task Final_jobs_come_by_descending_time_of_finishing()
    {
        var early = await FinishOneAsync(OutcomeKind.Succeeded);
        Clock.Move(Microsecond);
        var middle = await FinishOneAsync(OutcomeKind.Cancelled);
        Clock.Move(Microsecond);
        var late = await FinishOneAsync(OutcomeKind.Succeeded);
        (await ListAsync(JobSection.Finished)).Select(job => job.Id).ShouldBe([late.Id, middle.Id, early.Id]);
        (await ListAsync(JobSection.Failed)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(JobSection.Live, false)]
    [InlineData(JobSection.Failed, true)]
    [InlineData(JobSection.Failed, false)]
    [InlineData(JobSection.Finished, true)]
    [InlineData(JobSection.Finished, false)]
    public async Task Pages_have_no_gaps_and_no_repeats(JobSection section, bool finishedAtOnce)
    {
        await FillAsync(section, 50, finishedAtOnce);
        var whole = (await ListAsync(section)).Select(job => job.Id).ToList();
        whole.Count.ShouldBe(50);

        foreach (var pageSize in new[] { 1, 7, 50 })
        {
            (await PageAsync(section, pageSize)).ShouldBe(whole);
        }
    }

    [Fact]
    public async Task Jobs_stored_and_finished_while_paging_neither_hide_nor_repeat_others()
    {
        await FillAsync(JobSection.Finished, 20, finishedAtOnce: true);
        await FillAsync(JobSection.Live, 20, finishedAtOnce: true);
        var finished = (await ListAsync(JobSection.Finished)).Select(job => job.Id).ToList();
        var live = (await ListAsync(JobSection.Live)).Select(job => job.Id).ToList();
        Clock.Move(TimeSpan.FromSeconds(1));

        (await PageAsync(JobSection.Finished, 3, () => FinishOneAsync(OutcomeKind.Succeeded))).ShouldBe(finished);
        (await PageAsync(JobSection.Live, 3, () => InsertAsync())).ShouldBe(live);
    }

    [Fact]
    public async Task A_page_goes_on_though_the_job_it_goes_on_behind_is_gone()
    {
        var jobs = ManyJobs(6).OrderByDescending(job => job.Id).ToList();
        await Jobs.InsertAsync(jobs, false, default);
        await CancelAsync(jobs[2].Id);
        var rest = await Store.Reads.ListAsync(
            new JobListRequest { Section = JobSection.Live, After = (default, jobs[2].Id), Limit = 10 }, default);
        rest.Select(job => job.Id).ShouldBe(jobs[3..].Select(job => job.Id));
    }

    [Fact]
    public async Task Lists_are_filtered_by_state()
    {
        var succeeded = (await FinishOneAsync(OutcomeKind.Succeeded)).Id;
        var cancelled = (await FinishOneAsync(OutcomeKind.Cancelled)).Id;
        var parked = await RunOneAsync();
        await RecordAsync(parked, OutcomeKind.Park);
        var running = await RunOneAsync();
        var ready = await InsertAsync();
        var scheduled = await InsertAsync(Job() with { Delay = Hour });

        (await IdsAsync(JobSection.Live, JobState.Running)).ShouldBe([running.Id]);
        (await IdsAsync(JobSection.Live, JobState.Ready)).ShouldBe([ready, parked.Id], ignoreOrder: true);
        (await IdsAsync(JobSection.Live, JobState.Scheduled)).ShouldBe([scheduled]);
        (await IdsAsync(JobSection.Finished, JobState.Succeeded)).ShouldBe([succeeded]);
        (await IdsAsync(JobSection.Finished, JobState.Cancelled)).ShouldBe([cancelled]);
        Clock.Move(Hour);
        (await IdsAsync(JobSection.Live, JobState.Scheduled)).ShouldBeEmpty();
        (await IdsAsync(JobSection.Live, JobState.Ready)).ShouldBe([ready, parked.Id, scheduled], ignoreOrder: true);
    }

    [Theory]
    [InlineData(JobSection.Live)]
    [InlineData(JobSection.Failed)]
    [InlineData(JobSection.Finished)]
    public async Task Lists_are_filtered_by_definition_and_lane(JobSection section)
    {
        var usual = Job();
        var otherDefinition = Job() with { DefinitionId = "Email.Send" };
        var otherLane = Job() with { Lane = "mail" };
        foreach (var job in new[] { usual, otherDefinition, otherLane })
        {
            await InsertAsync(job);
        }

        if (section != JobSection.Live)
        {
            QueueShare[] queues = [new(Queue, 10), new(new JobQueue("mail", JobMasterPriority.Medium), 10)];
            var claimed = await Jobs.ClaimAsync(Request(await StartSessionAsync()) with { Queues = queues }, default);
            var kind = section == JobSection.Failed ? OutcomeKind.Failed : OutcomeKind.Succeeded;
            await Jobs.RecordAsync([.. claimed.Select(job => Outcome(job, kind))], default);
        }

        var request = new JobListRequest { Section = section, Limit = 10 };
        (await IdsAsync(request)).Count.ShouldBe(3);
        (await IdsAsync(request with { DefinitionId = Definition })).ShouldBe([usual.Id, otherLane.Id], ignoreOrder: true);
        (await IdsAsync(request with { Lane = "mail" })).ShouldBe([otherLane.Id]);
        (await IdsAsync(request with { Lane = Lane, DefinitionId = "Email.Send" })).ShouldBe([otherDefinition.Id]);
        (await IdsAsync(request with { Lane = "mail", DefinitionId = "Email.Send" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Counts_tell_lanes_states_and_parked_jobs_apart()
    {
        (await Store.Reads.CountAsync(100, default)).ShouldBeEmpty();
        await Jobs.InsertAsync(ManyJobs(2), false, default);
        var parked = (await ClaimAsync(1)).Single();
        await RecordAsync(parked, OutcomeKind.Park);
        await ClaimAsync(1);
        await Jobs.InsertAsync(ManyJobs(3), false, default);
        await Jobs.InsertAsync(ManyJobs(4).ConvertAll(job => job with { Delay = Hour }), false, default);
        await Jobs.InsertAsync(ManyJobs(2).ConvertAll(job => job with { Lane = "mail" }), false, default);

        (await Store.Reads.CountAsync(100, default)).ShouldBe(
            [
                new JobCount(Lane, JobState.Ready, true, 1),
                new JobCount(Lane, JobState.Running, false, 1),
                new JobCount(Lane, JobState.Ready, false, 3),
                new JobCount(Lane, JobState.Scheduled, false, 4),
                new JobCount("mail", JobState.Ready, false, 2),
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Each_section_is_counted_up_to_the_limit()
    {
        await FillAsync(JobSection.Failed, 9, finishedAtOnce: true);
        await FillAsync(JobSection.Finished, 3, finishedAtOnce: true);
        await FillAsync(JobSection.Live, 12, finishedAtOnce: true);

        (await Store.Reads.CountAsync(5, default)).ShouldBe(
            [
                new JobCount(Lane, JobState.Ready, false, 5), new JobCount(Lane, JobState.Failed, false, 5),
                new JobCount(Lane, JobState.Succeeded, false, 3)],
            ignoreOrder: true);
        (await Store.Reads.CountLiveAsync(5, default)).ShouldBe([new JobCount(Lane, JobState.Ready, false, 5)]);
        (await Store.Reads.CountLiveAsync(100, default)).ShouldBe([new JobCount(Lane, JobState.Ready, false, 12)]);
    }

    private Task<IReadOnlyList<StoredJob>> ListAsync(JobSection section, int limit = 1000) =>
        Store.Reads.ListAsync(new JobListRequest { Section = section, Limit = limit }, default);

    private async Task<List<Guid>> IdsAsync(JobListRequest request) =>
        [.. (await Store.Reads.ListAsync(request, default)).Select(job => job.Id)];

    private Task<List<Guid>> IdsAsync(JobSection section, JobState state) =>
        IdsAsync(new JobListRequest { Section = section, State = state, Limit = 1000 });

    private async Task<List<Guid>> PageAsync(JobSection section, int pageSize, Func<Task>? betweenPages = null)
    {
        var seen = new List<Guid>();
        (DateTimeOffset FinalizedAt, Guid Id)? after = null;
        while (seen.Count <= 1000)
        {
            var page = await Store.Reads.ListAsync(new JobListRequest { Section = section, After = after, Limit = pageSize }, default);
            if (page.Count == 0)
            {
                break;
            }

            seen.AddRange(page.Select(job => job.Id));
            after = (page[^1].FinalizedAt ?? default, page[^1].Id);
            await (betweenPages?.Invoke() ?? Task.CompletedTask);
        }

        return seen;
    }

    private async Task FillAsync(JobSection section, int count, bool finishedAtOnce)
    {
        await Jobs.InsertAsync(ManyJobs(count), false, default);
        if (section == JobSection.Live)
        {
            return;
        }

        var kind = section == JobSection.Failed ? OutcomeKind.Failed : OutcomeKind.Succeeded;
        var outcomes = (await ClaimAsync()).Select(job => Outcome(job, kind));
        foreach (var batch in outcomes.Chunk(finishedAtOnce ? count : 1))
        {
            Clock.Move(Microsecond);
            await Jobs.RecordAsync(batch, default);
        }
    }
}
