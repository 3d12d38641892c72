using System.Text.RegularExpressions;
using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Statements;

/// <summary>
/// Every writer is held after one of its statements, its transaction open, while each other works on the same job, session, key and
/// schedule: one of each kind, in the long runs all, after every statement. Whatever comes of it, each job has one owner, none is lost or
/// runs for ever, and each call has been told the truth.
/// </summary>
public abstract partial class StatementGateConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IGatedStoreFixture, new()
{
    /// <summary>Statements of the schema and of transactions, which no call on jobs runs.</summary>
    private static readonly string[] Apart =
    [
        "schema", "own_tables", "begin", "commit", "savepoint", "release", "rollback", "journal", "synchronous", "connect", "notify",
        "listen", "prepare_history",
    ];

    private readonly StatementGate _gate;
    private readonly StatementGate _otherGate;
    private readonly List<string> _failures = [];
    private IMasterStore _held = null!;
    private IMasterStore _free = null!;
    private int _scenes;

    protected StatementGateConformance()
    {
        _gate = new StatementGate(blocksThread: !Fixture.WritesSideBySide);
        _otherGate = new StatementGate(blocksThread: !Fixture.WritesSideBySide);
    }

    public static TheoryData<string> Writers => [.. GateWriters.All.Select(writer => writer.Name)];

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Held_after_any_statement_it_meets_every_other_writer_and_nothing_is_lost_or_untrue(string name)
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

