using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Live;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Calls;

/// <summary>One call: who makes it, what it asks for, and the cluster it is about.</summary>
internal sealed class ApiCall(HttpContext http, ApiCaller caller, JobMasterApiOptions options, IJobMasterCluster? cluster)
{
    /// <summary>What the audit says that the changes of the API came through.</summary>
    public const string Source = "api";

    private Task<IReadOnlyList<DefinitionDetails>>? _definitions;

    public HttpContext Http => http;

    public ApiCaller Caller => caller;

    public JobMasterApiOptions Options => options;

    /// <summary>Who is let in.</summary>
    public required ApiGate Gate { get; init; }

    /// <summary>The live state of the app's clusters.</summary>
    public required LiveHubs Live { get; init; }

    /// <summary>Finds out again who makes the call, for calls that last.</summary>
    public required Func<Task<ApiCaller>> AgainAsync { get; init; }

    /// <summary>What the audit keeps of the call's Idempotency-Key; null without one.</summary>
    public string? Mark { get; set; }

    /// <summary>The body, once it is read.</summary>
    public byte[]? Bytes { get; set; }

    /// <summary>What time it is on this host.</summary>
    public DateTimeOffset Now => http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>Every definition, read once for the call.</summary>
    public Task<IReadOnlyList<DefinitionDetails>> DefinitionsAsync() => _definitions ??= Monitor.Definitions.ListAsync(Aborted);

    public ApiQuery Query { get; } = new(http.Request.Query);

    public IJobMasterCluster Cluster => cluster ?? throw new InvalidOperationException("The route names no cluster.");

    public IJobMasterScheduler Scheduler => http.RequestServices.GetRequiredKeyedService<IJobMasterScheduler>(Cluster.ClusterId);

    public IJobMasterMonitor Monitor => http.RequestServices.GetRequiredKeyedService<IJobMasterMonitor>(Cluster.ClusterId);

    /// <summary>An id in the route, which admits nothing else.</summary>
    public Guid Id => Guid.Parse((string)http.Request.RouteValues["id"]!);

    public Redactor Redactor() => new(options.RedactedNames, caller.May(ApiPermissions.Reveal));

    /// <summary>One that knows what the schedule hides.</summary>
    public Redactor Redactor(RecurringScheduleContext schedule)
    {
        var redactor = Redactor();
        redactor.Learn(schedule);
        return redactor;
    }

    /// <summary>What hides values in the titles of failure groups.</summary>
    public GroupTitles GroupTitles() => new(Monitor.Jobs, options.RedactedNames);

    /// <summary>Who makes the change, for the audit.</summary>
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

    /// <summary>The job, if there is one that the caller may see.</summary>
    /// <exception cref="ApiProblem">404.</exception>
    public async Task<JobDetails> JobAsync() =>
        await Monitor.Jobs.GetAsync(Id, Aborted) is { } job && caller.Sees(job) ? job : throw ApiProblem.NotFound("job", $"{Id}");

    /// <summary>What is wrong with the state that the job has now; an earlier reading may have been overtaken.</summary>
    /// <param name="rule">Which state it would have to be in.</param>
    public async Task<ApiProblem> WrongStateAsync(string rule) =>
        ApiProblem.WrongState($"Job {Id} is {(await JobAsync()).State}; {rule}");

    /// <exception cref="ApiProblem">403, for what is about the whole cluster.</exception>
    public void NeedsWholeCluster()
    {
        if (caller.IsLimited)
        {
            throw ApiProblem.Forbidden(
                $"'{caller.Name}' is limited to some tenants or definitions, and this is about the whole cluster.");
        }
    }
}
