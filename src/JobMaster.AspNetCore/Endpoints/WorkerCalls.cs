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
            .Takes<WorkerBody>("""{"host":"web-1","reason":"Patching"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster(),
        ApiRoute.Post("workers/{worker}/uncordon", ApiPermissions.Operate, UncordonAsync)
            .Named("uncordonWorker", "It takes jobs again")
            .Takes<WorkerBody>("""{"reason":"Patched"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster(),
        ApiRoute.Post("workers/{worker}/stop", ApiPermissions.Operate, StopAsync)
            .Named("stopWorker", "It stops")
            .Takes<StopBody>(
                """{"graceSeconds":60,"reason":"The machine goes"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster(),
        ApiRoute.Post("workers/{worker}/start", ApiPermissions.Operate, StartAsync)
            .Named("startWorker", "It starts again")
            .Takes<WorkerBody>("""{"reason":"The machine is back"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster(),
        ApiRoute.Post("workers/{worker}/concurrency", ApiPermissions.Operate, SetConcurrencyAsync)
            .Named("setWorkerConcurrency", "Sets how many jobs it runs at once")
            .Takes<ConcurrencyBody>("""{"concurrency":4,"reason":"The database is slow"}""").Gives<ChangeAnswer>().OfWholeCluster(),
    ];

    private static async Task<IResult> ListAsync(ApiCall call) =>
        Answer.Ok(
            new WorkerListView([.. (await call.Monitor.Workers.ListAsync(call.Aborted)).Select(WorkerView.Of)]),
            ApiJson.Default.WorkerListView);

    private static Task<IResult> CordonAsync(ApiCall call) => TellAsync(
        call, (body, by) => call.Cluster.Workers.CordonAsync(Named(call), body.Host, by, call.Aborted));

    private static Task<IResult> UncordonAsync(ApiCall call) => TellAsync(
        call, (body, by) => call.Cluster.Workers.UncordonAsync(Named(call), body.Host, by, call.Aborted));

    private static async Task<IResult> StopAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.StopBody, new StopBody());
        var grace = Submission.Seconds(body.GraceSeconds, "$.graceSeconds", most: 24 * 60 * 60);
        string worker = Named(call);
        return await ToldAsync(
            call, body.Host, await call.Cluster.Workers.StopAsync(worker, grace, body.Host, call.Operator(body.Reason), call.Aborted));
    }

    private static Task<IResult> StartAsync(ApiCall call) => TellAsync(
        call, (body, by) => call.Cluster.Workers.StartAsync(Named(call), body.Host, by, call.Aborted));

    private static async Task<IResult> SetConcurrencyAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.ConcurrencyBody);
        return body.IsConcurrencyGiven
            ? await ToldAsync(call, body.Host, await call.Cluster.Workers.SetConcurrencyAsync(
                Named(call), body.Concurrency, body.Host, call.Operator(body.Reason), call.Aborted))
            : throw ApiProblem.BadBody(
                "$.concurrency", "'concurrency' is missing: how many jobs at once, or null for what the code configures.");
    }

    private static async Task<IResult> TellAsync(ApiCall call, Func<WorkerBody, OperatorContext, Task<bool>> tell)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.WorkerBody, new WorkerBody());
        return await ToldAsync(call, body.Host, await tell(body, call.Operator(body.Reason)));
    }

    private static async Task<IResult> ToldAsync(ApiCall call, string? host, bool isChanged)
    {
        string name = Named(call);
        var workers = await call.Monitor.Workers.ListAsync(call.Aborted);
        var note = OrderAnswer.NoteOf("worker", name, workers.Select(worker => worker.Name));
        var hosts = workers.Where(worker => worker.Name == name).Select(worker => worker.Host);
        return OrderAnswer.Of(
            isChanged, note ?? (host is null ? null : OrderAnswer.NoteOf($"host of worker '{name}'", host, hosts)));
    }

    private static string Named(ApiCall call) => (string)call.Http.Request.RouteValues["worker"]!;
}
