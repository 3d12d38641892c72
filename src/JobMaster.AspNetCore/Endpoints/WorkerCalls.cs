using System.Text.Json.Serialization.Metadata;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Workers, and the orders that they get.</summary>
internal static class WorkerCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("workers", ListAsync)
            .Named("listWorkers", "The workers, and how their processes are").Gives<WorkerListView>().OfWholeCluster(),
        ApiRoute.Post("workers/{worker}/cordon", ApiPermissions.Operate, CordonAsync)
            .Named("cordonWorker", "It takes no more jobs")
            .Takes<WorkerBody>("""{"host":"web-1","reason":"Patching"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster()
            .Again(Again(ApiJson.Default.WorkerBody, new WorkerBody(), static body => body.Host)),
        ApiRoute.Post("workers/{worker}/uncordon", ApiPermissions.Operate, UncordonAsync)
            .Named("uncordonWorker", "It takes jobs again")
            .Takes<WorkerBody>("""{"reason":"Patched"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster()
            .Again(Again(ApiJson.Default.WorkerBody, new WorkerBody(), static body => body.Host, static _ => false)),
        ApiRoute.Post("workers/{worker}/stop", ApiPermissions.Operate, StopAsync)
            .Named("stopWorker", "It stops")
            .Takes<StopBody>(
                """{"graceSeconds":60,"reason":"The machine goes"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster()
            .Again(Again(ApiJson.Default.StopBody, new StopBody(), static body => body.Host)),
        ApiRoute.Post("workers/{worker}/start", ApiPermissions.Operate, StartAsync)
            .Named("startWorker", "It starts again")
            .Takes<WorkerBody>("""{"reason":"The machine is back"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster()
            .Again(Again(ApiJson.Default.WorkerBody, new WorkerBody(), static body => body.Host, static _ => false)),
        ApiRoute.Post("workers/{worker}/concurrency", ApiPermissions.Operate, SetConcurrencyAsync)
            .Named("setWorkerConcurrency", "Sets how many jobs it runs at once")
            .Takes<ConcurrencyBody>("""{"concurrency":4,"reason":"The database is slow"}""").Gives<ChangeAnswer>().OfWholeCluster()
            .Again(Again(
                ApiJson.Default.ConcurrencyBody, null, static body => body.Host, static body => body.Concurrency is not null)),
    ];

    private static async Task<IResult> ListAsync(ApiCall call) =>
        Answer.Ok(
            new WorkerListView([.. (await call.Monitor.Workers.ListAsync(call.Aborted)).Select(WorkerView.Of)]),
            ApiJson.Default.WorkerListView);

    private static async Task<IResult> CordonAsync(ApiCall call)
    {
        var body = await BodyAsync(call);
        bool isChanged = await call.Cluster.Workers.CordonAsync(Named(call), body.Host, call.Operator(body.Reason), call.Aborted);
        return OrderAnswer.Of(isChanged, await UnknownAsync(call, body.Host));
    }

    private static async Task<IResult> UncordonAsync(ApiCall call)
    {
        var body = await BodyAsync(call);
        bool isChanged = await call.Cluster.Workers.UncordonAsync(Named(call), body.Host, call.Operator(body.Reason), call.Aborted);
        return await LiftedAsync(call, isChanged, body.Host, "cordoned", static order => order.IsCordoned);
    }

    private static async Task<IResult> StopAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.StopBody, new StopBody());
        var grace = Submission.Seconds(body.GraceSeconds, "$.graceSeconds", most: 24 * 60 * 60);
        bool isChanged = await call.Cluster.Workers.StopAsync(Named(call), grace, body.Host, call.Operator(body.Reason), call.Aborted);
        return OrderAnswer.Of(isChanged, await UnknownAsync(call, body.Host));
    }

    private static async Task<IResult> StartAsync(ApiCall call)
    {
        var body = await BodyAsync(call);
        bool isChanged = await call.Cluster.Workers.StartAsync(Named(call), body.Host, call.Operator(body.Reason), call.Aborted);
        return await LiftedAsync(call, isChanged, body.Host, "stopped", static order => order.StopAfter is not null);
    }

    private static async Task<IResult> SetConcurrencyAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.ConcurrencyBody);
        if (!body.IsConcurrencyGiven)
        {
            throw ApiProblem.BadBody(
                "$.concurrency", "'concurrency' is missing: how many jobs at once, or null for what the code configures.");
        }

        bool isChanged = await call.Cluster.Workers.SetConcurrencyAsync(
            Named(call), body.Concurrency, body.Host, call.Operator(body.Reason), call.Aborted);
        return body.Concurrency is null
            ? await LiftedAsync(call, isChanged, body.Host, "given another 'concurrency'", static order => order.Slots is not null)
            : OrderAnswer.Of(isChanged, await UnknownAsync(call, body.Host));
    }

    private static Task<WorkerBody> BodyAsync(ApiCall call) => ApiBody.ReadAsync(call, ApiJson.Default.WorkerBody, new WorkerBody());

    /// <summary>Answers a repeated order with the note of the first.</summary>
    private static Func<ApiCall, AuditEntry, Task<IResult>> Again<T>(
        JsonTypeInfo<T> type, T? empty, Func<T, string?> hostOf, Func<T, bool>? holds = null)
        where T : class => async (call, _) =>
        {
            var body = await ApiBody.ReadAsync(call, type, empty);
            return OrderAnswer.Of(isChanged: true, await UnknownAsync(call, hostOf(body), holds?.Invoke(body) ?? true));
        };

    /// <summary>The answer to an order that lifts another.</summary>
    private static async Task<IResult> LiftedAsync(
        ApiCall call, bool isLifted, string? host, string what, Func<WorkerOrderDetails, bool> isSuch)
    {
        string? unknown = await UnknownAsync(call, host, holds: false);
        if (isLifted)
        {
            return OrderAnswer.Of(isLifted, unknown);
        }

        var orders = await call.Monitor.Workers.ListOrdersAsync(call.Aborted);
        var others = orders.Where(order => order.Worker == Named(call) && isSuch(order)).Select(order => On(order.Host)).ToList();
        string nothing = others.Count == 0
            ? $"Worker '{Named(call)}' was not {what}."
            : $"Worker '{Named(call)}' was not {what} {On(host)}, but {string.Join(" and ", others)}. Give the 'host' of that order, or "
            + "none for the order to every host.";
        return OrderAnswer.Of(isLifted, OrderAnswer.NoteOfLift(nothing, unknown));
    }

    private static string On(string? host) => host is null ? "on every host" : $"on '{host}'";

    /// <summary>A note about a worker that does not run now, or not on that host.</summary>
    private static async Task<string?> UnknownAsync(ApiCall call, string? host, bool holds = true)
    {
        string name = Named(call);
        var workers = await call.Monitor.Workers.ListAsync(call.Aborted);
        return OrderAnswer.NoteOf("worker", name, workers.Select(worker => worker.Name), holds)
            ?? (host is null
                ? null
                : OrderAnswer.NoteOfHost(name, host, workers.Where(worker => worker.Name == name).Select(worker => worker.Host)));
    }

    private static string Named(ApiCall call) => (string)call.Http.Request.RouteValues["worker"]!;
}
