using JobMaster.Monitoring;

namespace JobMaster.Conformance;

/// <summary>Searching jobs finds what meets all conditions, in order, page by page.</summary>
public abstract class SearchConformance<TFixture> : SearchingConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly Guid ScheduleA = Guid.Parse("0198c0de-0000-7000-8000-00000000000a");
    private static readonly Guid ScheduleB = Guid.Parse("0198c0de-0000-7000-8000-00000000000b");

    private readonly Dictionary<Guid, StoredJob> stored = [];
    private Guid session;
    private DateTimeOffset middle;

    [Fact]
    public async Task Every_condition_finds_its_jobs_in_order_on_pages_of_any_size()
    {
        await FillAsync();
        foreach (var condition in Conditions())
        {
            foreach (var oldestFirst in new[] { false, true })
            {
                var search = condition.Ask(new JobSearch { OldestFirst = oldestFirst });
                var expected = Expected(condition.Holds, oldestFirst);
                expected.Count.ShouldBeInRange(1, stored.Count - 1, condition.Name);
                foreach (var pageSize in new[] { 1000, 4 })
                {
                    (await AllPagesAsync(search with { PageSize = pageSize })).ShouldBe(expected, $"{condition.Name} {pageSize}");
                }

                (await Searcher.CountAsync(search, default)).ShouldBe(new JobSearchCount(expected.Count, IsExact: true), condition.Name);
            }
        }
    }

    [Fact]
    public async Task A_list_goes_on_with_its_own_conditions_only_whatever_the_size_of_its_pages()
    {
        await FillAsync();
        foreach (var condition in Conditions())
        {
            var search = condition.Ask(new JobSearch { PageSize = 1 });
            var first = await Searcher.SearchAsync(search, null, default);
            if (first.Next is not { } next)
            {
                continue;
            }

            foreach (var other in new[] { search with { OldestFirst = true }, new JobSearch() })
            {
                (await Should.ThrowAsync<ArgumentException>(Searcher.SearchAsync(other, next, default))).Message
                    .ShouldStartWith(
                        $"'{next}' continues a list with another filter or order. Repeat those", Case.Sensitive, condition.Name);
            }

            (await Searcher.SearchAsync(search with { PageSize = 1000 }, next, default)).Jobs.Count
                .ShouldBe(Expected(condition.Holds, oldestFirst: false).Count - first.Jobs.Count, condition.Name);
        }
    }

    [Fact]
    public async Task Two_conditions_find_the_jobs_that_meet_both()
    {
        await FillAsync();
        var conditions = Conditions().ToList();
        var found = 0;
        for (var i = 0; i < conditions.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (one, other) = (conditions[i], conditions[j]);
                if (one.Field == other.Field)
                {
                    continue;
                }

                var oldestFirst = (i + j) % 2 == 0;
                var expected = Expected(job => one.Holds(job) && other.Holds(job), oldestFirst);
                found += expected.Count;
                var search = one.Ask(other.Ask(new JobSearch { OldestFirst = oldestFirst, PageSize = 1000 }));
                (await AllPagesAsync(search)).ShouldBe(expected, $"{one.Name} and {other.Name}");
            }
        }

        found.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task A_search_without_conditions_lists_all_jobs()
    {
        await FillAsync();
        (await AllPagesAsync(new JobSearch { PageSize = 7 })).ShouldBe(Expected(_ => true, oldestFirst: false));
        (await AllPagesAsync(new JobSearch { PageSize = 7, OldestFirst = true })).ShouldBe(Expected(_ => true, oldestFirst: true));
    }

    [Theory]
    [InlineData(JobSection.Live, false)]
    [InlineData(JobSection.Live, true)]
    [InlineData(JobSection.Failed, false)]
    [InlineData(JobSection.Finished, false)]
    [InlineData(JobSection.Finished, true)]
    public async Task A_search_gives_up_behind_its_window_and_goes_on_there(JobSection section, bool oldestFirst)
    {
        await FillAsync();
        var filter = new JobSearch { WorkerLane = "mail", DueBefore = middle, OldestFirst = oldestFirst };
        var expected = Expected(
            job => SectionOf(job) == section && job.Lane == "mail" && job.DueAt < middle, oldestFirst);
        foreach (var window in new[] { 1, 3, 1000 })
        {
            var found = new List<Guid>();
            var (calls, after) = (0, (JobPlace?)null);
            do
            {
                var part = await Store.Reads.SearchAsync(
                    new JobSearchRequest { Section = section, Filter = filter, After = after, Limit = 2, Window = window }, default);
                found.AddRange(part.Jobs.Select(job => job.Id));
                after.ShouldNotBe(part.Reached ?? default(JobPlace));
                after = part.Reached;
                (++calls).ShouldBeLessThan(1000);
            }
            while (after is not null);

            found.ShouldBe(expected, $"window {window}");
            calls.ShouldBeGreaterThanOrEqualTo(window == 1 ? 3 : 1);
        }
    }

    [Theory]
    [InlineData(null, null, "mail")]
    [InlineData(null, "report", null)]
    [InlineData(null, "report", "mail")]
    [InlineData(JobState.Scheduled, null, "mail")]
    [InlineData(JobState.Ready, null, null)]
    [InlineData(JobState.Failed, "report", "mail")]
    [InlineData(JobState.Succeeded, "report", null)]
    [InlineData(JobState.Cancelled, null, "mail")]
    public async Task A_list_of_several_conditions_looks_at_so_many_jobs_at_a_time_and_leaves_none_out(
        JobState? state, string? definition, string? lane)
    {
        await FillAsync();
        bool Holds(StoredJob job) => (state is null || job.State == state) && (definition is null || job.DefinitionId == definition)
            && (lane is null || job.Lane == lane);
        var expected = Enum.GetValues<JobSection>()
            .SelectMany(section => Expected(job => SectionOf(job) == section && Holds(job), oldestFirst: false)).ToList();
        expected.Count.ShouldBeInRange(1, stored.Count - 1);
        var filter = new JobFilter { State = state, JobDefinitionId = definition, WorkerLane = lane, PageSize = 4 };

        var full = await AllListedAsync(Lister(window: 3), filter);
        full.SelectMany(page => page).Select(job => job.Id).ShouldBe(expected);
        full.SkipLast(1).ShouldAllBe(page => page.Count == 4);

        var hurried = await AllListedAsync(HurriedLister(window: 1), filter);
        hurried.SelectMany(page => page).Select(job => job.Id).ShouldBe(expected);
        hurried.SkipLast(1).ShouldContain(page => page.Count < 4);
    }

    [Fact]
    public async Task A_search_with_details_reads_what_a_list_reads()
    {
        var full = Job() with { Payload = "{}", Metadata = "{\"k\":\"v\"}", Tenant = "acme", MaxRetries = 3 };
        var live = await GetAsync(await InsertAsync(full with { Delay = Hour }));
        var claimed = await RunOneAsync(full with { Id = Guid.CreateVersion7(Clock.Now) });
        await RecordAsync(Outcome(claimed, OutcomeKind.Failed) with { Error = new string('x', 5000) });
        var failed = await GetAsync(claimed.Id);
        var finished = await FinishOneAsync(OutcomeKind.Succeeded, full with { Id = Guid.CreateVersion7(Clock.Now) });

        (await FoundAsync(JobSection.Live)).ShouldBe([live with { Payload = null }]);
        (await FoundAsync(JobSection.Failed)).ShouldBe([failed with { Payload = null }]);
        (await FoundAsync(JobSection.Finished)).ShouldBe([finished with { Payload = null }]);

        async Task<IReadOnlyList<StoredJob>> FoundAsync(JobSection section) => (await Store.Reads.SearchAsync(
            new JobSearchRequest { Section = section, Filter = new JobSearch { WorkerLane = Lane }, Limit = 10, WithDetails = true },
            default)).Jobs;
    }

    [Fact]
    public async Task A_count_says_when_there_are_more()
    {
        await FillAsync();
        var request = new JobSearchRequest { Section = JobSection.Finished, Filter = new JobSearch { WorkerLane = "mail" }, Limit = 2 };
        (await Store.Reads.CountFoundAsync(request, default)).ShouldBe(new FoundCount(2, IsExact: false));
        var narrow = request with { Filter = request.Filter with { PayloadText = "7" }, Limit = 1000, Window = 1 };
        (await Store.Reads.CountFoundAsync(narrow, default)).IsExact.ShouldBeFalse();
    }

    [Fact]
    public async Task A_job_found_has_no_payload_result_or_metadata_and_only_the_beginning_of_its_error()
    {
        var claimed = await RunOneAsync(Job() with { Payload = "{}", Metadata = "{\"k\":\"v\"}", Tenant = "acme" });
        await RecordAsync(Outcome(claimed, OutcomeKind.Failed) with { Error = new string('x', 150) + new string('y', 5000) });
        var done = await RunOneAsync();
        await RecordAsync(done, OutcomeKind.Succeeded);

        var failed = (await Store.Reads.SearchAsync(Request(JobSection.Failed), default)).Jobs.ShouldHaveSingleItem();
        var whole = await GetAsync(claimed.Id);
        failed.ShouldBe(whole with { Payload = null, Metadata = null, Error = new string('x', 150) + new string('y', 50) });
        var finished = (await Store.Reads.SearchAsync(Request(JobSection.Finished), default)).Jobs.ShouldHaveSingleItem();
        finished.ShouldBe((await GetAsync(done.Id)) with { Result = null });

        JobSearchRequest Request(JobSection section) => new() { Section = section, Filter = new JobSearch(), Limit = 10 };
    }

    [Fact]
    public async Task Text_with_signs_that_mean_something_elsewhere_is_found_to_the_letter()
    {
        foreach (var text in new[] { "100%", "a_b", "it's", "\"quoted\"", "back\\slash", "İstanbul", "[x]", "💥 boom" })
        {
            var claimed = await RunOneAsync(Job() with { Tenant = text });
            await RecordAsync(Outcome(claimed, OutcomeKind.Failed) with { Error = $"before {text} after" });
            (await AllPagesAsync(new JobSearch { ErrorText = text })).ShouldBe([claimed.Id], text);
            (await AllPagesAsync(new JobSearch { Tenant = text })).ShouldBe([claimed.Id], text);
        }

        (await AllPagesAsync(new JobSearch { ErrorText = "istanbul" })).ShouldBeEmpty();
        (await AllPagesAsync(new JobSearch { ErrorText = "100_" })).ShouldBeEmpty();
        (await AllPagesAsync(new JobSearch { JobDefinitionId = "%" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_searched_for_is_refused()
    {
        foreach (var search in new[]
        {
            new JobSearch { PageSize = 0 }, new JobSearch { PageSize = 1001 }, new JobSearch { States = [(JobState)0] },
            new JobSearch { ErrorText = "" }, new JobSearch { JobDefinitionId = "" }, new JobSearch { WorkerLane = "" },
            new JobSearch { WorkerLane = "ma*" }, new JobSearch { IdempotencyKey = "" },
            new JobSearch { JobDefinitionId = "*mail" }, new JobSearch { JobDefinitionId = "m*l*" },
            new JobSearch { Metadata = new JobMetadataValue("", "x") },
            new JobSearch { TimeLimit = TimeSpan.Zero }, new JobSearch { TimeLimit = TimeSpan.FromSeconds(31) },
        })
        {
            await Should.ThrowAsync<ArgumentException>(() => Searcher.SearchAsync(search, null, default));
        }

        await Should.ThrowAsync<ArgumentException>(() => Searcher.SearchAsync(null, "3-x", default));
    }

    private IEnumerable<Condition> Conditions()
    {
        DateTimeOffset noon = middle;
        foreach (var state in Enum.GetValues<JobState>())
        {
            yield return new("state", $"{state}", search => search with { States = [state] }, job => job.State == state);
        }

        yield return new(
            "state", "Failed or Cancelled or Running",
            search => search with { States = [JobState.Failed, JobState.Cancelled, JobState.Running] },
            job => job.State is JobState.Failed or JobState.Cancelled or JobState.Running);
        yield return new(
            "definition", "email.bulk", search => search with { JobDefinitionId = "email.bulk" }, job => job.DefinitionId == "email.bulk");
        yield return new(
            "definition", "email.*", search => search with { JobDefinitionId = "email.*" },
            job => job.DefinitionId.StartsWith("email.", StringComparison.Ordinal));
        yield return new("lane", "mail", search => search with { WorkerLane = "mail" }, job => job.Lane == "mail");
        yield return new("tenant", "acme", search => search with { Tenant = "acme" }, job => job.Tenant == "acme");
        yield return new("key", "key", search => search with { IdempotencyKey = "order" }, job => job.IdempotencyKey == "order");
        yield return new(
            "schedule", "schedule", search => search with { RecurringScheduleId = ScheduleA }, job => job.RecurringScheduleId == ScheduleA);
        yield return new(
            "fingerprint", "fingerprint", search => search with { Fingerprint = "f2" }, job => job.Fingerprint == "f2");
        yield return new("session", "session", search => search with { SessionId = session }, job => job.SessionId == session);
        yield return new("created", "created from", search => search with { CreatedFrom = noon }, job => job.CreatedAt >= noon);
        yield return new("created", "created before", search => search with { CreatedBefore = noon }, job => job.CreatedAt < noon);
        yield return new("due", "due from", search => search with { DueFrom = noon }, job => job.DueAt >= noon);
        yield return new("due", "due before", search => search with { DueBefore = noon }, job => job.DueAt < noon);
        yield return new("final", "final from", search => search with { FinalizedFrom = noon }, job => job.FinalizedAt >= noon);
        yield return new("final", "final before", search => search with { FinalizedBefore = noon }, job => job.FinalizedAt < noon);
        yield return new(
            "metadata", "metadata", search => search with { Metadata = new JobMetadataValue("Region", "eu") },
            job => job.Metadata?.Contains("\"eu\"", StringComparison.Ordinal) == true);
        yield return new("error", "error", search => search with { ErrorText = "t bro" }, job => job.Error?.Contains("t bro") == true);
        yield return new(
            "payload", "payload", search => search with { PayloadText = "n\":7" }, job => job.Payload?.Contains("n\":7}") == true);
    }

    private async Task FillAsync()
    {
        for (var i = 0; i < 54; i++)
        {
            var job = Job() with
            {
                DefinitionId = (i % 3) switch { 0 => "email.bulk", 1 => Definition, _ => "report" },
                Lane = i % 2 == 0 ? Lane : "mail",
                Tenant = (i % 5) switch { 0 => "acme", 1 => "umbrella", 2 => "Acme", 3 => $"t{i}", _ => null },
                IdempotencyKey = i % 5 == 3 ? "order" : null,
                RecurringScheduleId = (i % 4) switch { 1 => ScheduleA, 2 => ScheduleB, _ => null },
                Metadata = (i % 3) switch { 0 => """{"Region":"eu"}""", 1 => """{"Region":"us","Of":"europe"}""", _ => null },
                Payload = $$"""{"n":{{i % 11}}}""",
            };
            await InsertAsync(i % 9 == 8 ? job with { Delay = Hour } : i % 18 == 7 ? job with { Limits = "smtp" } : job);
            if (i % 9 < 7)
            {
                await MoveAsync(job, (i / 2) % 10);
            }

            stored[job.Id] = null!;
            Clock.Move(i % 4 == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(i % 3));
            middle = i == 27 ? Clock.Now : middle;
        }

        foreach (var id in stored.Keys)
        {
            stored[id] = await GetAsync(id);
        }
    }

    /// <summary>Claims the job, if it is the one that is due, and ends it in one of some ways.</summary>
    private async Task MoveAsync(NewJob job, int way)
    {
        session = way % 2 == 0 && session != default ? session : await StartSessionAsync();
        var queue = new QueueShare(new JobQueue(job.Lane, job.Priority), 1000);
        var claimed = await Jobs.ClaimAsync(Request(session) with { Queues = [queue] }, default);
        foreach (var one in claimed)
        {
            var kind = way switch
            {
                0 or 1 or 2 or 9 => OutcomeKind.Succeeded,
                3 or 4 => OutcomeKind.Failed,
                5 => OutcomeKind.Cancelled,
                6 => OutcomeKind.Retry,
                _ => OutcomeKind.Park,
            };
            if (way != 8)
            {
                await RecordAsync(
                    Outcome(one, kind) with { Fingerprint = kind != OutcomeKind.Failed ? null : way == 3 ? "f2" : "f1" });
            }
        }
    }

    private List<Guid> Expected(Func<StoredJob, bool> holds, bool oldestFirst)
    {
        var newestFirst = stored.Values.Where(holds)
            .OrderByDescending(job => job.FinalizedAt is null).ThenByDescending(job => job.FinalizedAt)
            .ThenByDescending(job => job.Id.ToString(), StringComparer.Ordinal).Select(job => job.Id);
        return [.. oldestFirst ? newestFirst.Reverse() : newestFirst];
    }

    private static async Task<List<IReadOnlyList<JobDetails>>> AllListedAsync(JobLister lister, JobFilter filter)
    {
        var pages = new List<IReadOnlyList<JobDetails>>();
        string? next = null;
        do
        {
            var page = await lister.ListAsync(filter, next, default);
            pages.Add(page.Jobs);
            next = page.Next;
        }
        while (next is not null);

        return pages;
    }

    private static JobSection SectionOf(StoredJob job) => job.State switch
    {
        JobState.Failed => JobSection.Failed,
        JobState.Succeeded or JobState.Cancelled => JobSection.Finished,
        _ => JobSection.Live,
    };

    private sealed record Condition(string Field, string Name, Func<JobSearch, JobSearch> Ask, Func<StoredJob, bool> Holds);
}
