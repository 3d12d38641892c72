using JobMaster.Conformance;
using JobMaster.Storage;

namespace JobMaster.Tests.Storage;

/// <summary>A copy of a final job is a new job with the old one's content, not its history.</summary>
public sealed class JobCopyTests
{
    /// <summary>What belongs to the call that stored the old job.</summary>
    private static readonly string[] NotCopied =
    [
        nameof(NewJob.IdempotencyKey), nameof(NewJob.TraceParent), nameof(NewJob.ExpiresAt), nameof(NewJob.TriggerSource),
        nameof(NewJob.RecurringScheduleId), nameof(NewJob.ScheduledBy),
    ];

    [Fact]
    public void Each_other_member_is_copied()
    {
        var sent = NewJobMembers.Set(
            new NewJob
            {
                Id = Guid.CreateVersion7(), DefinitionId = "d", Lane = "mail", Priority = JobMasterPriority.High,
                Timeout = TimeSpan.FromSeconds(7), MaxRetries = 3,
            },
            NewJobMembers.Stored);
        var job = new StoredJob
        {
            Id = sent.Id, DefinitionId = sent.DefinitionId, Lane = sent.Lane, Priority = sent.Priority, State = JobState.Succeeded,
            CreatedAt = default, ScheduledAt = default, DueAt = default, Timeout = sent.Timeout, MaxRetries = sent.MaxRetries,
        };
        foreach (string member in NewJobMembers.Stored)
        {
            typeof(StoredJob).GetProperty(member)!.SetValue(job, typeof(NewJob).GetProperty(member)!.GetValue(sent));
        }

        var copy = job.Copy(Guid.CreateVersion7(), change: null, "host-b:7");

        NewJobMembers.ShouldAgree(copy, job, NewJobMembers.Stored.Except(NotCopied));
        (copy.IdempotencyKey, copy.TraceParent, copy.ExpiresAt, copy.TriggerSource, copy.RecurringScheduleId)
            .ShouldBe((null, null, null, TriggerSourceType.Once, null));
        copy.ScheduledBy.ShouldBe("host-b:7");
    }
}
