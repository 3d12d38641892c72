namespace JobMaster.Conformance;

/// <summary>
/// What a caller says of a job reaches its row by every way that leads there. A member that is added later, and forgotten on one of them,
/// fails here.
/// </summary>
public abstract class MemberConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    /// <summary>Members of a waiting job that stay when another call replaces its content.</summary>
    private static readonly string[] Kept =
    [
        nameof(NewJob.Tenant), nameof(NewJob.IdempotencyKey), nameof(NewJob.Limits), nameof(NewJob.TriggerSource),
        nameof(NewJob.RecurringScheduleId),
    ];

    public static TheoryData<string> Members => [.. NewJobMembers.Stored];

    [Theory]
    [MemberData(nameof(Members))]
    public async Task A_member_that_alone_is_given_is_stored(string member)
    {
        var job = NewJobMembers.Set(Job(), member);
        await InsertAsync(job);
        NewJobMembers.ShouldAgree(job, await GetAsync(job.Id), NewJobMembers.Stored);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task A_member_that_alone_is_given_reaches_the_worker_that_claims_the_job(string member)
    {
        // A job under limits is claimed only once it has passed its gate.
        var job = NewJobMembers.Set(Job(), member) with { Limits = null };
        NewJobMembers.ShouldAgree(job, await RunOneAsync(job), NewJobMembers.Stored);
    }

    [Fact]
    public async Task Of_many_jobs_each_keeps_its_own_members()
    {
        var jobs = NewJobMembers.Stored.Select(member => NewJobMembers.Set(Job(), member)).Concat(ManyJobs(100)).ToList();
        await Jobs.InsertAsync(jobs, mayBeStored: false, default);
        foreach (var job in jobs)
        {
            NewJobMembers.ShouldAgree(job, await GetAsync(job.Id), NewJobMembers.Stored);
        }
    }

    [Fact]
    public async Task A_job_that_is_admitted_to_run_is_returned_as_it_is_stored()
    {
        var job = NewJobMembers.Set(Job(), NewJobMembers.Stored) with { Id = AgentJobId.Create(Clock.Now), DueAt = Clock.Now };
        var request = new AdmitRequest
        {
            Jobs = [new DeliveredJob(job)], SessionId = await StartSessionAsync(), DedupeWindow = TimeSpan.FromDays(1),
        };

        var admitted = (await Store.Admissions.AdmitAsync(request, default)).ShouldHaveSingleItem();

        admitted.Job.ShouldBe(await GetAsync(job.Id));
        NewJobMembers.ShouldAgree(job, admitted.Job!, NewJobMembers.Stored);
    }

    [Fact]
    public async Task What_an_agent_delivers_fills_the_job_that_was_expected()
    {
        var job = NewJobMembers.Set(Job(), NewJobMembers.Stored.Except([nameof(NewJob.Limits)])) with
        {
            Id = AgentJobId.Create(Clock.Now),
            DueAt = Clock.Now,
            Timeout = TimeSpan.FromSeconds(7),
            MaxRetries = 9,
        };
        await Store.Admissions.StorePlaceholderAsync(job.Id, Clock.Now + Hour, default);

        (await Store.Admissions.AdmitAsync(
            new AdmitRequest { Jobs = [new DeliveredJob(job)], SessionId = null, DedupeWindow = TimeSpan.FromDays(1) }, default))
            .ShouldHaveSingleItem().Kind.ShouldBe(AdmitKind.FilledPlaceholder);

        var stored = await GetAsync(job.Id);
        NewJobMembers.ShouldAgree(job, stored, NewJobMembers.Stored);
        (stored.DefinitionId, stored.Lane, stored.Priority, stored.Timeout, stored.MaxRetries)
            .ShouldBe((job.DefinitionId, job.Lane, job.Priority, job.Timeout, job.MaxRetries));
    }

    [Fact]
    public async Task Lists_and_searches_read_all_but_the_payload()
    {
        // The limits of a job are no part of a list.
        var members = NewJobMembers.Stored.Except([nameof(NewJob.Limits)]).ToList();
        var waiting = NewJobMembers.Set(Job(), members) with { Delay = Hour };
        await InsertAsync(waiting);
        List<(JobSection, NewJob)> sent = [(JobSection.Live, waiting)];
        foreach (var (section, kind) in new[] { (JobSection.Failed, OutcomeKind.Failed), (JobSection.Finished, OutcomeKind.Succeeded) })
        {
            var job = NewJobMembers.Set(Job(), members) with { IdempotencyKey = $"once {kind}" };
            sent.Add((section, job));
            await FinishOneAsync(kind, job);
        }

        foreach (var (section, job) in sent)
        {
            var listed = await Store.Reads.ListAsync(new JobListRequest { Section = section, Limit = 10 }, default);
            NewJobMembers.ShouldAgree(job with { Payload = null }, listed.ShouldHaveSingleItem(), members);
            var found = await Store.Reads.SearchAsync(
                new JobSearchRequest { Section = section, Filter = new JobSearch { WorkerLane = Lane }, Limit = 10, WithDetails = true },
                default);
            NewJobMembers.ShouldAgree(job with { Payload = null }, found.Jobs.ShouldHaveSingleItem(), members);
        }
    }

    [Fact]
    public async Task A_job_that_is_replayed_has_what_it_was_sent_with()
    {
        var job = NewJobMembers.Set(Job(), NewJobMembers.Stored.Except([nameof(NewJob.Limits)]));
        await FinishOneAsync(OutcomeKind.Failed, job);

        (await Jobs.ReplayAsync([job.Id], default)).ShouldBe([new ReplayResult(job.Id, ReplayKind.Replayed)]);

        NewJobMembers.ShouldAgree(job, await GetAsync(job.Id), NewJobMembers.Stored);
    }

    [Fact]
    public async Task A_call_that_replaces_a_waiting_job_replaces_all_but_what_the_job_is_known_by()
    {
        var rule = new JobUnique { Key = "one", While = UniqueWhile.Waiting, OnConflict = UniqueConflict.ReplaceWaiting };
        var first = Job() with { Unique = rule, Delay = Hour, Tenant = NewJobMembers.Set(Job(), nameof(NewJob.Tenant)).Tenant };
        await InsertAsync(first);
        var last = NewJobMembers.Set(Job(), NewJobMembers.Stored) with { Unique = rule, Delay = Hour };

        (await Jobs.InsertAsync([last], mayBeStored: false, default)).ShouldHaveSingleItem().Id.ShouldBe(first.Id);

        var stored = await GetAsync(first.Id);
        NewJobMembers.ShouldAgree(last, stored, NewJobMembers.Stored.Except(Kept));
        NewJobMembers.ShouldAgree(first, stored, Kept);
    }

    [Fact]
    public async Task What_a_job_was_sent_with_is_still_there_when_it_has_ended()
    {
        foreach (var kind in new[] { OutcomeKind.Succeeded, OutcomeKind.Failed, OutcomeKind.Cancelled })
        {
            var job = NewJobMembers.Set(Job(), NewJobMembers.Stored.Except([nameof(NewJob.Limits)])) with
            {
                Unique = null,
                IdempotencyKey = $"once {kind}",
            };
            NewJobMembers.ShouldAgree(job, await FinishOneAsync(kind, job), NewJobMembers.Stored);
        }
    }
}
