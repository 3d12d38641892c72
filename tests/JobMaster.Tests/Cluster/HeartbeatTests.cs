using JobMaster.Cluster;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Maintenance;
using JobMaster.Storage;

namespace JobMaster.Tests.Cluster;

public sealed class HeartbeatTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_beat_that_comes_back_after_its_node_is_gone_ends_its_thread_and_nothing_else(bool fails)
    {
        using var store = new HangingStore(fails);
        using var telemetry = new JobMasterTelemetry("default", null);
        var options =
            new JobMasterClusterOptions { HeartbeatTimeout = TimeSpan.FromSeconds(1), PollInterval = TimeSpan.FromMilliseconds(10) };
        var node = NodeServicesOf.Store(new SessionsOnly(store), options, telemetry);
        var heart = new Heartbeat(node, Poll(node));
        heart.Start();
        store.Entered.Wait(Patience).ShouldBeTrue();

        heart.StopAsync().IsCompleted.ShouldBeFalse();
        heart.StopAsync().IsCompleted.ShouldBeFalse();
        node.Polls.Request();
        store.Release.Set();

        // An exception on a thread of one's own ends the process, and with it this test run.
        store.Thread!.Join(Patience).ShouldBeTrue();
        store.Beats.ShouldBe(1, "a stopped heart does not beat again");
    }

    private static NodePoll Poll(NodeServices node) => new(
        [], new DeathWatch(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), node.Time), rescuer: null,
        new SessionRenewal(node), new Unparker(node, []), new ClusterSettings(node, static () => { }), planner: null, node.Time);

    /// <summary>A master of which only the sessions are asked.</summary>
    private sealed class SessionsOnly(ISessionStore sessions) : IMasterStore
    {
        public string Description => "sessions only";

        public ISessionStore Sessions => sessions;

        public IJobStore Jobs => throw new NotSupportedException();

        public IAdmissionStore Admissions => throw new NotSupportedException();

        public IJobReadStore Reads => throw new NotSupportedException();

        public IScheduleStore Schedules => throw new NotSupportedException();

        public ISchemaStore Schema => throw new NotSupportedException();

        public IRetentionStore Retention => throw new NotSupportedException();

        public ISettingStore Settings => throw new NotSupportedException();

        public IControlStore Controls => throw new NotSupportedException();

        public IAuditStore Audit => throw new NotSupportedException();

        public IDefinitionStore Definitions => throw new NotSupportedException();

        public IFailureStore Failures => throw new NotSupportedException();

        public IOperationStore Operations => throw new NotSupportedException();

        public IStatisticStore Statistics => throw new NotSupportedException();

        public IAlertStore Alerts => throw new NotSupportedException();

        public ILimitStore Limits => throw new NotSupportedException();

        public IGateStore Gates => throw new NotSupportedException();

        public IJobTransactions? Transactions => null;

        public IWakeUps? WakeUps => null;

        public int WriteConcurrency => 1;

        public bool IsTransient(Exception exception) => false;

        public JobMasterStoreException? Explain(Exception exception) => null;

        public bool IsHeld(Exception exception) => false;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>A store whose beat hangs until it is let go, and then answers or fails.</summary>
    private sealed class HangingStore(bool fails) : ISessionStore, IDisposable
    {
        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Release { get; } = new();

        public Thread? Thread { get; private set; }

        public int Beats { get; private set; }

        public BeatResult Beat(BeatRequest request)
        {
            Beats++;
            Thread = Thread.CurrentThread;
            Entered.Set();
            Release.Wait();
            return fails
                ? throw new ObjectDisposedException("the store")
                : new BeatResult
                {
                    Sessions = [], Dues = [], CancelRequests = [], ParkedDefinitions = [], SoloQueues = [], HasOrphans = false,
                    ControlVersion = 0,
                };
        }

        public Task StartAsync(NewSession session, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task EndAsync(IReadOnlyList<Guid> sessionIds, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<Guid>> BuryAsync(IReadOnlyList<SessionBeat> sessions, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<SessionInfo>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<SessionName>> GetNamesAsync(
            IReadOnlyCollection<Guid> sessionIds, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<JobClaim>> ReadClaimsAsync(Guid sessionId, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public void Dispose()
        {
            Entered.Dispose();
            Release.Dispose();
        }
    }
}
