using System.Diagnostics;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Contracts;
using JobMaster.AspNetCore.Endpoints;
using JobMaster.AspNetCore.Live;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Calls;

/// <summary>
/// Runs every call in the same order: checks its source, its caller, its cluster and its query, then does the route's own work. It answers
/// every error with a problem.
/// </summary>
internal sealed class ApiRunner(
    ApiGate gate, LiveHubs live, ServedLanes lanes, Repeats repeats, JobMasterApiOptions options, ILogger logger)
{
    private const string ProblemType = "urn:jobmaster:problem:";

    public async Task RunAsync(HttpContext http, ApiRoute route)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        ApiCall? call = null;
        try
        {
            RouteNames.Decode(http, route);
            CrossSite.Check(http.Request);
            var caller = route.IsForAnybody ? ApiCaller.Nobody : await gate.AdmitAsync(http);
            caller = await AllNamesAsync(http, route, caller);
            call = new ApiCall(http, caller, options, route.IsOfNoCluster ? null : ClusterOf(http, caller))
            {
                Gate = gate, Live = live, ServedLanes = lanes,
                AgainAsync = async () => await AllNamesAsync(http, route, await gate.AdmitAgainAsync(http)),
            };
            if (!route.IsForAnybody && !caller.May(route.Permission))
            {
                throw ApiProblem.Forbidden(
                    $"'{caller.Name}' may {caller.Permissions}, and this call needs {route.Permission}. Call with a key or a user "
                    + "that has it.");
            }

            if (route.NeedsWholeCluster)
            {
                call.NeedsWholeCluster();
            }

            if (!route.IsFallback)
            {
                call.Query.Check(route.Query);
                Versions.ThrowIfUnheard(http.Request, route);
            }

            var result = await repeats.RunAsync(call, route);
            await result.ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer, unless the app's own timeout ended the call: then its middleware answers.
            if (http.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested == true)
            {
                throw;
            }
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            await AnswerAsync(http, ProblemOf(exception, http, call?.Bytes));
        }
    }

    private static async Task<ApiCaller> AllNamesAsync(HttpContext http, ApiRoute route, ApiCaller caller)
    {
        if (caller.Definitions is null || route.IsOfNoCluster)
        {
            return caller;
        }

        var monitor = http.RequestServices.GetRequiredKeyedService<IJobMasterMonitor>(ClusterOf(http, caller).ClusterId);
        return caller.WithAliases(await monitor.Definitions.ListAsync(http.RequestAborted));
    }

    private static IJobMasterCluster ClusterOf(HttpContext http, ApiCaller caller)
    {
        string id = (string)http.Request.RouteValues["clusterId"]!;
        return http.RequestServices.GetRequiredService<IJobMasterClusters>().All
            .FirstOrDefault(cluster => cluster.ClusterId == id && caller.SeesCluster(id)) ?? throw new ApiProblem(
                StatusCodes.Status404NotFound, "unknown-cluster",
                $"This app has no cluster '{id}', or the caller may not see it. GET …/api/v1/clusters lists those it may see.");
    }

    private static bool IsArchived(HttpContext http) =>
        http.RequestServices.GetRequiredService<IJobMasterClusters>().All.Any(cluster =>
            cluster.ClusterId == http.Request.RouteValues["clusterId"] as string && cluster.Mode == ClusterMode.Archive);

    private ApiProblem ProblemOf(Exception exception, HttpContext http, byte[]? body)
    {
        switch (exception)
        {
            case ApiProblem problem:
                return problem;
            case JobRejectedException { HeldBy: { } holder }:
                return new ApiProblem(
                    StatusCodes.Status409Conflict, "held", $"{ApiProblem.TextOf(exception)} The job that holds it is {holder}.")
                {
                    Path = FaultPlaces.Of(exception.Message, body, ((JobRejectedException)exception).Place),
                };
            case JobRejectedException { NewerPayloadVersion: not null }:
                return new ApiProblem(StatusCodes.Status409Conflict, "newer-payload", ApiProblem.TextOf(exception));
            case JobRejectedException when IsArchived(http):
                return new ApiProblem(
                    StatusCodes.Status409Conflict, "archived",
                    $"Cluster '{http.Request.RouteValues["clusterId"]}' is in mode Archive: it can be read, not changed. PUT …/mode "
                    + "changes the mode; it needs Admin.");
            case JobRejectedException or ArgumentException:
                return new ApiProblem(StatusCodes.Status400BadRequest, "rejected", ApiProblem.TextOf(exception))
                {
                    Path = FaultPlaces.Of(exception.Message, body, (exception as JobRejectedException)?.Place),
                };
            case BadHttpRequestException bad:
                return new ApiProblem(bad.StatusCode, "bad-request", bad.Message);
            case JobMasterStoreException:
                Log.CallFailed(logger, exception, http.Request.Method, http.Request.Path);
                return new ApiProblem(
                    StatusCodes.Status503ServiceUnavailable, "store-unavailable",
                    "The store cannot be reached, or does not answer, so it is not known whether the call changed anything. Make it again, "
                    + "with the same Idempotency-Key if it had one. The log of the app says why.")
                {
                    RetryAfter = TimeSpan.FromSeconds(5),
                };
            default:
                Log.CallFailed(logger, exception, http.Request.Method, http.Request.Path);
                return new ApiProblem(
                    StatusCodes.Status500InternalServerError, "failed", "The call failed. The log of the app says why.");
        }
    }

    private static async Task AnswerAsync(HttpContext http, ApiProblem problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        if (problem.RetryAfter is { } wait)
        {
            http.Response.Headers.RetryAfter = FormattableString.Invariant($"{wait.TotalSeconds:0}");
        }

        var body = new ProblemBody(
            ProblemType + problem.Code, ReasonPhrases.GetReasonPhrase(problem.Status), problem.Status, problem.Message)
        {
            Path = problem.Path, Position = problem.Position, TraceId = Activity.Current?.Id ?? http.TraceIdentifier,
        };
        await TypedResults.Json(body, ApiJson.Default.ProblemBody, "application/problem+json", problem.Status).ExecuteAsync(http);
    }
}
