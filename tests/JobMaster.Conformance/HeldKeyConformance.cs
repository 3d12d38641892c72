using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance;

/// <summary>
/// Idempotency keys and ids that a transaction of the app holds open. Joined by stores whose transactions write side by side.
/// </summary>
public abstract class HeldKeyConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : ITransactionalStoreFixture, new()
{
    private static readonly TimeSpan ManyTimesTheLimit = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_key_held_by_an_open_transaction_delays_only_those_who_want_it()
    {
        var app = await StartAsync(_ => { });
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var held = await app.Jobs.InTransaction(transaction).OnceNowAsync<ProbeHandler>(null, Key("held"));

        var waiting = Enumerable.Range(0, 6).Select(_ => app.Jobs.OnceNowAsync<ProbeHandler>(null, Key("held"))).ToList();
        for (int round = 0; round < 3; round++)
        {
            var others = Enumerable.Range(0, 50).Select(at => app.Jobs.OnceNowAsync<ProbeHandler>(null, Key($"other-{round}-{at}")));
            (await Task.WhenAll(others).WaitAsync(ManyTimesTheLimit)).ShouldAllBe(job => job.IsNew);
            await app.Jobs.OnceNowAsync<ProbeHandler>(null, new JobOptions { Id = Guid.CreateVersion7() }).WaitAsync(ManyTimesTheLimit);
        }

        waiting.ShouldAllBe(call => !call.IsCompleted);
        await transaction.CommitAsync();
        (await Task.WhenAll(waiting).Soon()).ShouldAllBe(job => !job.IsNew && job.Id == held.Id);
    }

    [Fact]
    public async Task Many_keys_held_at_once_are_taken_when_their_transactions_are_rolled_back()
    {
        const int keys = 12;
        var app = await StartAsync(_ => { });
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        for (int key = 0; key < keys; key++)
        {
            await app.Jobs.InTransaction(transaction).OnceNowAsync<ProbeHandler>(null, Key($"held-{key}"));
        }

        var waiting = Enumerable.Range(0, 3 * keys)
            .Select(at => app.Jobs.OnceNowAsync<ProbeHandler>(null, Key($"held-{at % keys}"))).ToList();
        (await app.Jobs.OnceNowAsync<ProbeHandler>(null, Key("free")).WaitAsync(ManyTimesTheLimit)).IsNew.ShouldBeTrue();
        await transaction.RollbackAsync();

        var jobs = await Task.WhenAll(waiting).Soon();
        jobs.Count(job => job.IsNew).ShouldBe(keys);
        jobs.Select(job => job.Id).Distinct().Count().ShouldBe(keys);
    }

    [Fact]
    public async Task A_call_for_a_free_key_does_not_queue_behind_all_that_wait_for_held_ones()
    {
        const int keys = 100;
        var app = await StartAsync(_ => { });
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await app.Jobs.InTransaction(transaction).ScheduleManyAsync(
            [.. Enumerable.Range(0, keys).Select(key => JobRequest.For<ProbeHandler>() with { Options = Key($"held-{key}") })]);

        var waiting = Enumerable.Range(0, keys).Select(key => app.Jobs.OnceNowAsync<ProbeHandler>(null, Key($"held-{key}"))).ToList();
        var free = Enumerable.Range(0, 20).Select(key => app.Jobs.OnceNowAsync<ProbeHandler>(null, Key($"free-{key}")));
        (await Task.WhenAll(free).WaitAsync(ManyTimesTheLimit)).ShouldAllBe(job => job.IsNew);
        waiting.ShouldAllBe(call => !call.IsCompleted);

        await transaction.CommitAsync();
        (await Task.WhenAll(waiting).Soon()).ShouldAllBe(job => !job.IsNew);
    }

    [Fact]
    public async Task An_id_held_by_an_open_transaction_delays_only_those_who_want_it()
    {
        var app = await StartAsync(_ => { });
        var id = Guid.CreateVersion7();
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await app.Jobs.InTransaction(transaction).OnceNowAsync<ProbeHandler>(null, new JobOptions { Id = id });

        var waiting = app.Jobs.OnceNowAsync<ProbeHandler>(null, new JobOptions { Id = id });
        var others = Enumerable.Range(0, 20)
            .Select(_ => app.Jobs.OnceNowAsync<ProbeHandler>(null, new JobOptions { Id = Guid.CreateVersion7() }));
        (await Task.WhenAll(others).WaitAsync(ManyTimesTheLimit)).ShouldAllBe(job => job.IsNew);
        waiting.IsCompleted.ShouldBeFalse();
        await transaction.CommitAsync();
        (await waiting.Soon()).IsNew.ShouldBeFalse();
    }

    [Fact]
    public async Task A_list_with_a_held_key_waits_alone_and_is_stored_whole()
    {
        var app = await StartAsync(_ => { });
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await app.Jobs.InTransaction(transaction).OnceNowAsync<ProbeHandler>(null, Key("held"));

        var list = app.Jobs.ScheduleManyAsync(
            [JobRequest.For<ProbeHandler>() with { Options = Key("held") }, JobRequest.For<ProbeHandler>() with { Options = Key("free") }]);
        (await app.Jobs.OnceNowAsync<ProbeHandler>(null, Key("other")).WaitAsync(ManyTimesTheLimit)).IsNew.ShouldBeTrue();
        list.IsCompleted.ShouldBeFalse();
        await transaction.RollbackAsync();
        (await list.Soon()).ShouldAllBe(job => job.IsNew);
    }

    [Fact]
    public async Task A_schedule_whose_unique_key_is_held_delays_no_other_and_fires_when_the_transaction_ends()
    {
        var app = await StartAsync();
        var rule = new JobUnique { Key = "held", While = UniqueWhile.WaitingOrRunning };
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await app.Jobs.InTransaction(transaction).OnceNowAsync<ProbeHandler>(null, new JobOptions { Unique = rule });

        var held = await app.Jobs.RecurringAsync(EverySecond(rule));
        var others = new List<RecurringScheduleContext>();
        for (var at = 0; at < 5; at++)
        {
            others.Add(await app.Jobs.RecurringAsync(EverySecond(at == 0 ? rule with { Key = "free" } : null)));
        }

        for (var run = 0; run < 3 * others.Count; run++)
        {
            (await Probe.NextAsync()).RecurringScheduleId.ShouldBeOneOf([.. others.Select(other => (Guid?)other.Id)]);
        }

        await transaction.RollbackAsync();
        while ((await Probe.NextAsync()).RecurringScheduleId != held.Id)
        {
        }

        app.Logs.Errors.ShouldBeEmpty();
    }

    private static RecurringRequest EverySecond(JobUnique? rule) =>
        new(JobRequest.For<ProbeHandler>(), TimeSpanIntervalExprCompiler.TypeId, "00:00:01")
        {
            Options = new RecurringScheduleOptions { Job = new JobOptions { Unique = rule } },
        };

    private static JobOptions Key(string key) => new() { IdempotencyKey = key };
}
