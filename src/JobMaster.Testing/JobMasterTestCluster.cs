using JobMaster.Cluster;

namespace JobMaster.Testing;

/// <summary>
/// A cluster of the app under test: its store is in memory and its time stands still until the test moves it. Several clusters of one app
/// share the clock.
/// </summary>
public sealed class JobMasterTestCluster
{
    private readonly TestRig _rig;
    private readonly ClusterNode _node;

    internal JobMasterTestCluster(TestRig rig, ClusterNode node)
    {
        (_rig, _node) = (rig, node);
        Jobs = new TestJobs(rig, node);
    }

    /// <summary>The cluster's id.</summary>
    public string ClusterId => _node.ClusterId;

    /// <summary>The jobs, and the test's expectations of them.</summary>
    public TestJobs Jobs { get; }

    /// <summary>The faults around the handlers.</summary>
    public TestFaults Faults => _rig.FaultsOf(ClusterId);

    /// <summary>The clock of app and store.</summary>
    /// <exception cref="InvalidOperationException">The cluster uses real time.</exception>
    public TestClock Clock =>
        _rig.Clock ?? throw new InvalidOperationException(
            "The test cluster uses real time. Leave JobMasterTestOptions.UseRealTime at false to have a clock.");

    /// <summary>
    /// Runs everything that is due, including jobs that these jobs schedule for now. Returns when each has run and its outcome is recorded,
    /// so that nothing more happens unless the clock moves. Handlers that wait for the clock keep waiting.
    /// </summary>
    /// <exception cref="Exception">A handler did not end within <see cref="JobMasterTestOptions.IdlePatience"/>.</exception>
    /// <exception cref="InvalidOperationException">Jobs wait, and the host does not run.</exception>
    public Task RunUntilIdleAsync() => !_node.IsRunning && Jobs.AnyUnfinished
        ? throw new InvalidOperationException(
            "Jobs wait, but nothing runs them: the app's host is not started, or has stopped. Start it first; a WebApplicationFactory " +
            "does so with CreateClient().")
        : _rig.Pace.RunUntilIdleAsync();

    /// <summary>
    /// Moves the clock on. It stops at every timer on the way, until everything that the timer starts has ended: jobs start at their due
    /// time, retries follow, handlers time out, sessions beat. It waits for a handler that neither ends nor waits for the clock for
    /// <see cref="JobMasterTestOptions.HandlerPatience"/> of real time, then goes on without it.
    /// </summary>
    /// <param name="by">How far.</param>
    /// <exception cref="InvalidOperationException">The cluster uses real time.</exception>
    public Task AdvanceAsync(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        return _rig.Pace.AdvanceAsync(by, () => false);
    }

    /// <summary>Moves the clock on, as <see cref="AdvanceAsync"/> does, until no job waits or runs.</summary>
    /// <param name="within">The most time that may take, on the clock; null for a day.</param>
    /// <exception cref="Exception">It takes longer.</exception>
    /// <exception cref="InvalidOperationException">The cluster uses real time.</exception>
    public async Task RunUntilAllDoneAsync(TimeSpan? within = null)
    {
        var limit = within ?? TimeSpan.FromDays(1);
        if (!await _rig.Pace.AdvanceAsync(limit, () => !Jobs.AnyUnfinished).ConfigureAwait(false))
        {
            throw new JobMasterException(
                $"All jobs should have been done within {limit}. " +
                $"{TestJobs.Listed([.. Jobs.All.Where(job => job.Details.FinalizedAt is null)])}");
        }
    }

    /// <summary>
    /// Runs a handler once, now, with the same surroundings as in production: scope, middleware, timeout, retry policy. It schedules and
    /// retries nothing. While the handler waits for the clock, the clock moves on as with <see cref="AdvanceAsync"/>, at most to the
    /// attempt's timeout.
    /// </summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="data">The message data.</param>
    /// <param name="options">The other options of the job.</param>
    /// <returns>The result of the run.</returns>
    /// <exception cref="JobRejectedException">The handler is not registered, or takes a payload.</exception>
    /// <exception cref="Exception">
    /// The handler neither ended nor waited for the clock within <see cref="JobMasterTestOptions.IdlePatience"/>.
    /// </exception>
    public Task<HandlerRun> RunHandlerAsync<THandler>(MessageData? data = null, JobOptions? options = null)
        where THandler : class, IJobHandler =>
        RunAsync(JobRequest.For<THandler>(data), options);

    /// <inheritdoc cref="RunHandlerAsync{THandler}(MessageData?, JobOptions?)"/>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <typeparam name="TPayload">The payload it takes.</typeparam>
    /// <param name="payload">The payload.</param>
    /// <param name="options">The other options of the job.</param>
    public Task<HandlerRun> RunHandlerAsync<THandler, TPayload>(TPayload payload, JobOptions? options = null)
        where THandler : class, IJobHandler<TPayload> =>
        RunAsync(JobRequest.For<THandler, TPayload>(payload), options);

    private Task<HandlerRun> RunAsync(JobRequest request, JobOptions? options) =>
        _rig.Pace.RunToItsEndAsync(new SingleRun(_rig, _node), request with { Options = options ?? new JobOptions() });
}
