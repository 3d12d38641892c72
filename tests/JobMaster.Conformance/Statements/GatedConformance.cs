using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Statements;

/// <summary>Two nodes on one store, each of which can be held after any statement, its transaction open.</summary>
public abstract partial class GatedConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IGatedStoreFixture, new()
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

    private int _scenes;

    protected GatedConformance()
    {
        Gate = new StatementGate(blocksThread: !Fixture.WritesSideBySide);
        FreeGate = new StatementGate(blocksThread: !Fixture.WritesSideBySide);
    }

    private protected StatementGate Gate { get; }

    /// <summary>Of the node that is not held: it tells what ran.</summary>
    private protected StatementGate FreeGate { get; }

    private protected IMasterStore Held { get; private set; } = null!;

    private protected IMasterStore Free { get; private set; } = null!;

    private protected List<string> Failures { get; } = [];

    /// <summary>Holds a writer after each of its statements, and lets every other writer meet it.</summary>
    private protected async Task MeetAllAsync(string name)
    {
        await OpenNodesAsync();
        var first = GateWriters.Find(name);
        var meetings = new GateMeetings(first);
        foreach (var stage in meetings.Stages)
        {
            var statements = await CountAsync(first, stage);
            for (int after = 1; after <= statements.Count; after++)
            {
                foreach (var second in GateWriters.All.Where(second => meetings.Meets(stage, statements, after, second)))
                {
                    await MeetAsync(stage, first, after, statements[after - 1], second);
                }
            }
        }

        Failures.ShouldBeEmpty();
    }

    private protected async Task OpenNodesAsync()
    {
        (Held, Free) = (Fixture.Open(Clock, Gate), Fixture.Open(Clock, FreeGate));
        Track(Held);
        Track(Free);

        // History has its days before the first job ends, as on a node that has started.
        await Store.Retention.PruneAsync(new PruneRequest(Hour, Hour, 1), default);
    }

    /// <summary>The statements a writer runs when nobody else does.</summary>
    private protected async Task<IReadOnlyList<string>> CountAsync(GateWriter writer, GateStage stage)
    {
        var scene = await SetAsync(stage, writer);
        FreeGate.TakeRan();
        await writer.RunAsync(Free, scene);
        var ran = FreeGate.TakeRan();
        await NoteAsync($"{stage}: '{writer}' by itself", new GateCheck(Store, scene).RunAsync);
        return ran;
    }

    private async Task MeetAsync(GateStage stage, GateWriter first, int after, string statement, GateWriter second)
    {
        var scene = await SetAsync(stage, first, second);
        await NoteAsync($"{stage}: '{first}' held after {statement} ({after}), '{second}' meanwhile", async () =>
        {
            var hold = Gate.HoldAfter(after);
            try
            {
                var one = Task.Run(() => MakeAsync(first, Held, scene, _ => Task.CompletedTask));
                await Task.WhenAny(one, hold.Reached).Soon();
                var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var other = Task.Run(() => MakeAsync(second, Free, scene, async left =>
                {
                    again.TrySetResult();

                    // It may have been made often enough before anybody looked; the last time nothing is held any more.
                    await Task.WhenAny(left == 1 ? one : Task.CompletedTask);
                }));
                await StandsAsync(other, again.Task);
                hold.Release();
                await Task.WhenAll(one, other).Soon();
            }
            finally
            {
                hold.Release();
            }

            await new GateCheck(Store, scene).RunAsync();
        });
    }

    /// <summary>Makes a call, again when it says that this may help, as the core does; but no writers may deadlock on one job.</summary>
    private static async Task MakeAsync(GateWriter writer, IMasterStore store, GateScene scene, Func<int, Task> again)
    {
        for (int left = 3; ; left--)
        {
            try
            {
                await writer.RunAsync(store, scene);
                return;
            }
            catch (Exception exception) when (
                left > 0 && store.IsTransient(exception) && !exception.Message.Contains("deadlock", StringComparison.OrdinalIgnoreCase))
            {
                // What it waited for is held for longer than it may wait.
                await again(left);
            }
        }
    }

    /// <summary>
    /// Waits until a call has ended, or stands because another transaction is held: it waits, or gives up waiting and is made again.
    /// </summary>
    private protected async Task StandsAsync(Task call, Task? again = null)
    {
        using var patience = new CancellationTokenSource(TestTime.Patience);
        var stands = again is null ? call : Task.WhenAny(call, again);
        do
        {
            // Most calls do not wait for the held one and are done by then.
            await Eventually.SignalledAsync(stands, Moment);
            patience.Token.ThrowIfCancellationRequested();
        }
        while (!stands.IsCompleted && !await Fixture.IsWaitingAsync());
    }

    private protected async Task NoteAsync(string what, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception exception)
        {
            Failures.Add($"{what}: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }
}
