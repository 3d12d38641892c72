using JobMaster.Conformance;
using JobMaster.Sql;
using JobMaster.Storage;
using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite.Tests;

public sealed class WriterTests : StoreFile
{
    private SqliteMasterStore store = null!;

    public override async Task InitializeAsync() => store = await OpenMigratedAsync();

    [Fact]
    public async Task One_failing_unit_of_a_group_commit_fails_only_its_caller()
    {
        var good = Enumerable.Range(0, 20).Select(_ => Job()).ToList();
        var calls = new List<Task>();
        Task bad;

        // While the lock is held elsewhere, all calls gather into one transaction.
        await using (await Connect().BeginTransactionAsync())
        {
            calls.AddRange(good.Take(10).Select(job => store.Jobs.InsertAsync([job], mayBeStored: false, default)));
            bad = store.Jobs.InsertAsync([Job(), Job(definitionId: null)], mayBeStored: false, default);
            calls.AddRange(good.Skip(10).Select(job => store.Jobs.InsertAsync([job], mayBeStored: false, default)));
        }

        await Task.WhenAll(calls).WaitAsync(Patience);
        var refusal = await Should.ThrowAsync<SqliteException>(bad.WaitAsync(Patience));
        store.IsTransient(refusal).ShouldBeFalse();
        var stored = await store.Reads.ListAsync(new JobListRequest { Section = JobSection.Live, Limit = 100 }, default);
        stored.Select(job => job.Id).ShouldBe(good.Select(job => job.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task A_failing_unit_alone_leaves_nothing_and_the_next_succeeds()
    {
        await Should.ThrowAsync<SqliteException>(store.Jobs.InsertAsync([Job(), Job(definitionId: null)], mayBeStored: false, default));

        (await store.Jobs.InsertAsync([Job()], mayBeStored: false, default)).ShouldHaveSingleItem().IsNew.ShouldBeTrue();
        (await store.Reads.CountAsync(100, default)).ShouldHaveSingleItem().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_was_deleted_or_replaced_takes_no_more_jobs_until_it_is_back(bool isReplaced)
    {
        var away = FilePath + ".away";
        await store.Jobs.InsertAsync([Job()], mayBeStored: false, default);

        File.Move(FilePath, away);
        if (isReplaced)
        {
            File.Copy(away, FilePath);
        }

        var refusal = await Should.ThrowAsync<JobMasterStoreException>(store.Jobs.InsertAsync([Job()], mayBeStored: false, default));
        store.IsTransient(refusal.InnerException!).ShouldBeFalse();
        refusal.Message.ShouldStartWith(
            $"The SQLite file {FilePath} was deleted, moved or replaced while it was open. Nothing is stored until the app is restarted;");
        File.Exists(FilePath).ShouldBe(isReplaced, "no new file is made");

        File.Move(away, FilePath, overwrite: true);
        (await store.Jobs.InsertAsync([Job()], mayBeStored: false, default)).ShouldHaveSingleItem().IsNew.ShouldBeTrue();
        (await store.Reads.CountAsync(100, default)).ShouldHaveSingleItem().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_full_disk_fails_the_batch_as_transient_and_is_forgotten_when_there_is_room()
    {
        var noRoom = new SqlStatement("no_room", "pragma max_page_count = 1;");
        await store.Parts.Runner.WriteAsync(
            async (commands, token) => (await commands.QueryAsync(noRoom, reader => reader.GetInt64(0), token)).Count, default);

        var failure = await Should.ThrowAsync<SqliteException>(
            store.Jobs.InsertAsync([.. Enumerable.Range(0, 1000).Select(_ => Job())], mayBeStored: false, default).WaitAsync(Patience));
        store.IsTransient(failure).ShouldBeTrue();

        (
            await store.Jobs.InsertAsync([.. Enumerable.Range(0, 1000).Select(_ => Job())], mayBeStored: false, default)
                .WaitAsync(Patience))
                .Count.ShouldBe(1000);
        (await store.Reads.CountAsync(5000, default)).ShouldHaveSingleItem().Count.ShouldBe(1000);
    }

    [Fact]
    public async Task Scheduling_while_another_connection_holds_the_lock_fails_with_the_way_out_and_does_not_hang()
    {
        var hasty = Open(lockWait: TimeSpan.FromMilliseconds(300));
        await using (await Connect().BeginTransactionAsync())
        {
            var refused = await Should.ThrowAsync<JobMasterStoreException>(
                hasty.Jobs.InsertAsync([Job()], mayBeStored: false, default).WaitAsync(Patience));
            refused.Message.ShouldContain("InTransaction");
            refused.Message.ShouldContain(FilePath);
            hasty.IsTransient(refused).ShouldBeFalse();
        }

        (await hasty.Jobs.InsertAsync([Job()], mayBeStored: false, default).WaitAsync(Patience)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Claims_outcomes_and_beats_that_meet_a_held_lock_fail_as_transient()
    {
        var hasty = Open(lockWait: TimeSpan.FromMilliseconds(300));
        var claim = await StartSessionAsync(hasty);
        var outcome = new AttemptOutcome { JobId = Guid.CreateVersion7(), ClaimNo = 1, Kind = OutcomeKind.Succeeded };
        await using (await Connect().BeginTransactionAsync())
        {
            hasty.IsTransient(
                await Should.ThrowAsync<SqliteException>(hasty.Jobs.ClaimAsync(claim, default).WaitAsync(Patience))).ShouldBeTrue();
            hasty.IsTransient(
                await Should.ThrowAsync<SqliteException>(hasty.Jobs.RecordAsync([outcome], default).WaitAsync(Patience))).ShouldBeTrue();
            var beat = new BeatRequest { SessionIds = [claim.SessionId], Queues = [], Raise = true };
            hasty.IsTransient(Should.Throw<SqliteException>(() => hasty.Sessions.Beat(beat))).ShouldBeTrue();

            // Reading goes on, and shows that the session was not taken for dead.
            hasty.Sessions.Beat(beat with { Raise = false }).Sessions.ShouldHaveSingleItem().SessionId.ShouldBe(claim.SessionId);
        }
    }

    [Fact]
    public async Task A_call_cancelled_while_it_waits_ends_at_once_and_stores_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await using (await Connect().BeginTransactionAsync())
        {
            var call = store.Jobs.InsertAsync([Job()], mayBeStored: false, cancelled.Token);
            await cancelled.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(call.WaitAsync(Patience));
        }

        // The next write passes through the same queue, so the cancelled one is behind us.
        await store.Settings.WriteAsync("a", "b", default).WaitAsync(Patience);
        (await store.Reads.CountAsync(100, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Disposing_writes_what_is_queued_and_lets_go_of_the_file()
    {
        var closing = Open();
        var jobs = Enumerable.Range(0, 200).Select(_ => Job()).ToList();
        var calls = jobs.Select(job => closing.Jobs.InsertAsync([job], mayBeStored: false, default)).ToList();
        await closing.DisposeAsync().AsTask().WaitAsync(Patience);

        await Task.WhenAll(calls).WaitAsync(Patience);
        (await store.Reads.CountAsync(1000, default)).ShouldHaveSingleItem().Count.ShouldBe(200);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await closing.Jobs.InsertAsync([Job()], mayBeStored: false, default));
    }

    [Fact]
    public async Task Concurrent_callers_each_find_their_own_job_stored()
    {
        var shared = Open(lockWait: Patience * 2);
        var calls = new List<(Guid Id, Task<IReadOnlyList<InsertedJob>> Answer)>();

        // Held back by the lock, all go into few transactions. Let go one by one they could take one transaction each, and on a busy
        // machine a turn of the processor for each.
        await using (await Connect().BeginTransactionAsync())
        {
            calls.AddRange(await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => Send(Job())))).WaitAsync(Patience));
        }

        foreach (var (id, answer) in calls)
        {
            var inserted = (await answer.WaitAsync(Patience)).ShouldHaveSingleItem();
            (inserted.Id, inserted.IsNew).ShouldBe((id, true));
        }

        (Guid, Task<IReadOnlyList<InsertedJob>>) Send(NewJob job) => (job.Id, shared.Jobs.InsertAsync([job], mayBeStored: false, default));
    }
}
