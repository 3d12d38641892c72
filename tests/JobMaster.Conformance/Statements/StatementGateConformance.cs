using System.Text.RegularExpressions;
using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance.Statements;

/// <summary>
/// A writer that is held stops no writer of another job, batches in any order do not deadlock, and no call and no statement is missing from
/// the table of writers.
/// </summary>
public abstract partial class StatementGateConformance<TFixture> : GatedConformance<TFixture>
    where TFixture : IGatedStoreFixture, new()
{
    /// <summary>
    /// Statements of the schema, of transactions, of alerts and of statistics, which no call on jobs runs; of days that are dropped, which
    /// no job of the scenes is old enough for; and one that follows a failure.
    /// </summary>
    private static readonly string[] Apart =
    [
        "schema", "own_tables", "begin", "commit", "savepoint", "release", "rollback", "journal", "synchronous", "connect", "notify",
        "listen", "prepare_history", "alert", "notice", "statistic", "postpone_operation",
        "prune_day",

        // Of limits: LimitGateConformance has its own pairs.
        "limit", "gate", "permit", "throttle_jobs", "admit_jobs", "write_turns",
    ];

    public static TheoryData<string> Writers => [.. GateWriters.All.Select(writer => writer.Name)];

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
            await Fixture.SettleAsync();
            var hold = Gate.HoldAfter(after);
            var one = Task.Run(() => first.RunAsync(Held, scene));
            await Task.WhenAny(one, hold.Reached).Soon();
            foreach (var second in meetings.Passing)
            {
                var other = await SetAsync(second.Stages[0], second);
                await NoteAsync($"{stage}: '{first}' held after {statements[after - 1]}, '{second}' on another job", async () =>
                {
                    var passing = Task.Run(() => second.RunAsync(Free, other));
                    await StandsAsync(passing);
                    passing.IsCompleted.ShouldBeTrue("it waits");
                    await passing;
                });
            }

            hold.Release();
            await one.Soon();
        }

        Failures.ShouldBeEmpty();
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
        Failures.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(41)]
    public async Task A_claim_of_unique_jobs_runs_what_a_claim_of_other_jobs_runs_and_no_more(int queues)
    {
        await OpenNodesAsync();
        var session = await StartSessionAsync();
        var ran = new List<IReadOnlyList<string>>();
        foreach (UniqueWhile? rule in new UniqueWhile?[] { null, null, UniqueWhile.Waiting, UniqueWhile.WaitingOrRunning })
        {
            var lanes = Enumerable.Range(0, queues).Select(number => $"lane-{ran.Count}-{number}").ToList();
            await Jobs.InsertAsync(
                lanes.ConvertAll(lane => Job() with
                {
                    Lane = lane,
                    Unique = rule is { } @while ? new JobUnique { Key = lane, While = @while } : null,
                }),
                mayBeStored: false,
                default);
            var request = new ClaimRequest
            {
                SessionId = session, FreeSlots = 1000,
                Queues = [.. lanes.Select(lane => new QueueShare(Queue with { Lane = lane }, 1000))],
            };
            FreeGate.TakeRan();
            (await Free.Jobs.ClaimAsync(request, default)).Count.ShouldBe(queues);
            ran.Add(FreeGate.TakeRan());
        }

        // The first claim may prepare what the others find.
        ran[1].ShouldNotBeEmpty();
        ran[2].ShouldBe(ran[1]);
        ran[3].ShouldBe(ran[1]);
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
                && !FreeGate.Seen.Any(seen => seen == statement || seen.StartsWith($"{statement} into ", StringComparison.Ordinal)))
            .ShouldBeEmpty("no writer of the table runs them");
    }

    /// <summary>
    /// Records outcomes of two jobs while both are cancelled, the later job first in both batches; one of the two calls is held.
    /// </summary>
    /// <returns>False when that call ended unheld.</returns>
    private async Task<bool> ShareAsync(OutcomeKind kind, int after, bool isRecordHeld)
    {
        var (early, late) = (await SetAsync(GateStage.Running), await SetAsync(GateStage.Running));
        var (recording, cancelling) = isRecordHeld ? (Held, Free) : (Free, Held);
        Func<Task> record = () => RecordBothAsync(recording, (late, late.Outcome(kind)), (early, early.Outcome(OutcomeKind.Succeeded)));
        Func<Task> cancel = () => CancelBothAsync(cancelling, late, early);
        var hold = Gate.HoldAfter(after);
        await NoteAsync($"{kind} and Succeeded held after {after} statements of the {(isRecordHeld ? "outcomes" : "cancel")}", async () =>
        {
            var one = Task.Run(isRecordHeld ? record : cancel);
            await Task.WhenAny(one, hold.Reached).Soon();
            var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var other = Task.Run(async () =>
            {
                var call = isRecordHeld ? cancel : record;
                try
                {
                    await call();
                }
                catch (Exception exception) when (!hold.IsReleased && Free.IsTransient(exception))
                {
                    // It waited for the held one for as long as it may before anybody saw it wait.
                    again.TrySetResult();
                    await one;
                    await call();
                }
            });
            await StandsAsync(other, again.Task);
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

    [GeneratedRegex(@"\.(Get|List|Read|Find|Count|Export)\w*$")]
    private static partial Regex ReadingCall();

    [GeneratedRegex(@"^\s*(?:insert into|update|delete from)\b", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Writing();
}
