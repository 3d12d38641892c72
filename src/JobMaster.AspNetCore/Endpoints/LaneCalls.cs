using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Lanes, and the workers that serve them.</summary>
internal static class LaneCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("lanes", LanesAsync) with { NeedsWholeCluster = true },
        ApiRoute.Post("lanes/{lane}/pause", ApiPermissions.Operate, PauseAsync) with { NeedsWholeCluster = true },
        ApiRoute.Post("lanes/{lane}/resume", ApiPermissions.Operate, ResumeAsync) with { NeedsWholeCluster = true },
        ApiRoute.Get("workers", WorkersAsync) with { NeedsWholeCluster = true },
        ApiRoute.Post("workers/{worker}/cordon", ApiPermissions.Operate, CordonAsync) with { NeedsWholeCluster = true },
        ApiRoute.Post("workers/{worker}/uncordon", ApiPermissions.Operate, UncordonAsync) with { NeedsWholeCluster = true },
        ApiRoute.Post("workers/{worker}/stop", ApiPermissions.Operate, StopAsync) with { NeedsWholeCluster = true },
        ApiRoute.Post("workers/{worker}/start", ApiPermissions.Operate, StartAsync) with { NeedsWholeCluster = true },
        ApiRoute.Post("workers/{worker}/concurrency", ApiPermissions.Operate, SetConcurrencyAsync) with { NeedsWholeCluster = true },
    ];

    private static async Task<IResult> LanesAsync(ApiCall call)
    {
        var list = await call.Monitor.Lanes.ListAsync(call.Aborted);
        return Answer.Ok(new LaneListView(list.Lanes, list.IsCapped), ApiJson.Default.LaneListView);
    }

    private static async Task<IResult> PauseAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.PauseBody, new PauseBody());
        return Changed(await call.Cluster.Lanes.PauseAsync(Named(call, "lane"), body.Until, call.Operator(body.Reason), call.Aborted));
    }

    private static async Task<IResult> ResumeAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        return Changed(await call.Cluster.Lanes.ResumeAsync(Named(call, "lane"), call.Operator(body.Reason), call.Aborted));
    }

    private static async Task<IResult> WorkersAsync(ApiCall call) =>
        Answer.Ok(new WorkerListView(await call.Monitor.Workers.ListAsync(call.Aborted)), ApiJson.Default.WorkerListView);

    private static Task<IResult> CordonAsync(ApiCall call) => TellAsync(
        call, (body, by) => call.Cluster.Workers.CordonAsync(Named(call, "worker"), body.Host, by, call.Aborted));

    private static Task<IResult> UncordonAsync(ApiCall call) => TellAsync(
        call, (body, by) => call.Cluster.Workers.UncordonAsync(Named(call, "worker"), body.Host, by, call.Aborted));

    private static Task<IResult> StopAsync(ApiCall call) => TellAsync(
        call,
        (body, by) => call.Cluster.Workers.StopAsync(
            Named(call, "worker"), Submission.Seconds(body.GraceSeconds, "$.graceSeconds"), body.Host, by, call.Aborted));

    private static Task<IResult> StartAsync(ApiCall call) => TellAsync(
        call, (body, by) => call.Cluster.Workers.StartAsync(Named(call, "worker"), body.Host, by, call.Aborted));

    private static Task<IResult> SetConcurrencyAsync(ApiCall call) => TellAsync(
        call,
        (body, by) => call.Cluster.Workers.SetConcurrencyAsync(Named(call, "worker"), body.Concurrency, body.Host, by, call.Aborted));

    private static async Task<IResult> TellAsync(ApiCall call, Func<WorkerBody, OperatorContext, Task<bool>> tell)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.WorkerBody, new WorkerBody());
        return Changed(await tell(body, call.Operator(body.Reason)));
    }

    private static string Named(ApiCall call, string value) => (string)call.Http.Request.RouteValues[value]!;

    private static IResult Changed(bool isChanged) =>
        Answer.Ok(new ChangeAnswer(isChanged ? "changed" : "unchanged"), ApiJson.Default.ChangeAnswer);
}
