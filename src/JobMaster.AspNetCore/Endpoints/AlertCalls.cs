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
        var state = call.Query.Choice<JobAlertState>("state");
        var (alerts, isComplete) = await FirstOf.ReadAsync(
            call.Query.PageSize(100), count => call.Monitor.Alerts.ListAsync(state, count, call.Aborted));
        return Answer.Ok(new AlertList([.. alerts.Select(AlertView.Of)], isComplete), ApiJson.Default.AlertList);
    }
}
