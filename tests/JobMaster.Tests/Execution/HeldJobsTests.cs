using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Tests.Execution;

public sealed class HeldJobsTests
{
    private readonly List<string> _events = [];
    private readonly HeldJobs _held;
    private readonly WorkerSession _session = new(Guid.CreateVersion7(), TimeSpan.FromMinutes(1), TimeProvider.System);

    public HeldJobsTests() => _held = new HeldJobs(() => _events.Add("slot freed"), held => _events.Add($"gone {held.Job.ClaimNo}"));

    [Fact]
    public void A_job_takes_a_slot_until_its_attempt_ends_and_is_held_until_its_outcome_is_recorded()
    {
        var job = Add(3);
        _held.SlotsTaken.ShouldBe(1);

        job.End();
        (_held.SlotsTaken, _held.Claims.Contains(job.Claim)).ShouldBe((0, true));
        job.Leave();

        _held.Claims.ShouldBeEmpty();
        _events.ShouldBe(["slot freed", "gone 3"]);
    }

    [Fact]
    public void A_job_whose_outcome_was_recorded_first_is_not_held_for_ever()
    {
        var job = Add(3);
        job.Leave();
        job.End();

        (job.State, _held.SlotsTaken, _held.Claims.Count).ShouldBe((HeldState.Gone, 0, 0));
        _events.ShouldBe(["gone 3", "slot freed"]);
    }

    [Fact]
    public void A_job_claimed_early_takes_no_slot_before_it_is_due()
    {
        var (due, given) = (_held.Add([Job(1)], _session, HeldState.Early)[0], _held.Add([Job(2)], _session, HeldState.Early)[0]);
        _held.SlotsTaken.ShouldBe(0);

        due.Due();
        given.End();

        (_held.SlotsTaken, _events.Count).ShouldBe((1, 0));
    }

    [Fact]
    public void Reserved_slots_are_taken_until_the_jobs_that_came_take_their_place()
    {
        var reservation = _held.Reserve(3);
        _held.SlotsTaken.ShouldBe(3);

        reservation.Fill([Job(1), Job(2)], _session).Length.ShouldBe(2);
        _held.SlotsTaken.ShouldBe(2);
        reservation.Dispose();
        _held.SlotsTaken.ShouldBe(2);

        _held.Reserve(4).Dispose();
        _held.SlotsTaken.ShouldBe(2);
    }

    [Fact]
    public void Jobs_leave_from_the_first_the_last_and_between()
    {
        var jobs = _held.Add([Job(1), Job(2), Job(3), Job(4)], _session, HeldState.Waiting);

        foreach (var (left, claimNumbers) in new[] { (jobs[1], "1 3 4"), (jobs[3], "1 3"), (jobs[0], "3"), (jobs[2], "") })
        {
            left.Leave();
            string.Join(' ', _held.Claims.Select(claim => claim.ClaimNo).Order()).ShouldBe(claimNumbers);
        }
    }

    private HeldJob Add(int claimNo) => _held.Add([Job(claimNo)], _session, HeldState.Waiting)[0];

    private static StoredJob Job(int claimNo) => new()
    {
        Id = Guid.CreateVersion7(), DefinitionId = "probe", Lane = "default", Priority = JobMasterPriority.Medium, State = JobState.Running,
        CreatedAt = default, ScheduledAt = default, DueAt = default, Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0, ClaimNo = claimNo,
    };
}
