using JobMaster.Cluster;
using JobMaster.Monitoring;
using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The jobs of a test cluster, including finished ones, and a test's expectations of them.</summary>
public sealed class TestJobs
{
    private readonly TestRig _rig;
    private readonly ClusterNode _node;

    internal TestJobs(TestRig rig, ClusterNode node) => (_rig, _node) = (rig, node);

    /// <summary>Every job, whatever its state, in the order of scheduling.</summary>
    public IReadOnlyList<TestJob> All => Read(_ => true);

    /// <summary>The jobs that were scheduled for a handler, in any state, in the order of scheduling.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="where">The condition; null for all.</param>
    public IReadOnlyList<TestJob> Scheduled<THandler>(Func<TestJob, bool>? where = null)
        where THandler : class => Scheduled(DefinitionOf<THandler>(), where);

    /// <summary>The jobs that were scheduled under a definition id, in any state, in the order of scheduling.</summary>
    /// <param name="definitionId">The definition id.</param>
    /// <param name="where">The condition; null for all.</param>
    public IReadOnlyList<TestJob> Scheduled(string definitionId, Func<TestJob, bool>? where = null) =>
        [.. Read(job => string.Equals(job.DefinitionId, definitionId, StringComparison.Ordinal)).Where(where ?? (_ => true))];

    /// <summary>The job with an id.</summary>
    /// <param name="jobId">The id.</param>
    /// <exception cref="Exception">There is no such job.</exception>
    public TestJob Get(Guid jobId) => Read(job => job.Id == jobId) is [var job]
        ? job
        : throw new JobMasterException($"There is no job {jobId} in cluster '{_node.ClusterId}'. {Listed(All)}");

    /// <summary>Checks that a handler was given a job.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="where">The condition on the job; null for any job.</param>
    /// <returns>The first such job.</returns>
    /// <exception cref="Exception">There is no such job.</exception>
    public TestJob ShouldHaveScheduled<THandler>(Func<TestJob, bool>? where = null)
        where THandler : class =>
        Scheduled<THandler>(where) is [var first, ..]
            ? first
            : throw new JobMasterException(
                $"A job{(where is null ? "" : " as wanted")} should have been scheduled for {typeof(THandler).Name}. {Listed(All)}");

    /// <summary>Checks that a handler was given a job with a payload.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <typeparam name="TPayload">The payload it takes.</typeparam>
    /// <param name="where">The condition on the payload.</param>
    /// <returns>The first such job.</returns>
    /// <exception cref="Exception">There is no such job.</exception>
    public TestJob ShouldHaveScheduled<THandler, TPayload>(Func<TPayload, bool> where)
        where THandler : class, IJobHandler<TPayload>
    {
        ArgumentNullException.ThrowIfNull(where);
        return ShouldHaveScheduled<THandler>(job => job.Payload<TPayload>() is { } payload && where(payload));
    }

    /// <summary>Checks that a handler was given no job.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="where">The condition that no job may meet; null for any job.</param>
    /// <exception cref="Exception">There is such a job.</exception>
    public void ShouldNotHaveScheduled<THandler>(Func<TestJob, bool>? where = null)
        where THandler : class
    {
        if (Scheduled<THandler>(where) is { Count: > 0 } jobs)
        {
            throw new JobMasterException(
                $"No job{(where is null ? "" : " like this")} should have been scheduled for {typeof(THandler).Name}. {Listed(jobs)}");
        }
    }

    /// <summary>Checks that every job has succeeded, and that there is one.</summary>
    /// <exception cref="Exception">A job has not succeeded, or there is none.</exception>
    public void ShouldAllHaveSucceeded()
    {
        if (All.Count == 0)
        {
            throw new JobMasterException("All jobs should have succeeded, but none was scheduled.");
        }

        if (All.Where(job => job.State != JobState.Succeeded).ToList() is { Count: > 0 } others)
        {
            throw new JobMasterException($"All jobs should have succeeded. {Listed(others)}");
        }
    }

    /// <summary>Whether jobs wait or run; parked ones, which wait for another version of the app, do not count.</summary>
    internal bool AnyUnfinished =>
        _rig.JobsOnAgents(_node.ClusterId).Any()
            || _rig.AccessTo(_node.ClusterId).Run((state, _) => state.Live.Ids.Count > state.Live.Parked.Sum(group => group.Value.Count));

    internal static string Listed(IReadOnlyList<TestJob> jobs)
    {
        const int most = 20;
        return jobs.Count == 0
            ? "There are no jobs."
            : $"There are {jobs.Count}:\n- " + string.Join("\n- ", jobs.Take(most)) + (jobs.Count > most ? "\n- …" : "");
    }

    private string DefinitionOf<THandler>() => _node.Services.Definitions.ForHandler(typeof(THandler)).Id;

    /// <summary>The master has a delivered job before the agent removes it, so it may be found in both and counts once.</summary>
    private List<TestJob> Read(Func<StoredJob, bool> which) => _rig.AccessTo(_node.ClusterId).Run((state, now) =>
        state.Live.Ids.Select(id => state.Live.Find(id)!.SeenAt(now))
            .Concat(state.Failed.All)
            .Concat(state.Finished.All)
            .Concat(_rig.JobsOnAgents(_node.ClusterId))
            .DistinctBy(job => job.Id).Where(which)
                .OrderBy(job => job.CreatedAt)
                .ThenBy(job => job.Id)
                .Select(job => ToTestJob(state, job))
                .ToList());

    private TestJob ToTestJob(InMemoryState state, StoredJob job) => new(
        JobMonitor.Details(job),
        JobMonitor.Attempts(job, state.EarlierAttempts.GetValueOrDefault(job.Id) ?? []),
        [.. state.Logs.GetValueOrDefault(job.Id) ?? []],
        _node.Services.Payloads);
}
