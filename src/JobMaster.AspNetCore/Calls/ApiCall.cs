using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Live;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Calls;

/// <summary>One call: its caller, its request, and its cluster.</summary>
internal sealed class ApiCall(HttpContext http, ApiCaller caller, JobMasterApiOptions options, IJobMasterCluster? cluster)
{
    /// <summary>The source of the API's changes in the audit.</summary>
    public const string Source = "api";

    private Task<IReadOnlyList<DefinitionDetails>>? _definitions;

    public HttpContext Http => http;

    public ApiCaller Caller => caller;

    public JobMasterApiOptions Options => options;

    /// <summary>The gate that admits callers.</summary>
    public required ApiGate Gate { get; init; }

    /// <summary>The live state of the app's clusters.</summary>
    public required LiveHubs Live { get; init; }

    /// <summary>The lanes that workers serve.</summary>
    public required ServedLanes ServedLanes { get; init; }

    /// <summary>Identifies the caller again, for long calls.</summary>
    public required Func<Task<ApiCaller>> AgainAsync { get; init; }

    /// <summary>The audit's record of the call's Idempotency-Key; null without one.</summary>
    public string? Mark { get; set; }

    /// <summary>The body, after it was read.</summary>
    public byte[]? Bytes { get; set; }

    /// <summary>The time of this host.</summary>
    public DateTimeOffset Now => http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>All definitions, read once for the call.</summary>
    public Task<IReadOnlyList<DefinitionDetails>> DefinitionsAsync() => _definitions ??= Monitor.Definitions.ListAsync(Aborted);

    public ApiQuery Query { get; } = new(http.Request.Query);

    public IJobMasterCluster Cluster => cluster ?? throw new InvalidOperationException("The route names no cluster.");

    public IJobMasterScheduler Scheduler => http.RequestServices.GetRequiredKeyedService<IJobMasterScheduler>(Cluster.ClusterId);

    public IJobMasterMonitor Monitor => http.RequestServices.GetRequiredKeyedService<IJobMasterMonitor>(Cluster.ClusterId);

    /// <summary>An id in the route; the route accepts only ids.</summary>
    public Guid Id => Guid.Parse((string)http.Request.RouteValues["id"]!);

    public Redactor Redactor() => new(options.RedactedNames, caller.May(ApiPermissions.Reveal));

    /// <summary>A redactor that knows the hidden values of the schedule.</summary>
    public Redactor Redactor(RecurringScheduleContext schedule)
    {
        var redactor = Redactor();
        redactor.Learn(schedule);
        return redactor;
    }

    /// <summary>Hides values in the titles of failure groups.</summary>
    public GroupTitles GroupTitles() => new(Monitor.Jobs, options.RedactedNames);

    /// <summary>The operator who makes the change, for the audit.</summary>
    public OperatorContext Operator(string? reason = null)
    {
        try
        {
            return new OperatorContext(caller.Name, reason, Source) { CallKey = Mark };
        }
        catch (ArgumentException exception)
        {
            throw ApiProblem.BadBody("$.reason", ApiProblem.TextOf(exception));
        }
    }

    /// <summary>Says in the answer where the new thing is.</summary>
    /// <param name="kind">The routes about such things, such as <c>jobs</c>.</param>
    /// <param name="id">Its id.</param>
    public void SetLocation(string kind, Guid id)
    {
        // The cluster's own part of the path has no end of its own: a cluster may have the name of a route.
        string path = http.Request.Path.Value!.TrimEnd('/');
        foreach (char _ in http.GetEndpoint()!.Metadata.GetRequiredMetadata<ApiRoute>().Pattern.Where(letter => letter == '/').Prepend('/'))
        {
            path = path[..path.LastIndexOf('/')];
        }

        http.Response.Headers.Location = $"{http.Request.PathBase}{new PathString(path)}/{kind}/{id}";
    }

    /// <summary>The job, if it exists and the caller may see it.</summary>
    /// <exception cref="ApiProblem">404.</exception>
    public async Task<JobDetails> JobAsync() =>
        await Monitor.Jobs.GetAsync(Id, Aborted) is { } job && caller.Sees(job) ? job : throw ApiProblem.NotFound("job", $"{Id}");

    /// <exception cref="ApiProblem">403, for calls about the whole cluster.</exception>
    public void NeedsWholeCluster()
    {
        if (caller.IsLimited)
        {
            throw ApiProblem.Forbidden(
                $"'{caller.Name}' is limited to some tenants or definitions, and this is about the whole cluster. Call with a key or a "
                + "user without such a limit.");
        }
    }
}
