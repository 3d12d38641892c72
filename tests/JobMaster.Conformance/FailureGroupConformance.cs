namespace JobMaster.Conformance;

/// <summary>Groups of failed jobs: their counts are exact at any moment, folded or not.</summary>
public abstract class FailureGroupConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Failed_jobs_are_counted_by_their_fingerprint_with_first_and_last_time_and_an_example()
    {
        var first = await FailAsync("aaaa", "Mail.Refused: no route");
        var firstAt = Clock.Now;
        Clock.Move(Hour);
        var second = await FailAsync("aaaa", "Mail.Refused: no route");
        var other = await FailAsync("bbbb", "Other");
        await FinishOneAsync(OutcomeKind.Succeeded);

        var groups = await GroupsAsync();

        groups.Select(group => (group.Fingerprint, group.Jobs, group.FirstAt, group.LastAt)).ShouldBe(
            [("aaaa", 2, firstAt, Clock.Now), ("bbbb", 1, Clock.Now, Clock.Now)]);
        groups[0].ExampleId.ShouldBe(first.CompareTo(second) > 0 ? first : second);
        (groups[1].ExampleId, groups[1].ExampleDefinitionId, groups[1].ExampleLane, groups[1].ExampleError).ShouldBe(
            (other, Definition, Lane, "Other"));
        (await GetAsync(other)).Fingerprint.ShouldBe("bbbb");
    }

    [Fact]
    public async Task Counts_are_the_same_before_during_and_after_they_are_folded()
    {
        for (var i = 0; i < 7; i++)
        {
            await FailAsync(i % 2 == 0 ? "aaaa" : "bbbb");
        }

        (string, long)[] expected = [("aaaa", 4), ("bbbb", 3)];
        (await CountsAsync()).ShouldBe(expected);
        while (await Store.Failures.FoldAsync(2, default) > 0)
        {
            (await CountsAsync()).ShouldBe(expected);
        }

        (await CountsAsync()).ShouldBe(expected);
        await FailAsync("aaaa");
        (await CountsAsync()).ShouldBe([("aaaa", 5), ("bbbb", 3)]);
    }

    [Fact]
    public async Task Nodes_that_fold_at_once_count_nothing_twice()
    {
        for (var i = 0; i < 30; i++)
        {
            await FailAsync($"group-{i % 3}");
        }

        IMasterStore[] stores = [Store, Open(), Open()];
        await Task.WhenAll(stores.Select(store => Task.Run(async () =>
        {
            while (await store.Failures.FoldAsync(4, default) > 0)
            {
                // The next ones.
            }
        })));

        (await CountsAsync()).ShouldBe([("group-0", 10), ("group-1", 10), ("group-2", 10)]);
    }

    [Fact]
    public async Task A_replayed_job_leaves_its_group_and_an_empty_group_is_not_listed()
    {
        var job = await FailAsync("aaaa");
        await FailAsync("bbbb");
        await Store.Failures.FoldAsync(100, default);

        (await Jobs.ReplayAsync([job], by: null, default))[0].Kind.ShouldBe(ReplayKind.Replayed);

        (await CountsAsync()).ShouldBe([("bbbb", 1)]);
        (await GetAsync(job)).Fingerprint.ShouldBeNull();
        await Store.Failures.FoldAsync(100, default);
        (await CountsAsync()).ShouldBe([("bbbb", 1)]);
        var again = (await ClaimAsync()).ShouldHaveSingleItem();
        await Jobs.RecordAsync([Failed(again, "aaaa")], default);
        (await CountsAsync()).ShouldBe([("aaaa", 1), ("bbbb", 1)]);
    }

    [Fact]
    public async Task A_pruned_job_leaves_its_group_and_the_group_is_forgotten_after_the_retention()
    {
        await FailAsync("aaaa");
        Clock.Move(2 * Day);
        await FailAsync("aaaa");
        var second = Clock.Now;

        (await Store.Retention.PruneAsync(new PruneRequest(Day, Day, 100), default)).ShouldBe(1);

        var group = (await GroupsAsync()).ShouldHaveSingleItem();
        (group.Jobs, group.FirstAt, group.LastAt).ShouldBe((1, second - (2 * Day), second));
        Clock.Move(2 * Day);
        await Store.Retention.PruneAsync(new PruneRequest(Day, Day, 100), default);
        await Store.Failures.FoldAsync(100, default);
        (await GroupsAsync()).ShouldBeEmpty();
        await Store.Retention.PruneAsync(new PruneRequest(Day, Day, 100), default);
        await FailAsync("aaaa");
        (await GroupsAsync()).ShouldHaveSingleItem().FirstAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task A_fenced_failure_is_not_counted()
    {
        var job = await RunOneAsync();
        (await Jobs.RecordAsync([Failed(job, "aaaa") with { ClaimNo = job.ClaimNo + 1 }], default)).ShouldBe([RecordResult.Fenced]);

        (await GroupsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_muted_group_is_left_out_until_its_time_or_until_it_has_grown()
    {
        await FailAsync("aaaa");
        await FailAsync("bbbb");
        (await MuteAsync("aaaa", Clock.Now + Hour, growth: 3)).ShouldBeTrue();
        (await MuteAsync("cccc", Clock.Now + Hour, growth: 3)).ShouldBeFalse("it has no job");
        (await MuteAsync("aaaa", Clock.Now + Hour, growth: 3)).ShouldBeFalse("it is muted so");

        (await ShownAsync()).ShouldBe(["bbbb"]);
        var muted = (await GroupAsync("aaaa")).ShouldNotBeNull();
        (muted.MutedUntil, muted.MutedBelow).ShouldBe((Clock.Now + Hour, 3));
        await FailAsync("aaaa");
        (await ShownAsync()).ShouldBe(["bbbb"]);
        await FailAsync("aaaa");
        (await ShownAsync()).ShouldBe(["aaaa", "bbbb"], "it has three times as many jobs");
        await Store.Failures.FoldAsync(100, default);
        (await GroupAsync("aaaa"))!.MutedUntil.ShouldBeNull();

        await MuteAsync("aaaa", Clock.Now + Hour, growth: 2);
        (await ShownAsync()).ShouldBe(["bbbb"]);
        Clock.Move(Hour);
        (await ShownAsync()).ShouldBe(["aaaa", "bbbb"]);
        await MuteAsync("aaaa", Clock.Now + Hour, growth: 2);
        await MuteAsync("aaaa", until: null, growth: 0);
        (await ShownAsync()).ShouldBe(["aaaa", "bbbb"]);
        (await Store.Audit.ListAsync(new AuditListRequest { TargetKind = "failures", Limit = 10 }, default)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Groups_are_listed_by_their_size_whether_their_counts_are_folded_or_not()
    {
        foreach (string fingerprint in (string[])["aaaa", "bbbb", "bbbb", "cccc", "cccc", "cccc"])
        {
            await FailAsync(fingerprint);
        }

        await Store.Failures.FoldAsync(100, default);
        await FailAsync("aaaa");
        await FailAsync("aaaa");
        await FailAsync("aaaa");
        await FailAsync("dddd");

        var groups = await Store.Failures.ListGroupsAsync(new FailureGroupRequest(3), default);
        groups.Select(group => (group.Fingerprint, group.Jobs)).ShouldBe([("aaaa", 4), ("cccc", 3), ("bbbb", 2)]);
        (await GroupAsync("dddd")).ShouldNotBeNull().Jobs.ShouldBe(1);
        (await GroupAsync("bbbb")).ShouldNotBeNull().Jobs.ShouldBe(2);
        (await GroupAsync("aaaa")).ShouldNotBeNull().Jobs.ShouldBe(4);
    }

    private static AttemptOutcome Failed(StoredJob job, string fingerprint, string error = "broken") => new()
    {
        JobId = job.Id, ClaimNo = job.ClaimNo, Kind = OutcomeKind.Failed, Error = error, Fingerprint = fingerprint,
        Duration = TimeSpan.FromMilliseconds(5),
    };

    private async Task<Guid> FailAsync(string fingerprint, string error = "broken")
    {
        var job = await RunOneAsync();
        (await Jobs.RecordAsync([Failed(job, fingerprint, error)], default)).ShouldBe([RecordResult.Recorded]);
        return job.Id;
    }

    private Task<bool> MuteAsync(string fingerprint, DateTimeOffset? until, int growth)
    {
        var audit = new NewAuditEntry
        {
            Origin = new AuditOrigin("ann", "host-a:1"), Action = "failures.mute", TargetKind = "failures", TargetId = fingerprint,
        };
        return Store.Failures.MuteAsync(fingerprint, until, growth, audit, default);
    }

    private Task<IReadOnlyList<StoredFailureGroup>> GroupsAsync() =>
        Store.Failures.ListGroupsAsync(new FailureGroupRequest(100), default);

    private async Task<StoredFailureGroup?> GroupAsync(string fingerprint) =>
        (await Store.Failures.ListGroupsAsync(new FailureGroupRequest(1, fingerprint), default)).SingleOrDefault();

    private async Task<List<string>> ShownAsync()
    {
        var groups = await Store.Failures.ListGroupsAsync(new FailureGroupRequest(100, WithMuted: false), default);
        return [.. groups.Select(group => group.Fingerprint)];
    }

    private async Task<List<(string Fingerprint, long Jobs)>> CountsAsync() =>
        (await GroupsAsync()).Select(group => (group.Fingerprint, group.Jobs)).ToList();
}