        _failures.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Held_after_any_statement_it_lets_every_writer_of_another_job_pass(string name)
    {
        await OpenNodesAsync();
        var first = GateWriters.Find(name);
        var meetings = new GateMeetings(first);
        var stage = first.Stages[0];
        var statements = await CountAsync(first, stage);
        foreach (int after in Fixture.WritesSideBySide ? GateMeetings.PassedAfter(statements) : [])
        {
            var scene = await SetAsync(stage, first);
            var hold = _gate.HoldAfter(after);
            var one = Task.Run(() => first.RunAsync(_held, scene));
            await Task.WhenAny(one, hold.Reached).Soon();
            foreach (var second in meetings.Passing)
            {
                var other = await SetAsync(second.Stages[0], second);
                await NoteAsync($"{stage}: '{first}' held after {statements[after - 1]}, '{second}' on another job", async () =>
                {
                    var passing = Task.Run(() => second.RunAsync(_free, other));
                    await StandsAsync(passing);
                    passing.IsCompleted.ShouldBeTrue("it waits");
                    await passing;
                });
            }

            hold.Release();
            await one.Soon();
        }

        _failures.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(OutcomeKind.Failed)]
    [InlineData(OutcomeKind.Retry)]
    public async Task Batches_that_share_two_jobs_in_any_order_never_deadlock(OutcomeKind kind)
    {
        await OpenNodesAsync();
        int after = 1;
        for (bool isHeld = true; isHeld; after++)
        {
            isHeld = await ShareAsync(kind, after, isRecordHeld: true) | await ShareAsync(kind, after, isRecordHeld: false);
        }

        after.ShouldBeGreaterThan(2, "no batch was held");
        _failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_call_and_every_statement_that_writes_has_a_row_in_the_table()
    {
        await OpenNodesAsync();
        Type[] parts =
        [
            typeof(IJobStore), typeof(IAdmissionStore), typeof(ISessionStore), typeof(IScheduleStore), typeof(IRetentionStore),
            typeof(ISettingStore), typeof(IControlStore), typeof(IAuditStore), typeof(IDefinitionStore), typeof(IOperationStore),
            typeof(IFailureStore), typeof(IJobTransactions),
        ];
        var calls = parts.SelectMany(part => part.GetMethods().Select(method => $"{part.Name}.{method.Name}"))
            .Where(call => !ReadingCall().IsMatch(call));
        calls.Distinct().ShouldBe(GateWriters.All.Select(writer => writer.Method).Distinct(), ignoreOrder: true);

        foreach (var writer in GateWriters.All)
        {
            foreach (var stage in writer.Stages)
            {
                await CountAsync(writer, stage);
            }
        }

        Fixture.ReadStatements(Store).Where(statement => Writing().IsMatch(statement.Value)).Select(statement => statement.Key)
            .Where(statement => !Apart.Any(part => statement.Contains(part, StringComparison.Ordinal))
                && !_otherGate.Seen.Any(seen => seen == statement || seen.StartsWith($"{statement} into ", StringComparison.Ordinal)))
            .ShouldBeEmpty("no writer of the table runs them");
    }

    private async Task OpenNodesAsync()
    {
        (_held, _free) = (Fixture.Open(Clock, _gate), Fixture.Open(Clock, _otherGate));
        Track(_held);
        Track(_free);

        // History has its days before the first job ends, as on a node that has started.
        await Store.Retention.PruneAsync(new PruneRequest(Hour, Hour, 1), default);
    }

    /// <summary>The statements a writer runs when nobody else does.</summary>
    private async Task<IReadOnlyList<string>> CountAsync(GateWriter writer, GateStage stage)
    {
        var scene = await SetAsync(stage, writer);
        _otherGate.TakeRan();
        await writer.RunAsync(_free, scene);
        var ran = _otherGate.TakeRan();
        await NoteAsync($"{stage}: '{writer}' by itself", new GateCheck(Store, scene).RunAsync);
        return ran;
    }

    private async Task MeetAsync(GateStage stage, GateWriter first, int after, string statement, GateWriter second)
    {
        var scene = await SetAsync(stage, first, second);
        await NoteAsync($"{stage}: '{first}' held after {statement} ({after}), '{second}' meanwhile", async () =>
        {
            var hold = _gate.HoldAfter(after);
            try
            {
                var one = Task.Run(() => MakeAsync(first, _held, scene));
                await Task.WhenAny(one, hold.Reached).Soon();
                var other = Task.Run(() => MakeAsync(second, _free, scene));
                await StandsAsync(other);
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

    /// <summary>
    /// Records outcomes of two jobs while both are cancelled, the later job first in both batches; one of the two calls is held.
    /// </summary>
    /// <returns>False when that call ended unheld.</returns>
    private async Task<bool> ShareAsync(OutcomeKind kind, int after, bool isRecordHeld)
    {
        var (early, late) = (await SetAsync(GateStage.Running), await SetAsync(GateStage.Running));
        var (recording, cancelling) = isRecordHeld ? (_held, _free) : (_free, _held);
        Func<Task> record = () => RecordBothAsync(recording, (late, late.Outcome(kind)), (early, early.Outcome(OutcomeKind.Succeeded)));
        Func<Task> cancel = () => CancelBothAsync(cancelling, late, early);
        var hold = _gate.HoldAfter(after);
        await NoteAsync($"{kind} and Succeeded held after {after} statements of the {(isRecordHeld ? "outcomes" : "cancel")}", async () =>
        {
            var one = Task.Run(isRecordHeld ? record : cancel);
            await Task.WhenAny(one, hold.Reached).Soon();
            var other = Task.Run(isRecordHeld ? cancel : record);
            await StandsAsync(other);
            hold.Release();
            await Task.WhenAll(one, other).Soon();
            await new GateCheck(Store, early).RunAsync();
            await new GateCheck(Store, late).RunAsync();
        });
        hold.Release();
        return hold.Reached.IsCompleted;
    }

    private static async Task RecordBothAsync(IMasterStore store, params (GateScene Scene, AttemptOutcome Outcome)[] both)
    {
        var results = await store.Jobs.RecordAsync([.. both.Select(one => one.Outcome)], default);
        foreach (var ((scene, outcome), result) in both.Zip(results))
        {
            scene.Answered(outcome, result);
        }
    }

    private static async Task CancelBothAsync(IMasterStore store, params GateScene[] both)
    {
        var results = await store.Jobs.CancelAsync([.. both.Select(scene => scene.Job.Id)], default);
        foreach (var (scene, result) in both.Zip(results))
        {
            scene.Cancels.Enqueue(result);
        }
    }

    /// <summary>Makes a call, again when it says that this may help, as the core does; but no writers may deadlock on one job.</summary>
    private static async Task MakeAsync(GateWriter writer, IMasterStore store, GateScene scene)
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
            }
        }
    }

    /// <summary>Waits until a call has ended, or stands because another transaction is held.</summary>
    private async Task StandsAsync(Task call)
    {
        using var patience = new CancellationTokenSource(TestTime.Patience);
        while (!call.IsCompleted && !await Fixture.IsWaitingAsync())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task NoteAsync(string what, Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception exception)
        {
            _failures.Add($"{what}: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    [GeneratedRegex(@"\.(Get|List|Read|Find|Count|Export)\w*$")]
    private static partial Regex ReadingCall();

    [GeneratedRegex(@"^\s*(?:insert into|update|delete from)\b", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Writing();
}
