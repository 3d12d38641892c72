using JobMaster.Cluster;
using JobMaster.Maintenance;
using JobMaster.Storage;
using Microsoft.Extensions.Logging.Abstractions;

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
        var heart = new Heartbeat(new HeartbeatParts(
            "default", store, Pulse(store), TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(10), TimeProvider.System, Random.Shared, NullLogger.Instance)
        {
            StopWait = TimeSpan.FromMilliseconds(1),
        });
        heart.Start();
        store.Entered.Wait(Patience).ShouldBeTrue();

        heart.Stop();
        heart.Stop();
        heart.RequestPoll();
        store.Release.Set();

        // An exception on a thread of one's own ends the process, and with it this test run.
        store.Thread!.Join(Patience).ShouldBeTrue();
        store.Beats.ShouldBe(1, "a stopped heart does not beat again");
    }

    private static NodePulse Pulse(ISessionStore store)
    {
        var (time, random, logger) = (TimeProvider.System, Random.Shared, NullLogger.Instance);
        return new NodePulse(
            [], new DeathWatch(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), time), rescuer: null,
            new SessionRenewal(store, TimeSpan.FromSeconds(1), time, random, logger), unparker: null!, settings: null!, planner: null);
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
                    Sessions = [], Dues = [], CancelRequests = [], ParkedDefinitions = [], SoloQueues = [], HasOrphans = false, ControlVersion = 0,
                };
        }

        public Task StartAsync(NewSession session, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task EndAsync(IReadOnlyList<Guid> sessionIds, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<Guid>> BuryAsync(IReadOnlyList<SessionBeat> sessions, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<SessionInfo>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<JobClaim>> ReadClaimsAsync(Guid sessionId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
            Entered.Dispose();
            Release.Dispose();
        }
    }
}
