using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;

namespace JobMaster.MySql.Tests;

/// <summary>Operations that several nodes work on at the same time.</summary>
public sealed class SharedOperationTests : FailedJobsConformance<MySqlFixture>
{
    [Fact]
    public async Task A_node_that_works_on_an_operation_leaves_the_others_to_other_nodes()
    {
        await FailAsync("aaaa");
        await InsertAsync();
        Clock.Move(Second);
        var replay = await StartAsync(Group(JobOperationKind.Replay));
        Clock.Move(Second);
        var cancel = await StartAsync(
            new OperationSpec { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter { JobDefinitionId = Definition } });
        Task<OperationWork?>? meanwhile = null;
        await using var node = Fixture.Open(
            Clock,
            entered: _ =>
            {
                meanwhile = Store.Operations.WorkAsync(100, default);
                meanwhile.Wait(TestTime.Patience).ShouldBeTrue();
            },
            left: static _ => { });

        (await node.Operations.WorkAsync(100, default)).ShouldNotBeNull().OperationId.ShouldBe(replay);

        (await meanwhile.ShouldNotBeNull()).ShouldNotBeNull().OperationId.ShouldBe(cancel);
    }
}
