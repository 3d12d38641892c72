using JobMaster.Conformance;
using JobMaster.Conformance.Faults;
using JobMaster.Conformance.Jobs;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;
using JobMaster.Testing;

namespace JobMaster.Tests.Execution;

public sealed class JobCompleterTests
{
    [Fact]
    public async Task Who_waits_for_room_goes_on_when_an_outcome_was_recorded_and_no_sooner()
    {
        var faults = new StoreFaults();
        await using var store = new FaultyStore(InMemoryMasterStore.Create(StoreContexts.Create(null), new InMemoryState()), faults);
        using var telemetry = new JobMasterTelemetry("completer", null);
        using var completer = new JobCompleter(
            NodeServicesOf.Store(store, new JobMasterClusterOptions { MaxUnflushedOutcomes = 1 }, telemetry));
        completer.Start(pumps: 1);
        await completer.WaitForRoomAsync(default);
        var record = faults.Hold(nameof(IJobStore.RecordAsync));
        var held = new HeldJobs(() => { }, _ => { });
        var session = new WorkerSession(Guid.Empty, TimeSpan.FromMinutes(1), TimeProvider.System);
        var job = held.Add([Job()], session, HeldState.Waiting)[0];
        completer.Complete(job, new AttemptOutcome { JobId = Guid.Empty, ClaimNo = 1, Kind = OutcomeKind.Succeeded });
        await record.Made.Soon();

        var waiting = completer.WaitForRoomAsync(default).AsTask();
        await Should.ThrowAsync<OperationCanceledException>(completer.WaitForRoomAsync(new CancellationToken(canceled: true)).AsTask());
        waiting.IsCompleted.ShouldBeFalse();
        record.Release();

        await waiting.Soon();
        await completer.StopAsync(default);
        (job.State, held.Claims.Count).ShouldBe((HeldState.Gone, 0));
    }

    [Fact]
    public async Task A_plain_failure_that_is_refused_too_is_kept_and_tried_again_after_a_while()
    {
        var faults = new StoreFaults { FailureOf = _ => new ContentRefusedException() };
        var memory = new InMemoryState();
        await using var store = new FaultyStore(InMemoryMasterStore.Create(StoreContexts.Create(null), memory), faults);
        using var telemetry = new JobMasterTelemetry("completer", null);
        var (clock, logs) = (new TestClock(), new LogSink());
        using var completer = new JobCompleter(
            NodeServicesOf.Store(store, new JobMasterClusterOptions(), telemetry, clock, logs));
        completer.Start(pumps: 1);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var jobs = new HeldJobs(() => { }, _ => gone.SetResult());
        var held = jobs.Add(
            [Job()], new WorkerSession(Guid.Empty, TimeSpan.FromMinutes(1), clock), HeldState.Waiting)[0];

        completer.Complete(held, new AttemptOutcome { JobId = Guid.Empty, ClaimNo = 1, Kind = OutcomeKind.Succeeded });
        await logs.WaitAsync(message => message.Contains("refuses even the plain failure of job", StringComparison.Ordinal));
        var sent = faults.CallsOf(nameof(IJobStore.RecordAsync));
        (jobs.Claims.Count, held.Outcome!.Kind, sent).ShouldBe((1, OutcomeKind.Failed, 2));

        faults.FailureOf = _ => null;
        await Eventually.BecomesAsync(
            "the failure is recorded",
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(30));
                return Task.FromResult(gone.Task.IsCompleted);
            },
            TestTime.Patience);
        faults.CallsOf(nameof(IJobStore.RecordAsync)).ShouldBe(3);
        logs.Messages.ShouldNotContain(message => message.Contains("recorded yet", StringComparison.Ordinal));
    }

    private static StoredJob Job() => InsertJobs.RowOf(
        new NewJob
        {
            Id = Guid.Empty, DefinitionId = "probe", Lane = "default", Priority = JobMasterPriority.Medium,
            Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0,
        },
        DateTimeOffset.UnixEpoch);
}
