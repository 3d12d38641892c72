using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Testing;

namespace JobMaster.Tests.Scheduling;

public sealed class JobContextTests : IDisposable
{
    private readonly JobContextFactory _contexts = new("main", new PayloadStorage());
    private readonly LogSink _logs = new();
    private readonly JobMasterTelemetry _telemetry = new("main", null);
    private readonly InMemoryMasterStore _store = InMemoryMasterStore.Create(StoreContexts.Create(null), new InMemoryState());

    public void Dispose()
    {
        _telemetry.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void Message_data_is_read_when_it_is_first_asked_for()
    {
        var good = _contexts.ForFound(Job("""{"Name":"Ada"}"""));
        var bad = _contexts.ForFound(Job("""{"Name":"Ada" """));

        good.MsgData.GetStringValue("Name").ShouldBe("Ada");
        good.MsgData.ShouldBeSameAs(good.MsgData);
        Should.Throw<FormatException>(() => bad.MsgData).Message.ShouldContain("must be one JSON object");
    }

    [Fact]
    public void An_attempt_with_a_typed_payload_pays_for_no_message_data_and_no_closures()
    {
        var node = NodeServicesOf.Store(_store, new JobMasterClusterOptions(), _telemetry, logger: _logs);
        var reporter = new AttemptReporter(node);
        var job = Job("""{"Number":1}""");
        const int Attempts = 1000;
        Begin();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Attempts; i++)
        {
            Begin();
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / Attempts).ShouldBeInRange(1, 720);

        void Begin()
        {
            using var attempt = new RunningAttempt(job, node, reporter);
            GC.KeepAlive(_contexts.ForRun(job, job.Payload, attempt, attempt.Stop.Token));
        }
    }

    private static StoredJob Job(string payload) => new()
    {
        Id = Guid.CreateVersion7(), DefinitionId = "greeting", Lane = "default", Priority = JobMasterPriority.Medium,
        State = JobState.Running,
        CreatedAt = default, ScheduledAt = default, DueAt = default, Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0, ClaimNo = 1,
        Payload = payload,
    };
}
