using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>What operators did.</summary>
internal static class AuditCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("audit", ListAsync, "who", "action", "targetKind", "targetId", "from", "before", "limit", "cursor")
            .Named("listAudit", "What operators did, the newest first").Gives<AuditList>().OfWholeCluster(),
    ];

    private static async Task<IResult> ListAsync(ApiCall call)
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
        if (filter.From >= filter.Before)
        {
            throw ApiProblem.BadRequest(
                "invalid-query",
                FormattableString.Invariant($"'from' is {filter.From:u} and 'before' is {filter.Before:u}: no time is between them. Give ")
                + "a later 'before'.");
        }

        object?[] asked =
            ["audit", filter.Who, filter.Action, filter.TargetKind, filter.TargetId, filter.From?.UtcTicks, filter.Before?.UtcTicks];
        string? position = ApiCursor.Read(call.Query.Text("cursor"), asked);
        var page = await call.Monitor.Audit.ListAsync(filter, position, call.Aborted);
        return Answer.Ok(new AuditList(page.Entries, ApiCursor.Write(page.Next, asked)), ApiJson.Default.AuditList);
    }
}
