namespace JobMaster.Conformance;

/// <summary>The base of the suites about operations on failed jobs.</summary>
public abstract class FailedJobsConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    protected static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    protected static OperationSpec Group(JobOperationKind kind) =>
        new() { Kind = kind, Filter = new JobOperationFilter { Fingerprint = "aaaa" } };

    protected async Task IsDoneAsync(Guid id, OperationCounts counts)
    {
        var operation = await ReadAsync(id);
        (operation.State, operation.Counts).ShouldBe((JobOperationState.Done, counts));
    }

    protected NewOperation New(OperationSpec spec, IReadOnlyList<Guid>? jobIds = null)
    {
        var id = Guid.CreateVersion7(Clock.Now);
        var by = new AuditOrigin("ann", "host-a:1", null, "why", id);
        return new NewOperation
        {
            Id = id, Spec = spec, By = by, Matched = 0, JobIds = spec.Filter is null ? jobIds ?? [] : [], IsCapped = false,
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

    protected async Task WorkOffAsync(int limit = 1000, IReplayCheck? check = null)
    {
        while (await Store.Operations.WorkAsync(limit, check, default) is not null)
        {
            // The next transaction.
        }
    }

    protected async Task<Guid> FailAsync(string fingerprint, Func<NewJob, NewJob>? change = null)
    {
        var job = await RunOneAsync(change?.Invoke(Job()) ?? Job());
        await RecordAsync(Outcome(job, OutcomeKind.Failed) with { Fingerprint = fingerprint });
        return job.Id;
    }

    protected async Task<List<Guid>> FailManyAsync(int count, Func<NewJob, NewJob>? change = null)
    {
        var failed = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            failed.Add(await FailAsync("aaaa", change));
        }

        return failed;
    }
}
