using System.Data.Common;

namespace JobMaster.Conformance;

/// <summary>What operators do through a transaction of the caller: change and audit entry are there together, or neither is.</summary>
public abstract class AuditTransactionConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : ITransactionalStoreFixture, new()
{
    private static readonly AuditOrigin Ann = new("ann", "host-a:1");

    private IJobTransactions Transactions => Store.Transactions.ShouldNotBeNull();

    public static TheoryData<string> Changes => ["cancel", "stop", "reschedule", "change", "replay", "expect"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_and_its_entry_are_there_once_the_caller_commits(string change)
    {
        var id = await SetAsync(change);
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await MakeAsync(change, transaction, id)).ShouldBeTrue();
            (await ListAsync(Open())).ShouldBeEmpty();
            await transaction.CommitAsync();
        }

        (await ListAsync(Store)).ShouldHaveSingleItem().TargetId.ShouldBe(id.ToString());
        (await IsMadeAsync(change, id)).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Neither_was_ever_there_when_the_caller_rolls_back(string change)
    {
        var id = await SetAsync(change);
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await MakeAsync(change, transaction, id)).ShouldBeTrue();
            await transaction.RollbackAsync();
        }

        (await ListAsync(Store)).ShouldBeEmpty();
        (await IsMadeAsync(change, id)).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_that_takes_no_effect_files_nothing_and_leaves_the_transaction_usable(string change)
    {
        var final = (await FinishOneAsync(OutcomeKind.Succeeded)).Id;
        await using var connection = await Fixture.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            (await MakeAsync(change, transaction, final)).ShouldBeFalse();
            await Transactions.InsertAsync(transaction, [Job()], default);
            await transaction.CommitAsync();
        }

        (await ListAsync(Store)).ShouldBeEmpty();
        (await ClaimAsync()).Count.ShouldBe(1);
    }

    private static Task<IReadOnlyList<AuditEntry>> ListAsync(IMasterStore store) =>
        store.Audit.ListAsync(new AuditListRequest { Limit = 100 }, default);

    /// <summary>A job that the change fits.</summary>
    private async Task<Guid> SetAsync(string change) => change switch
    {
        "stop" => (await RunOneAsync()).Id,
        "replay" => (await FinishOneAsync(OutcomeKind.Failed)).Id,
        "expect" => AgentJobId.Create(Clock.Now),
        _ => await InsertAsync(),
    };

    private async Task<bool> MakeAsync(string change, DbTransaction transaction, Guid id) => change switch
    {
        "reschedule" => await Transactions.RescheduleAsync(transaction, id, Clock.Now + Hour, Ann, default),
        "change" => (await Transactions.ChangeAsync(
            transaction, [id], new StoredJobChange { Lane = "mail" }, Ann, default))[0] == JobChangeResult.Changed,
        "replay" => (await Transactions.ReplayAsync(transaction, [id], Ann, default))[0].Kind == ReplayKind.Replayed,
        "expect" => await Transactions.StorePlaceholderAsync(transaction, id, Clock.Now + Hour, Ann, default),
        _ => (await Transactions.CancelAsync(transaction, [id], Ann, default))[0] is CancelResult.Cancelled or CancelResult.StopRequested,
    };

    private async Task<bool> IsMadeAsync(string change, Guid id)
    {
        var job = await Store.Reads.GetAsync(id, default);
        return change switch
        {
            "cancel" => job!.State == JobState.Cancelled,
            "stop" => job!.IsCancelRequested,
            "reschedule" => job!.DueAt == Clock.Now + Hour,
            "change" => job!.Lane == "mail",
            "replay" => job!.State == JobState.Ready,
            _ => job is not null,
        };
    }
}
