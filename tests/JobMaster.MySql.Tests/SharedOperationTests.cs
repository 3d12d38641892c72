using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;

namespace JobMaster.MySql.Tests;

/// <summary>Operations that several nodes work on at the same time.</summary>
public sealed class SharedOperationTests : FailedJobsConformance<MySqlFixture>
{
    private static readonly OperationSpec Cancel =
        new() { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter { JobDefinitionId = Definition } };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_works_on_an_operation_does_not_hold_those_whose_turn_it_is_not(bool isAhead)
    {
        await FailAsync("aaaa");
        await FailAsync("aaaa");
        await InsertAsync();
        Clock.Move(Second);
        var held = await StartAsync(Group(JobOperationKind.Replay) with { MaxPerSecond = 1 });
        (await Store.Operations.WorkAsync(100, default)).ShouldNotBeNull().NextIn.ShouldBe(Second);
        Clock.Move(Second / 10);
        var worked = await StartAsync(Cancel);
        if (isAhead)
        {
            held = worked;
            Clock.Move(Hour);
            worked = await StartAsync(Cancel);
            Clock.Move(-Hour);
        }

        Task<bool>? meanwhile = null;
        await using var node = Fixture.Open(
            Clock,
            entered: static _ => { },
            left: _ =>
            {
                meanwhile = Store.Operations.SetStateAsync(held, JobOperationState.Paused, New(Cancel).Audit, default);
                meanwhile.Wait(TestTime.Patience).ShouldBeTrue();
            });

        (await node.Operations.WorkAsync(100, default)).ShouldNotBeNull().OperationId.ShouldBe(worked);

        (await meanwhile.ShouldNotBeNull()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_node_that_works_on_an_operation_leaves_the_others_to_other_nodes()
    {
        await FailAsync("aaaa");
        await InsertAsync();
        Clock.Move(Second);
        var replay = await StartAsync(Group(JobOperationKind.Replay));
        Clock.Move(Second);
        var cancel = await StartAsync(Cancel);
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
