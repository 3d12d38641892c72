namespace JobMaster.Conformance;

/// <summary>The base of the suites about stored operations.</summary>
public abstract class StoredOperationConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    protected NewOperation New(OperationSpec spec, IReadOnlyList<Guid>? jobIds = null)
    {
        var id = Guid.CreateVersion7(Clock.Now);
        var by = new AuditOrigin("ann", "host-a:1", null, "why", id);
        return new NewOperation
        {
            Id = id, Spec = spec, By = by, JobIds = spec.Filter is null ? jobIds ?? [] : [], Matched = 0, IsCapped = false,
            Audit = new NewAuditEntry { Origin = by, Action = "operation.start", TargetKind = "operation", TargetId = id.ToString() },
        };
    }

    protected async Task<Guid> StartAsync(OperationSpec spec, IReadOnlyList<Guid>? jobIds = null)
    {
        var operation = New(spec, jobIds);
        await Store.Operations.InsertAsync(operation, default);
        return operation.Id;
    }

    protected async Task<StoredOperation> ReadAsync(Guid id) => (await Store.Operations.GetAsync(id, default)).ShouldNotBeNull();

    protected static async Task WorkOffAsync(IMasterStore store, int limit, IReplayCheck? check = null)
    {
        while (await store.Operations.WorkAsync(limit, check, default) is not null)
        {
            // The next transaction.
        }
    }

    protected Task WorkOffAsync(int limit = 1000, IReplayCheck? check = null) => WorkOffAsync(Store, limit, check);

    protected async Task IsFiledOnceEachAsync(Guid operationId, string action, IReadOnlyList<Guid> jobs)
    {
        var entries = await Store.Audit.ListAsync(
            new AuditListRequest { ActionFrom = action, ActionBefore = action + "\u0001", Limit = 10_000 }, default);
        entries.Where(
            entry => entry.OperationId == operationId).Select(entry => Guid.Parse(entry.TargetId)).ShouldBe(jobs, ignoreOrder: true);
    }
}
