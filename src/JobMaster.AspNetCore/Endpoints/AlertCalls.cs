using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The alerts that need an operator.</summary>
internal static class AlertCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("alerts", ListAsync, "state", "limit")
            .Named("listAlerts", "What needs an operator: alerts that fire, then those that have resolved").Gives<AlertList>()
            .OfWholeCluster(),
    ];

    private static async Task<IResult> ListAsync(ApiCall call)
    {
        var alerts = await call.Monitor.Alerts.ListAsync(
            call.Query.Choice<JobAlertState>("state"), call.Query.PageSize(100), call.Aborted);
        return Answer.Ok(new AlertList([.. alerts.Select(AlertView.Of)]), ApiJson.Default.AlertList);
    }
}
