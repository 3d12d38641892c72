using System.Collections.Concurrent;

namespace JobMaster.Conformance;

/// <summary>Limits and their keys: rates, overrides, and what lists show of them.</summary>
public abstract partial class LimitConformance<TFixture>
{
    private static readonly AuditOrigin Ann = new("ann", "host-a:1", "dashboard", "black friday");

    [Fact]
    public async Task A_burst_without_end_lets_all_through()
    {
        await Store.Limits.DefineAsync([Rate("mails", starts: 1, TimeSpan.FromDays(1), burst: int.MaxValue)], default);
        await InsertManyAsync(3, "mails");
        for (int number = 0; number < 3; number++)
        {
            (await Store.Gates.PassAsync("mails", 1, [], default)).Admitted.ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_key_is_pruned_once_it_says_nothing_and_comes_again()
    {
        await DefineAsync("smtp", most: 1);
        await Store.Limits.DefineAsync([Rate("mails", starts: 1, Hour, burst: 2)], default);
        (await Store.Gates.PruneKeysAsync("", 10, default)).ShouldBe(new PrunedKeys(0, null));
        await InsertManyAsync(2, "smtp:a");
        await InsertManyAsync(1, "mails");
        (await PassAsync("smtp:a")).Admitted.ShouldBe(1);
        (await PassAsync("mails")).Admitted.ShouldBe(1);
        await Store.Gates.RestAsync("smtp:b", 2 * Hour, default);

        await KeptAsync("mails", "smtp:a", "smtp:b");
        foreach (var job in await ClaimAsync())
        {
            await RecordAsync(job, OutcomeKind.Succeeded);
        }

        await KeptAsync("mails", "smtp:a", "smtp:b");
        (await PassAsync("smtp:a")).Admitted.ShouldBe(1);
        var last = (await ClaimAsync()).ShouldHaveSingleItem();
        await KeptAsync("mails", "smtp:a", "smtp:b");
        await RecordAsync(last, OutcomeKind.Succeeded);
        await KeptAsync("mails", "smtp:b");
        Clock.Move(Hour);
        await KeptAsync("smtp:b");
        Clock.Move(Hour);
        await KeptAsync();

        await InsertManyAsync(1, "smtp:a");
        (await Store.Gates.RecountAsync("smtp:a", default)).ShouldBe(0);
        (await PassAsync("smtp:a")).Admitted.ShouldBe(1);

        async Task KeptAsync(params string[] keys)
        {
            (await Store.Gates.PruneKeysAsync("", 10, default)).After.ShouldBeNull();
            (await Store.Limits.ListKeysAsync(limit: null, after: null, 10, default)).Select(key => key.Use.Key)
                .Order(StringComparer.Ordinal).ShouldBe(keys);
        }
    }

    [Fact]
    public async Task Keys_are_pruned_page_by_page()
    {
        await DefineAsync("account", most: 1);
        foreach (int number in Enumerable.Range(0, 5))
        {
            await Store.Gates.RestAsync($"account:{number}", number == 1 ? 2 * Hour : Microsecond, default);
        }

        Clock.Move(Hour);
        (await Store.Gates.PruneKeysAsync("", 2, default)).ShouldBe(new PrunedKeys(2, "account:2"));
        (await Store.Gates.PruneKeysAsync("account:2", 2, default)).ShouldBe(new PrunedKeys(2, "account:4"));
        (await Store.Gates.PruneKeysAsync("account:4", 2, default)).ShouldBe(new PrunedKeys(0, null));
        (await Store.Limits.ListKeysAsync(limit: null, after: null, 10, default)).ShouldHaveSingleItem().Use.Key.ShouldBe("account:1");
    }

    [Fact]
    public async Task Pages_of_gates_miss_none()
    {
        await DefineAsync("account", most: 1);
        List<string> keys = [.. Enumerable.Range(0, 300).Select(number => $"account:{number:000}")];
        var shuffled = keys.OrderBy(key => key[^1]).ThenByDescending(key => key, StringComparer.Ordinal).ToList();
        List<NewJob> jobs = [.. shuffled.Concat(shuffled).Select(key => Limited(key))];
        await Jobs.InsertAsync(jobs, mayBeStored: false, default);
        foreach (string key in shuffled.Take(200))
        {
            await PassAsync(key);
        }

        List<string> seen = [];
        for (int page = 0; page < 6; page++)
        {
            var gates = await Store.Gates.ListGatesAsync(seen.Count == 0 ? "" : seen[^1], 50, default);
            seen.AddRange(gates.Select(gate => gate.Key));
        }

        seen.ShouldBe(keys);
        (await Store.Gates.ListGatesAsync(seen[^1], 50, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rate_lets_its_burst_through_and_then_so_many_in_a_time()
    {
        await Store.Limits.DefineAsync([Rate("mails", starts: 10, TimeSpan.FromSeconds(1), burst: 15)], default);
        await InsertManyAsync(60, "mails");
        var starts = new List<DateTimeOffset>();
        for (var until = Clock.Now + TimeSpan.FromSeconds(4); Clock.Now < until; Clock.Move(TimeSpan.FromMilliseconds(250)))
        {
            await PassAsync("mails");
            starts.AddRange((await ClaimAsync()).Select(job => job.AttemptedAt!.Value));
        }

        foreach (var (first, i) in starts.Select((start, i) => (start, i)))
        {
            for (int j = i; j < starts.Count; j++)
            {
                (j - i + 1).ShouldBeLessThanOrEqualTo((int)(15 + (10 * (starts[j] - first).TotalSeconds)));
            }
        }

        starts.Count.ShouldBeInRange(40, 55);
    }

    [Fact]
    public async Task Overrides_go_before_the_code_until_they_end_or_are_lifted()
    {
        await DefineAsync("per-tenant", most: 1, LimitScope.Tenant);
        await InsertManyAsync(3, "per-tenant:acme");
        await InsertManyAsync(3, "per-tenant:other");
        await Store.Limits.OverrideAsync(Override("per-tenant", "acme", 2) with { Until = Clock.Now + Hour }, Entry(), default);
        (await PassAsync("per-tenant:acme")).Admitted.ShouldBe(2);
        (await PassAsync("per-tenant:other")).Admitted.ShouldBe(1);
        (await Store.Limits.ReadAsync(default)).Single(limit => limit.Limit.Key == "acme").Who.ShouldBe("ann");
        var acme = Override("per-tenant", "acme", 2) with { Until = Clock.Now + Hour };
        (await Store.Limits.OverrideAsync(acme, Entry(), default)).ShouldBeFalse("it is in force");
        (await Store.Audit.ListAsync(new AuditListRequest { Limit = 10 }, default)).Count.ShouldBe(1);

        Clock.Move(2 * Hour);
        (await PassAsync("per-tenant:acme")).Admitted.ShouldBe(0);
        await Store.Limits.OverrideAsync(Override("per-tenant", "", 3), Entry(), default);
        (await PassAsync("per-tenant:other")).Admitted.ShouldBe(2);
        (await Store.Limits.LiftAsync("per-tenant", LimitSource.Operator, "", Entry(), default)).ShouldBeTrue();
        (await Store.Limits.LiftAsync("per-tenant", LimitSource.Operator, "", Entry(), default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_its_limit_everything_passes()
    {
        await DefineAsync("smtp", most: 1);
        await InsertManyAsync(5, "smtp");
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        (await Store.Limits.LiftAsync("smtp", LimitSource.Code, "", Entry(), default)).ShouldBeTrue();
        (await PassAsync("smtp")).Admitted.ShouldBe(4);
    }

    [Fact]
    public async Task Whatever_touches_a_key_tells_of_it_once_it_is_committed()
    {
        var touched = new ConcurrentQueue<string>();
        Store.Gates.Touched = keys => keys.ToList().ForEach(touched.Enqueue);
        await DefineAsync("smtp", most: 1);
        await InsertAsync(Limited("smtp"));
        touched.ShouldBe(["smtp"]);
        await PassAsync("smtp");
        await RecordAsync((await ClaimAsync()).ShouldHaveSingleItem(), OutcomeKind.Succeeded);
        touched.ShouldBe(["smtp", "smtp"]);
    }

    [Fact]
    public async Task Gates_with_waiting_jobs_are_listed_with_what_is_in_use()
    {
        await DefineAsync("a", most: 1);
        await DefineAsync("b", most: 1);
        await InsertManyAsync(2, "a");
        await InsertManyAsync(1, "b");
        await InsertAsync(Limited("c") with { DueAt = Clock.Now + Hour });
        await PassAsync("a");
        (await Store.Gates.ListGatesAsync("", 10, default)).Select(gate => (gate.Key, gate.InUse)).ShouldBe([("a", 1), ("b", 0)]);
        (await Store.Gates.ListGatesAsync("a", 10, default)).ShouldHaveSingleItem().Key.ShouldBe("b");
    }

    [Fact]
    public async Task Keys_are_listed_by_their_use_with_what_waits_for_each()
    {
        await DefineAsync("per-tenant", most: 2, LimitScope.Tenant);
        await InsertManyAsync(1005, "per-tenant:a");
        await InsertAsync(Limited("per-tenant:ä"));
        var first = await InsertAsync(Limited("per-tenant:ä") with { DueAt = Clock.Now - Hour, Priority = JobMasterPriority.Low });
        await InsertManyAsync(1, "per-tenants");
        await DefineAsync("per-tenant", most: 0, LimitScope.Tenant);
        await PassAsync("per-tenant:ä");
        await DefineAsync("per-tenant", most: 2, LimitScope.Tenant);
        await PassAsync("per-tenants");
        await PassAsync("per-tenant:a");

        var keys = await Store.Limits.ListKeysAsync("per-tenant", after: null, 10, default);
        keys.Select(key => (key.Use.Key, key.Use.InUse, key.Waiting)).ShouldBe([("per-tenant:a", 2, 1000), ("per-tenant:ä", 0, 2)]);
        (keys[0].OldestDueAt, keys[1].OldestDueAt).ShouldBe((Clock.Now, Clock.Now - Hour));
        (await GetAsync(first)).State.ShouldBe(JobState.Throttled);
        var all = await Store.Limits.ListKeysAsync(limit: null, after: null, 1, default);
        all.ShouldHaveSingleItem().Use.Key.ShouldBe("per-tenant:a");
        (await Store.Limits.ListKeysAsync(limit: null, (2, "per-tenant:a"), 10, default)).Select(key => key.Use.Key)
            .ShouldBe(["per-tenants", "per-tenant:ä"]);

        foreach (var job in await ClaimAsync())
        {
            await RecordAsync(job, OutcomeKind.Succeeded);
        }

        (await Store.Limits.ListKeysAsync(limit: null, after: null, 10, default)).ShouldAllBe(key => key.Use.InUse == 0);
        var paged = new List<string>();
        (long, string)? place = null;
        while (await Store.Limits.ListKeysAsync(limit: null, place, 1, default) is [var next])
        {
            paged.Add(next.Use.Key);
            place = (next.Counted, next.Use.Key);
        }

        paged.ShouldBe(["per-tenant:a", "per-tenants", "per-tenant:ä"], ignoreOrder: true, "each key is on one page");

        var one = (await Store.Limits.GetKeyAsync("per-tenant:a", default))!;
        (one.Use.InUse, one.Waiting, one.OldestDueAt).ShouldBe((0, 1000, Clock.Now));
        var idle = (await Store.Limits.GetKeyAsync("per-tenants", default))!;
        (idle.Use.InUse, idle.Waiting, idle.OldestDueAt).ShouldBe((0, 0, null));
        (await Store.Limits.GetKeyAsync("per-tenant:b", default)).ShouldBeNull();
        (await Store.Limits.GetKeyAsync("\0", default)).ShouldBeNull();
        (await Store.Limits.ListKeysAsync("\0", (0, "\0"), 10, default)).ShouldBeEmpty();
    }

    private static NewAuditEntry Entry() => new()
    {
        Origin = Ann, Action = "limit.override", TargetKind = "limit", TargetId = "per-tenant",
    };

    private static NewLimit Override(string name, string key, int most) =>
        new(name, LimitSource.Operator, key, new LimitValues { MaxConcurrent = most });

    private static NewLimit Rate(string name, int starts, TimeSpan per, int burst) =>
        new(name, LimitSource.Code, "", new LimitValues { Starts = starts, Per = per, Burst = burst });
}
