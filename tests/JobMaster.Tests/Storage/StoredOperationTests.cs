using JobMaster.Storage;

namespace JobMaster.Tests.Storage;

public sealed class StoredOperationTests
{
    [Theory]
    [InlineData(true, 12_000, 12_000, 0)]
    [InlineData(true, 9_000, 10_000, 1_000)]
    [InlineData(false, 9_000, 10_000, 1_000)]
    public void An_operation_that_overtakes_its_count_is_the_count_once_all_jobs_were_met(
        bool isCapped, long changed, long matched, long gone)
    {
        var before = new StoredOperation
        {
            Id = Guid.CreateVersion7(),
            Spec = new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter() },
            State = JobOperationState.Running,
            By = new AuditOrigin("ann", "test"),
            CreatedAt = DateTimeOffset.UnixEpoch,
            WorkedAt = DateTimeOffset.UnixEpoch,
            Matched = 10_000,
            IsCapped = isCapped,
            IsScanned = false,
            Counts = new OperationCounts(changed - 500),
            Waiting = 0,
        };
        var met = new OperationCounts(400, Running: 100);

        var through = before.Through(met);

        (through.Matched, through.IsCapped).ShouldBe((matched, false));
        through.AtEnd(met).ShouldBe(met with { Gone = gone });
    }
}
