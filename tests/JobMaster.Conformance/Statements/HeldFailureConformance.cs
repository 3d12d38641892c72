using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Statements;

/// <summary>
/// Jobs that fail for one cause while a transaction that records another of them is held open: an outage makes no row that all wait for.
/// Joined by stores whose transactions write side by side.
/// </summary>
public abstract class HeldFailureConformance<TFixture> : GatedConformance<TFixture>
    where TFixture : IGatedStoreFixture, new()
{
    private const string Cause = "cause";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failures_of_one_cause_do_not_wait_for_each_other(bool isKnown)
    {
        await OpenNodesAsync();
        var fails = GateWriters.Find($"record {OutcomeKind.Failed}");
        var statements = await CountAsync(fails, GateStage.Running);
        int failed = isKnown ? 1 : 0;
        if (isKnown)
        {
            await fails.RunAsync(Free, await RunningAsync(fails));
            await Store.Failures.FoldAsync(100, default);
        }

        for (int after = 1; after <= statements.Count; after++)
        {
            var (one, other) = (await RunningAsync(fails), await RunningAsync(fails));
            await Fixture.SettleAsync();
            var hold = Gate.HoldAfter(after);
            var held = Task.Run(() => fails.RunAsync(Held, one));
            await Task.WhenAny(held, hold.Reached).Soon();
            hold.Reached.IsCompleted.ShouldBeTrue("nothing is held");
            await NoteAsync($"one held after {statements[after - 1]}", async () =>
            {
                var passing = Task.Run(() => fails.RunAsync(Free, other));
                await StandsAsync(passing);
                passing.IsCompleted.ShouldBeTrue("it waits");
                await passing;
            });
            hold.Release();
            await held.Soon();
            failed += 2;
        }

        Failures.ShouldBeEmpty();
        var groups = await Store.Failures.ListGroupsAsync(new FailureGroupRequest(100), default);
        groups.Single(group => group.Fingerprint == Cause).Jobs.ShouldBe(failed);
    }

    private async Task<GateScene> RunningAsync(GateWriter writer)
    {
        var scene = await SetAsync(GateStage.Running, writer);
        scene.Cause = Cause;
        return scene;
    }
}
