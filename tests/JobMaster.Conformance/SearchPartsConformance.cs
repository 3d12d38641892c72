using System.Reflection;
using JobMaster.Monitoring;

namespace JobMaster.Conformance;

/// <summary>A search looks only where jobs can be that it wants.</summary>
public abstract class SearchPartsConformance<TFixture> : SearchingConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly Guid Schedule = Guid.Parse("0198c0de-0000-7000-8000-00000000000a");

    [Fact]
    public async Task Live_jobs_of_a_key_or_a_schedule_are_found_at_once_however_many_others_are_live()
    {
        List<Guid> wanted = [];
        for (var i = 0; i < 12; i++)
        {
            var isWanted = i is 3 or 7;
            var job = Job() with
            {
                Id = Guid.CreateVersion7(Clock.Now),
                Delay = Hour,
                IdempotencyKey = isWanted ? "order" : i == 5 ? "Order" : null,
                IdempotencyScope = JobKeyScope.Tenant,
                Tenant = $"t{i}",
                RecurringScheduleId = isWanted ? Schedule : null,
            };
            await InsertAsync(job);
            wanted.AddRange(isWanted ? [job.Id] : []);
            Clock.Move(TimeSpan.FromSeconds(1));
        }

        foreach (var filter in new[] { new JobSearch { IdempotencyKey = "order" }, new JobSearch { RecurringScheduleId = Schedule } })
        {
            foreach (var oldestFirst in new[] { false, true })
            {
                var request = new JobSearchRequest
                {
                    Section = JobSection.Live, Filter = filter with { OldestFirst = oldestFirst }, Limit = 10, Window = 1,
                };
                var found = await Store.Reads.SearchAsync(request, default);
                found.Jobs.Select(job => job.Id).ShouldBe(oldestFirst ? wanted : wanted.AsEnumerable().Reverse());
                found.Reached.ShouldBeNull($"{filter}");
                (await Store.Reads.CountFoundAsync(request, default)).ShouldBe(new FoundCount(2, IsExact: true));
            }
        }
    }

    [Theory]
    [InlineData("error", false)]
    [InlineData("error", true)]
    [InlineData("payload", false)]
    [InlineData("payload", true)]
    [InlineData("lane", false)]
    public async Task A_page_that_ends_at_its_window_says_how_far_it_looked_and_the_next_goes_on_there(string by, bool oldestFirst)
    {
        var times = new List<DateTimeOffset>();
        var wanted = Guid.Empty;
        for (var i = 0; i < 12; i++)
        {
            // Whatever the order, the job is behind several windows.
            var isWanted = i == (oldestFirst ? 10 : 1);
            var job = Job() with { Payload = $$"""{"Order":"{{(isWanted ? "lost" : "sent")}}"}""", Tenant = isWanted ? "acme" : "other" };
            var claimed = await RunOneAsync(job);
            await RecordAsync(Outcome(claimed, OutcomeKind.Failed) with { Error = isWanted ? "It was lost: no route" : "It was sent" });
            wanted = isWanted ? claimed.Id : wanted;
            times.Add(Clock.Now);
            Clock.Move(TimeSpan.FromSeconds(1));
        }

        var search = by switch
        {
            "error" => new JobSearch { ErrorText = "lost: no", OldestFirst = oldestFirst },
            "payload" => new JobSearch { PayloadText = "\"lost\"", OldestFirst = oldestFirst },
            _ => new JobSearch { WorkerLane = Lane, ErrorText = "lost: no", OldestFirst = oldestFirst },
        };
        var searcher = HurriedSearcherOf(window: 3);
        var (found, reached) = (new List<Guid>(), new List<DateTimeOffset>());
        string? next = null;
        do
        {
            var page = await searcher.SearchAsync(search, next, default);
            found.AddRange(page.Jobs.Select(job => job.Id));
            next = page.Next;
            page.IsComplete.ShouldBe(next is null);
            (page.SearchedTo is null).ShouldBe(next is null);
            reached.AddRange(page.SearchedTo is { } time ? [time] : []);
            reached.Count.ShouldBeLessThan(times.Count);
        }
        while (next is not null);

        found.ShouldBe([wanted]);
        reached.Count.ShouldBeGreaterThanOrEqualTo(3);
        reached.ShouldBeSubsetOf(times);
        var further = reached.Distinct().Order().ToList();
        reached.ShouldBe(oldestFirst ? further : [.. further.AsEnumerable().Reverse()], "each page looks further");
    }

    [Fact]
    public async Task A_search_by_fingerprint_asks_for_states_that_have_one()
    {
        var reads = DispatchProxy.Create<IJobReadStore, NotedReads>();
        var noted = (NotedReads)reads;
        noted.Store = Store.Reads;
        var failed = (await FinishOneAsync(OutcomeKind.Failed)).Id;
        var searcher = new JobSearcher(reads, TimeProvider.System);
        string fingerprint = (await GetAsync(failed)).Fingerprint ?? "f1";

        await searcher.SearchAsync(new JobSearch { Fingerprint = fingerprint }, null, default);
        await searcher.CountAsync(new JobSearch { Fingerprint = fingerprint, States = [JobState.Succeeded, JobState.Failed] }, default);

        noted.Requests.Count.ShouldBe(3);
        noted.Requests.ShouldAllBe(request => !request.Filter.States.Contains(JobState.Succeeded) && request.Filter.States.Count > 0);
        (await searcher.CountAsync(new JobSearch { Fingerprint = fingerprint, States = [JobState.Succeeded] }, default)).Count.ShouldBe(0);
        noted.Requests.Count.ShouldBe(3);
    }

    /// <summary>Notes what is searched for.</summary>
    public class NotedReads : DispatchProxy
    {
        internal IJobReadStore Store { get; set; } = null!;

        internal List<JobSearchRequest> Requests { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Requests.AddRange(args!.OfType<JobSearchRequest>());
            return targetMethod!.Invoke(Store, args);
        }
    }
}
