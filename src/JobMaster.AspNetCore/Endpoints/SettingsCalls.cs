using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>A cluster's mode and its settings.</summary>
internal static class SettingsCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        new ApiRoute(HttpMethods.Put, "mode", ApiPermissions.Admin, SetModeAsync)
            .Named("setMode", "Changes the mode, or with `null` goes back to what the code configures")
            .Takes<ModeBody>("""{"mode":"Passive","reason":"The database moves"}""").Gives<ChangeAnswer>().OfWholeCluster(),
        ApiRoute.Get("settings", SettingsAsync)
            .Named("getSettings", "The options in force on the node that answers").Gives<SettingsView>().OfWholeCluster(),
    ];

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

        var before = call.Cluster.Mode;
        bool isChanged = await call.Cluster.SetModeAsync(body.Mode, call.Operator(body.Reason), call.Aborted);
        return OrderAnswer.Of(
            isChanged,
            !isChanged && body.Mode is null ? $"The mode was not changed by an operator: it is {before}, as the code says."
            : isChanged && body.Mode == before
                ? $"The cluster was in mode {before} already, as its code says. Now it stays so whatever the code says; null goes back."
                : null);
    }
}
