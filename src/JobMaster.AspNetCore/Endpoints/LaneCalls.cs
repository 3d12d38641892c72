using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Lanes: what waits in them, and their pauses.</summary>
internal static class LaneCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("lanes", LanesAsync)
            .Named("listLanes", "The lanes, their workers and what waits").Gives<LaneListView>().OfWholeCluster(),
        ApiRoute.Post("lanes/{lane}/pause", ApiPermissions.Operate, PauseAsync)
            .Named("pauseLane", "Starts no more jobs of it")
            .Takes<PauseBody>(
                """{"until":"2031-01-01T00:00:00Z","reason":"The mail server is down"}""", isOptional: true).Gives<ChangeAnswer>()
            .OfWholeCluster().Again(async (call, _) => OrderAnswer.Of(isChanged: true, await UnknownAsync(call))),
        ApiRoute.Post("lanes/{lane}/resume", ApiPermissions.Operate, ResumeAsync)
            .Named("resumeLane", "Starts them again").TakesReason().Gives<ChangeAnswer>().OfWholeCluster(),
    ];

    private static async Task<IResult> LanesAsync(ApiCall call)
    {
        var list = await call.Monitor.Lanes.ListAsync(call.Aborted);
        return Answer.Ok(LaneListView.Of(list), ApiJson.Default.LaneListView);
    }

    private static async Task<IResult> PauseAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.PauseBody, new PauseBody());
        bool isChanged = await call.Cluster.Lanes.PauseAsync(Named(call), body.Until, call.Operator(body.Reason), call.Aborted);
        return OrderAnswer.Of(isChanged, await UnknownAsync(call));
    }

    private static async Task<IResult> ResumeAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        bool isResumed = await call.Cluster.Lanes.ResumeAsync(Named(call), call.Operator(body.Reason), call.Aborted);
        return OrderAnswer.Of(
            isResumed,
            isResumed ? null : OrderAnswer.NoteOfLift($"Lane '{Named(call)}' was not paused.", await UnknownAsync(call, holds: false)));
    }

    /// <summary>A note about a lane that has no workers and no jobs.</summary>
    private static async Task<string?> UnknownAsync(ApiCall call, bool holds = true)
    {
        var known = (await call.Monitor.Lanes.ListAsync(call.Aborted)).Lanes
            .Where(one => one.Workers.Count + one.Scheduled + one.Ready + one.Throttled + one.Running + one.Parked > 0)
            .Select(one => one.Name);
        return OrderAnswer.NoteOf("lane", Named(call), known, holds);
    }

    private static string Named(ApiCall call) => (string)call.Http.Request.RouteValues["lane"]!;
}
