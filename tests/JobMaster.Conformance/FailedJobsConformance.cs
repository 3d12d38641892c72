namespace JobMaster.Conformance;

/// <summary>The base of the suites about operations on failed jobs.</summary>
public abstract class FailedJobsConformance<TFixture> : StoredOperationConformance<TFixture>
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
