using System.Data.Common;
using JobMaster.Conformance.Statements;

namespace JobMaster.Conformance;

/// <summary>
/// Replays of a job whose unique key a transaction of the app is about to take, on a store where writers work side by side.
/// </summary>
public abstract class HeldReplayConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IGatedStoreFixture, new()
{
    private const string Cause = "cause";
    private static readonly TimeSpan FarBelowTheCommandTimeout = TimeSpan.FromSeconds(10);

    private static JobUnique Unique(string key) => new() { Key = key, While = UniqueWhile.WaitingOrRunning };

    [Fact]
    public async Task A_replay_does_not_wait_for_it()
    {
        var failed = await FailAsync(Job() with { Unique = Unique("k") });
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await TakeAsync(connection, "k");

        var results = await Jobs.ReplayAsync([failed], default).WaitAsync(FarBelowTheCommandTimeout);
        results.ShouldHaveSingleItem().ShouldBe(new ReplayResult(failed, ReplayKind.KeyHeld));
        await transaction.RollbackAsync();
        (await Jobs.ReplayAsync([failed], default)).ShouldHaveSingleItem().Kind.ShouldBe(ReplayKind.Replayed);
    }

    [Fact]
    public async Task An_operation_passes_it_over_and_so_do_the_others()
    {
        var held = await FailAsync(Job() with { Unique = Unique("k") });
        Guid[] free = [await FailAsync(Job() with { Unique = Unique("another") }), await FailAsync(Job())];
        var waiting = await InsertAsync(Job() with { Tenant = "acme", Delay = Hour });
        Clock.Move(TimeSpan.FromMilliseconds(1));
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await TakeAsync(connection, "k");
        var replay = await StartAsync(new OperationSpec
        {
            Kind = JobOperationKind.Replay, Filter = new JobOperationFilter { Fingerprint = Cause },
        });
        var cancel = await StartAsync(new OperationSpec
        {
            Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter { Tenant = "acme" },
        });

        while (await WorkAsync())
        {
            // The next transaction.
        }

        var replayed = await ReadAsync(replay);
        (replayed.State, replayed.Counts).ShouldBe((JobOperationState.Done, new OperationCounts(2, KeyHeld: 1)));
        (await ReadAsync(cancel)).State.ShouldBe(JobOperationState.Done);
        (await GetAsync(held)).State.ShouldBe(JobState.Failed);
        foreach (var id in free)
        {
            (await GetAsync(id)).State.ShouldBe(JobState.Ready);
        }

        (await GetAsync(waiting)).State.ShouldBe(JobState.Cancelled);
    }

    [Theory]
    [InlineData(JobOperationKind.Replay)]
    [InlineData(JobOperationKind.Discard)]
    public async Task A_held_job_that_fails_again_after_the_start_is_gone(JobOperationKind kind)
    {
        var failed = await FailAsync(Job());
        Clock.Move(TimeSpan.FromMilliseconds(1));
        await using var connection = await Fixture.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        (await Store.Transactions!.ReplayAsync(transaction, [failed], by: null, default)).ShouldHaveSingleItem();
        var id = await StartAsync(new OperationSpec { Kind = kind, Filter = new JobOperationFilter { Fingerprint = Cause } });
        await WorkAsync();
        (await ReadAsync(id)).Waiting.ShouldBe(1);
        await transaction.CommitAsync();
        var again = (await ClaimAsync()).ShouldHaveSingleItem();
        await RecordAsync(Outcome(again, OutcomeKind.Failed) with { Fingerprint = Cause });
        Clock.Move(TimeSpan.FromSeconds(2));

        while (await WorkAsync())
        {
            // The next transaction.
        }

        var operation = await ReadAsync(id);
        (operation.State, operation.Counts).ShouldBe((JobOperationState.Done, new OperationCounts(0, Gone: 1)));
        (await GetAsync(failed)).State.ShouldBe(JobState.Failed);
    }

    /// <summary>
    /// Whether a call may fail for a moment, and is repeated as a node would: on MySQL a replay waits for a transaction that has inserted
    /// the next job while the deleted row of the replayed one is still there.
    /// </summary>
    protected virtual bool MayFailForAMoment => false;

    private async Task<bool> WorkAsync()
    {
        try
        {
            return await Store.Operations.WorkAsync(1000, default).WaitAsync(FarBelowTheCommandTimeout) is not null;
        }
        catch (DbException exception) when (MayFailForAMoment && Store.IsTransient(exception))
        {
            return true;
        }
    }

    private async Task<DbTransaction> TakeAsync(DbConnection connection, string key)
    {
        var transaction = await connection.BeginTransactionAsync();
        await Store.Transactions!.InsertAsync(transaction, [Job() with { Unique = Unique(key) }], default);
        return transaction;
    }

    private async Task<Guid> FailAsync(NewJob job)
    {
        var claimed = await RunOneAsync(job);
        await RecordAsync(Outcome(claimed, OutcomeKind.Failed) with { Fingerprint = Cause });
        return claimed.Id;
    }

    private async Task<Guid> StartAsync(OperationSpec spec)
    {
        var id = Guid.CreateVersion7(Clock.Now);
        var by = new AuditOrigin("ann", "test", OperationId: id);
        await Store.Operations.InsertAsync(
            new NewOperation
            {
                Id = id, By = by, Spec = spec, Matched = 1, IsCapped = false,
                Audit = new NewAuditEntry
                {
                    Origin = by, Action = AuditActions.StartOperation, TargetKind = AuditTargets.Operation, TargetId = $"{id}",
                },
            },
            default);
        Clock.Move(TimeSpan.FromMilliseconds(1));
        return id;
    }

    private async Task<StoredOperation> ReadAsync(Guid id) => (await Store.Operations.GetAsync(id, default)).ShouldNotBeNull();
}
