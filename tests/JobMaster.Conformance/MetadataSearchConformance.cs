namespace JobMaster.Conformance;

/// <summary>Jobs are found by a value of their metadata, with an index and without.</summary>
public abstract class MetadataSearchConformance<TFixture> : SearchingConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Metadata_is_found_by_its_whole_value_whatever_its_type()
    {
        var text = await InsertAsync(Job() with { Metadata = """{"OrderId":"47","Other":"11"}""" });
        var number = await InsertAsync(Job() with { Metadata = """{ "OrderId" : 47 }""" });
        await InsertAsync(Job() with { Metadata = """{"OrderId":"471","Other":"47"}""" });
        var escaped = await InsertAsync(Job() with { Metadata = """{"OrderId":"\u0041 \u00e9 47","Zero":"\u0000"}""" });
        var yes = await InsertAsync(Job() with { Metadata = """{"OrderId":true}""" });
        await InsertAsync();

        (await AllPagesAsync(Ask("47"))).ShouldBe([text, number], ignoreOrder: true);
        (await AllPagesAsync(Ask("A é 47"))).ShouldBe([escaped]);
        (await AllPagesAsync(Ask("true"))).ShouldBe([yes]);
        (await AllPagesAsync(Ask("4"))).ShouldBeEmpty();
        (await AllPagesAsync(Ask(""))).ShouldBeEmpty();
        (await Searcher.CountAsync(Ask("47"), default)).ShouldBe(new JobSearchCount(2, IsExact: true));

        static JobSearch Ask(string value) => new() { Metadata = new JobMetadataValue("OrderId", value) };
    }

    [Fact]
    public async Task Metadata_that_is_indexed_is_found_wherever_the_job_goes_until_it_is_pruned()
    {
        var job = Job() with { Metadata = """{"OrderId":"A-1","Tier":7}""" };
        var claimed = await RunOneAsync(job);
        await FindAsync([job.Id]);
        await RecordAsync(claimed, OutcomeKind.Failed);
        await FindAsync([job.Id]);
        await Jobs.ReplayAsync([job.Id], null, default);
        await RecordAsync((await ClaimAsync()).Single(), OutcomeKind.Succeeded);
        await FindAsync([job.Id]);
        var other = await InsertAsync(Job() with { Metadata = """{"OrderId":"A-1"}""" });
        var admitted = Job() with { Id = AgentJobId.Create(Clock.Now), Metadata = """{"OrderId":"A-1"}""", DueAt = Clock.Now };
        await Store.Admissions.AdmitAsync(
            new AdmitRequest
            {
                Jobs = [new DeliveredJob(admitted)], SessionId = await StartSessionAsync(), DedupeWindow = Hour,
            },
            default);
        await FindAsync([admitted.Id, other, job.Id]);
        foreach (var length in new[] { MetadataMatch.LongestIndexed, MetadataMatch.LongestIndexed + 1, 5000 })
        {
            var value = new string('\u00e4', length);
            var large = await InsertAsync(Job() with { Metadata = $$"""{"OrderId":"{{value}}"}""" });
            (await AllPagesAsync(new JobSearch { Metadata = new JobMetadataValue("OrderId", value) })).ShouldBe([large]);
        }

        Clock.Move(TimeSpan.FromDays(60));
        while (await Store.Retention.PruneAsync(new PruneRequest(TimeSpan.FromDays(30), TimeSpan.FromDays(30), 100), default) > 0)
        {
        }

        await FindAsync([admitted.Id, other]);

        async Task FindAsync(Guid[] expected)
        {
            foreach (var ignoresIndex in new[] { false, true })
            {
                var value = new JobMetadataValue("OrderId", "A-1") { IgnoresIndex = ignoresIndex };
                (await AllPagesAsync(new JobSearch { Metadata = value, PageSize = 2 })).ShouldBe(expected, ignoreOrder: true);
            }
        }
    }

    [Fact]
    public async Task One_job_among_many_is_found_by_indexed_metadata_with_one_complete_page_and_only_for_its_tenant()
    {
        await Jobs.InsertAsync(
            ManyJobs(1000).ConvertAll(job => job with { Metadata = """{"OrderId":"B"}""", Tenant = "other" }), false, default);
        var id = await InsertAsync(Job() with { Metadata = """{"OrderId":"A_%"}""", Tenant = "acme" });
        foreach (var round in Enumerable.Range(0, 3))
        {
            Clock.Move(TimeSpan.FromSeconds(1 + round));
            await Jobs.InsertAsync(ManyJobs(1000).ConvertAll(job => job with { Metadata = """{"OrderId":"C"}""" }), false, default);
        }

        var search = new JobSearch { Metadata = new JobMetadataValue("OrderId", "A_%") };
        var page = await Searcher.SearchAsync(search, null, default);
        page.Jobs.ShouldHaveSingleItem().Id.ShouldBe(id);
        (page.IsComplete, page.Next).ShouldBe((true, null));
        var looking = search with { Metadata = search.Metadata with { IgnoresIndex = true } };
        page = await Searcher.SearchAsync(looking, null, default);
        page.Jobs.ShouldHaveSingleItem("A page goes on with the next window while it has time.").Id.ShouldBe(id);
        (page.IsComplete, page.Next).ShouldBe((true, null));
        page = await HurriedSearcher.SearchAsync(looking, null, default);
        (page.Jobs.Count, page.IsComplete, page.Next is null).ShouldBe((0, false, false));
        page.SearchedTo.ShouldBeNull("Live jobs have no time at which they became final.");
        (await Searcher.SearchAsync(looking, page.Next, default)).Jobs.ShouldHaveSingleItem().Id.ShouldBe(id);
        page = await HurriedSearcher.SearchAsync(looking with { TimeLimit = TimeSpan.FromSeconds(30) }, null, default);
        page.Jobs.ShouldHaveSingleItem("The call says for how long the page is searched.").Id.ShouldBe(id);
        (await Searcher.CountAsync(search, default)).ShouldBe(new JobSearchCount(1, IsExact: true));
        (await Searcher.SearchAsync(search with { Tenant = "acme" }, null, default)).Jobs.ShouldHaveSingleItem().Id.ShouldBe(id);
        page = await Searcher.SearchAsync(search with { Tenant = "other" }, null, default);
        page.Jobs.ShouldBeEmpty();
        page.IsComplete.ShouldBeTrue();
        (await Searcher.SearchAsync(search with { Metadata = new JobMetadataValue("orderid", "A_%") }, null, default)).Jobs.ShouldBeEmpty();
        (await Searcher.SearchAsync(search with { Metadata = new JobMetadataValue("OrderId", "a_%") }, null, default)).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_whose_metadata_was_replaced_is_found_by_what_it_has_now()
    {
        var job = Job() with
        {
            Metadata = """{"OrderId":"old"}""",
            Unique = new JobUnique { Key = "once", While = UniqueWhile.Waiting, OnConflict = UniqueConflict.ReplaceWaiting },
        };
        await InsertAsync(job);
        await Jobs.InsertAsync([job with { Id = Guid.CreateVersion7(Clock.Now), Metadata = """{"OrderId":"new"}""" }], false, default);

        (await AllPagesAsync(new JobSearch { Metadata = new JobMetadataValue("OrderId", "new") })).ShouldBe([job.Id]);
        (await AllPagesAsync(new JobSearch { Metadata = new JobMetadataValue("OrderId", "old") })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_value_that_very_many_jobs_have_is_found_page_by_page_all_the_same()
    {
        var jobs = ManyJobs(700).ConvertAll(job => job with { Metadata = """{"OrderId":"same"}""" });
        await Jobs.InsertAsync(jobs, false, default);
        (await AllPagesAsync(new JobSearch { Metadata = new JobMetadataValue("OrderId", "same"), PageSize = 300 })).Count.ShouldBe(700);
    }
}
