using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Tests.Execution;

public sealed class HeldJobsTests
{
    private readonly HeldJobs _held = new();
    private readonly StoredJob _job = new()
    {
        Id = Guid.CreateVersion7(), DefinitionId = "probe", Lane = "default", Priority = JobMasterPriority.Medium, State = JobState.Running,
        CreatedAt = default, ScheduledAt = default, DueAt = default, Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0, ClaimNo = 3,
    };

    [Fact]
    public void A_job_is_held_until_its_outcome_is_recorded()
    {
        _held.Claimed(_job);
        _held.Finished(_job);
        (_held.Contains(new JobClaim(_job.Id, 3)), _held.Unfinished).ShouldBe((true, 0));

        _held.Recorded(_job);
        _held.Contains(new JobClaim(_job.Id, 3)).ShouldBeFalse();
    }

    [Fact]
    public void A_job_whose_outcome_was_recorded_first_is_not_held_for_ever()
    {
        _held.Claimed(_job);
        _held.Recorded(_job);
        _held.Finished(_job);

        (_held.Contains(new JobClaim(_job.Id, 3)), _held.Unfinished).ShouldBe((false, 0));
    }
}
