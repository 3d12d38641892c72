using JobMaster.Storage;

namespace JobMaster.Tests.Storage;

public sealed class AuditCallTests
{
    private static readonly Guid Id = Guid.CreateVersion7();

    [Fact]
    public void Its_ids_rise_within_its_range()
    {
        var call = new AuditCall(Id);
        call.HasFiled.ShouldBeFalse();

        List<Guid> ids = [call.NextId(), call.NextId(), call.NextId()];

        ids.ShouldBeInOrder();
        ids.ShouldBeUnique();
        ids[0].ShouldBe(call.First);
        ids[2].CompareTo(call.Last).ShouldBeLessThan(0);
        var common = Id.ToString()[..30];
        ids.ShouldAllBe(id => id.Version == 7 && id.ToString().StartsWith(common, StringComparison.Ordinal));
        call.HasFiled.ShouldBeTrue();
    }

    [Fact]
    public void A_repeat_gives_the_same_ids_unless_it_goes_on_behind_what_was_filed()
    {
        var first = new AuditCall(Id);
        var id = first.NextId();
        var second = first.NextId();

        new AuditCall(Id).NextId().ShouldBe(id);
        var behind = new AuditCall(Id, [Entry(id)]);
        behind.HasFiled.ShouldBeFalse();
        behind.NextId().ShouldBe(second);
    }

    [Fact]
    public void A_call_whose_range_is_used_up_says_what_to_do()
    {
        var call = new AuditCall(Id, [Entry(new AuditCall(Id).Last)]);

        Should.Throw<InvalidOperationException>(() => call.NextId()).Message.ShouldContain("16777216 audit entries. Send fewer jobs");
    }

    private static AuditEntry Entry(Guid id) => new()
    {
        Id = id, At = default, Who = "ann", Host = "h", Action = "job.cancel", TargetKind = "job", TargetId = "j",
    };
}
