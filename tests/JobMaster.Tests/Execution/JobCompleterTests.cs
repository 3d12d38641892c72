using JobMaster.Conformance;
using JobMaster.Conformance.Faults;
using JobMaster.Conformance.Jobs;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Tests.Execution;

public sealed class JobCompleterTests
{
    [Fact]
    public async Task Who_waits_for_room_goes_on_when_an_outcome_was_recorded_and_no_sooner()
    {
        var faults = new StoreFaults();
        await using var store = new FaultyStore(InMemoryMasterStore.Create(StoreContexts.Create(null), new InMemoryState()), faults);
        using var telemetry = new JobMasterTelemetry("completer", null);
        using var completer = new JobCompleter(new CompleterParts(
            store.Jobs, store.IsTransient, new QueueSignals(), telemetry, MaxUnflushed: 1, TimeProvider.System, Random.Shared, NullLogger.Instance));
        completer.Start(pumps: 1);
        await completer.WaitForRoomAsync(default);
        var record = faults.Hold(nameof(IJobStore.RecordAsync));
        completer.Complete(Job(), new AttemptOutcome { JobId = Guid.Empty, ClaimNo = 1, Kind = OutcomeKind.Succeeded }, _ => { });
        await record.Made.Soon();

        var waiting = completer.WaitForRoomAsync(default).AsTask();
        await Should.ThrowAsync<OperationCanceledException>(completer.WaitForRoomAsync(new CancellationToken(canceled: true)).AsTask());
        waiting.IsCompleted.ShouldBeFalse();
        record.Release();

        await waiting.Soon();
        await completer.StopAsync(default);
    }

    private static StoredJob Job() => InsertJobs.RowOf(
        new NewJob { Id = Guid.Empty, DefinitionId = "probe", Lane = "default", Priority = JobMasterPriority.Medium, Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0 },
        null,
        DateTimeOffset.UnixEpoch);
}
