using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Clusters, their mode, their settings, and their audit.</summary>
internal static class ClusterCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("clusters", ListAsync)
            .Named("listClusters", "The clusters of this app").Gives<ClusterList>().OfNoCluster(),
        ApiRoute.Get("", GetAsync)
            .Named("getCluster", "The cluster and its mode").Gives<ClusterView>(),
        new ApiRoute(HttpMethods.Put, "mode", ApiPermissions.Admin, SetModeAsync)
            .Named("setMode", "Changes the mode, or with `null` goes back to what the code configures")
            .Takes<ModeBody>("""{"mode":"Passive","reason":"The database moves"}""").Gives<ChangeAnswer>().OfWholeCluster(),
        ApiRoute.Get("settings", SettingsAsync)
            .Named("getSettings", "The options in force on the node that answers").Gives<SettingsView>().OfWholeCluster(),
        ApiRoute.Get("audit", AuditAsync, "who", "action", "targetKind", "targetId", "from", "before", "limit", "cursor")
            .Named("listAudit", "What operators did, the newest first").Gives<AuditList>().OfWholeCluster(),
    ];

    private static Task<IResult> ListAsync(ApiCall call) => Task.FromResult(Answer.Ok(
        new ClusterList([.. call.Http.RequestServices.GetRequiredService<IJobMasterClusters>().All
            .Where(cluster => call.Caller.SeesCluster(cluster.ClusterId)).Select(View)]),
        ApiJson.Default.ClusterList));

    private static Task<IResult> GetAsync(ApiCall call) =>
        Task.FromResult(Answer.Ok(View(call.Cluster), ApiJson.Default.ClusterView));

    private static Task<IResult> SettingsAsync(ApiCall call) =>
        Task.FromResult(Answer.Ok(SettingsView.Of(call.Cluster.Settings), ApiJson.Default.SettingsView));

    private static async Task<IResult> SetModeAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.ModeBody);
        if (!body.IsModeGiven)
        {
            throw ApiProblem.BadBody(
                "$.mode", $"'mode' is missing: one of {ExactNames.Listed<ClusterMode>()}, or null for what the code configures.");
        }

        await call.Cluster.SetModeAsync(body.Mode, call.Operator(body.Reason), call.Aborted);
        return Answer.Ok(new ChangeAnswer("changed"), ApiJson.Default.ChangeAnswer);
    }

    private static async Task<IResult> AuditAsync(ApiCall call)
    {
        if (call.Query.Text("targetId") is { } target && call.Query.Text("targetKind") is null)
        {
            throw ApiProblem.BadRequest(
                "invalid-query",
                $"The query parameter 'targetId' is '{target}' and is given without 'targetKind'. Say what it is the id of, for example "
                + $"targetKind={AuditTargets.Job}.");
        }

        var filter = new AuditFilter
        {
            Who = call.Query.Text("who"), Action = call.Query.Text("action"),
            TargetKind = call.Query.OneOf("targetKind", AuditTargets.All),
            TargetId = call.Query.Text("targetId"), From = call.Query.Time("from"), Before = call.Query.Time("before"),
            PageSize = call.Query.PageSize(100),
        };
        object?[] asked =
            ["audit", filter.Who, filter.Action, filter.TargetKind, filter.TargetId, filter.From?.UtcTicks, filter.Before?.UtcTicks];
        string? position = ApiCursor.Read(call.Query.Text("cursor"), asked);
        var page = await call.Monitor.Audit.ListAsync(filter, position, call.Aborted);
        return Answer.Ok(new AuditList(page.Entries, ApiCursor.Write(page.Next, asked)), ApiJson.Default.AuditList);
    }

    private static ClusterView View(IJobMasterCluster cluster) => new(cluster.ClusterId, cluster.Mode);
}
