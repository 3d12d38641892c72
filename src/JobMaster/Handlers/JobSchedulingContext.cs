using JobMaster.Scheduling;
using JobMaster.Values;

namespace JobMaster;

/// <summary>One call that schedules jobs, as the middleware around it sees it.</summary>
public sealed class JobSchedulingContext
{
    private readonly JobDefinitionRegistry _definitions;
    private IReadOnlyList<JobRequest> _requests;

    internal JobSchedulingContext(
        string clusterId, bool isInTransaction, IReadOnlyList<JobRequest> requests, JobDefinitionRegistry definitions,
        CancellationToken cancellationToken) =>
        (
            ClusterId, IsInTransaction, _requests, _definitions,
            CancellationToken) = (clusterId, isInTransaction, requests, definitions, cancellationToken);

    /// <summary>The cluster whose scheduler was called.</summary>
    public string ClusterId { get; }

    /// <summary>Whether the jobs are written through a transaction of the caller.</summary>
    public bool IsInTransaction { get; }

    /// <summary>The requests: one, or those of a bulk call. A middleware may replace them before it calls the next.</summary>
    /// <exception cref="ArgumentException">The number differs from the caller's.</exception>
    public IReadOnlyList<JobRequest> Requests
    {
        get => _requests;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _requests = value.Count == _requests.Count && value.All(request => request is not null)
                ? value
                : throw new ArgumentException(
                    $"The call schedules {Counted.Of(_requests.Count, "job")}; {value.Count(request => request is not null)} were set. " +
                    "Replace each request by one.",
                    nameof(value));
        }
    }

    /// <summary>The stored jobs, in the order of the requests; empty until the next middleware has returned.</summary>
    public IReadOnlyList<JobContext> Jobs { get; internal set; } = [];

    /// <summary>The caller's token.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The definition id of a request, which may name a handler, a payload or the id itself.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="JobRejectedException">The request names no definition of this process.</exception>
    public string DefinitionIdOf(JobRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.HandlerType is { } handler ? _definitions.ForHandler(handler).Id
            : request.DefinitionId is { } id ? _definitions.Find(id)?.Id ?? id
            : _definitions.ForPayload(request.PayloadType!).Id;
    }
}
