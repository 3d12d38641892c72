namespace JobMaster.Conformance.Statements;

/// <summary>
/// Every writer is held after one of its statements, its transaction open, while each other works on the same job, session, key and
/// schedule: one of each kind, in the long runs all, after every statement. Whatever comes of it, each job has one owner, none is lost or
/// runs for ever, and each call has been told the truth.
/// </summary>
public abstract class MeetingConformance<TFixture> : GatedConformance<TFixture>
    where TFixture : IGatedStoreFixture, new()
{
    public static TheoryData<string> Writers => [.. GateWriters.All.Where(IsOfJobs).Select(writer => writer.Name)];

    [Theory]
    [MemberData(nameof(Writers))]
    public Task Held_after_any_statement_it_meets_every_other_writer_and_nothing_is_lost_or_untrue(string name) => MeetAllAsync(name);

    internal static bool IsOfJobs(GateWriter writer) => writer.Method.StartsWith($"{nameof(IJobStore)}.", StringComparison.Ordinal);
}

/// <summary>The same for the writers of the store's other parts: beside the others, it takes half the time.</summary>
public abstract class PartMeetingConformance<TFixture> : GatedConformance<TFixture>
    where TFixture : IGatedStoreFixture, new()
{
    public static TheoryData<string> Writers =>
        [.. GateWriters.All.Where(writer => !MeetingConformance<TFixture>.IsOfJobs(writer)).Select(writer => writer.Name)];

    [Theory]
    [MemberData(nameof(Writers))]
    public Task Held_after_any_statement_it_meets_every_other_writer_and_nothing_is_lost_or_untrue(string name) => MeetAllAsync(name);
}
