using static JobMaster.Conformance.Statements.GateStage;

namespace JobMaster.Conformance.Statements;

/// <summary>Writers of jobs with unique keys.</summary>
internal static partial class GateWriters
{
    private static IReadOnlyList<GateWriter> OfUniqueJobs =>
    [
        new("insert with a unique key that is held no longer", "IJobStore.InsertAsync", [NotStored],
            (store, scene) => TakeOverAsync(store, scene, job => store.Jobs.InsertAsync([job], mayBeStored: false, default)))
        { IsOfSeveralStatements = true },
        new("insert in the place of a unique job", "IJobStore.InsertAsync", [NotStored],
            (store, scene) => ReplaceAsync(scene, job => store.Jobs.InsertAsync([job], mayBeStored: false, default)))
        { IsOfSeveralStatements = true },
        new("insert with a key beside the holder of its unique key", "IJobStore.InsertAsync", [NotStored],
            (store, scene) => GiveKeyAsync(scene, job => store.Jobs.InsertAsync([job], mayBeStored: false, default)))
        { IsOfSeveralStatements = true },
        new("insert in a transaction with a unique key that is held no longer", "IJobTransactions.InsertAsync", [NotStored],
            (store, scene) => TakeOverAsync(store, scene, job => InTransactionAsync(store, scene, job))) { IsOfSeveralStatements = true },
        new("insert in a transaction in the place of a unique job", "IJobTransactions.InsertAsync", [NotStored],
            (store, scene) => ReplaceAsync(scene, job => InTransactionAsync(store, scene, job))) { IsOfSeveralStatements = true },
        new("step with a unique key", "IScheduleStore.StepAsync", [Waiting],
            StepBesideHolderAsync) { IsOfSeveralStatements = true },
    ];

    private static async Task StepBesideHolderAsync(IMasterStore store, GateScene scene)
    {
        await InsertUniqueAsync(
            scene, scene.NewJob() with { Unique = LeftRule(scene) }, job => store.Jobs.InsertAsync([job], mayBeStored: false, default));
        await StepAsync(store, scene, stops: false, LeftRule(scene));
    }

    private static JobUnique LeftRule(GateScene scene) => new() { Key = scene.Key + "-left", While = UniqueWhile.WaitingOrRunning };

    private static async Task TakeOverAsync(
        IMasterStore store, GateScene scene, Func<NewJob, Task<IReadOnlyList<InsertedJob>>> insertAsync)
    {
        var first = scene.NewJob() with { Unique = LeftRule(scene) };
        await InsertUniqueAsync(scene, first, insertAsync);
        await store.Jobs.CancelAsync([first.Id], default);
        await InsertUniqueAsync(scene, scene.NewJob() with { Unique = LeftRule(scene) }, insertAsync);
    }

    /// <summary>The second job is not stored, so its idempotency key goes to the first.</summary>
    private static async Task GiveKeyAsync(GateScene scene, Func<NewJob, Task<IReadOnlyList<InsertedJob>>> insertAsync)
    {
        await InsertUniqueAsync(scene, scene.NewJob() with { Unique = LeftRule(scene) }, insertAsync);
        var keyed = scene.NewJob() with { Unique = LeftRule(scene), IdempotencyKey = scene.Key + "-given" };
        await InsertUniqueAsync(scene, keyed, insertAsync);
    }

    private static async Task ReplaceAsync(GateScene scene, Func<NewJob, Task<IReadOnlyList<InsertedJob>>> insertAsync)
    {
        var rule = new JobUnique
        {
            Key = scene.Key + "-unique", While = UniqueWhile.Waiting, OnConflict = UniqueConflict.ReplaceWaiting,
        };
        scene.Stored.Enqueue((await insertAsync(scene.NewJob() with { Unique = rule })).ShouldHaveSingleItem().Id);
        scene.Stored.Enqueue((await insertAsync(scene.NewJob() with { Unique = rule })).ShouldHaveSingleItem().Id);
    }

    private static async Task InsertUniqueAsync(
        GateScene scene, NewJob job, Func<NewJob, Task<IReadOnlyList<InsertedJob>>> insertAsync)
    {
        var id = (await insertAsync(job)).ShouldHaveSingleItem().Id;
        scene.Stored.Enqueue(id);
        scene.Unique.Enqueue(id);
    }

    private static async Task<IReadOnlyList<InsertedJob>> InTransactionAsync(IMasterStore store, GateScene scene, NewJob job)
    {
        await using var connection = await scene.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var inserted = await store.Transactions!.InsertAsync(transaction, [job], default);
        await transaction.CommitAsync();
        return inserted;
    }
}
