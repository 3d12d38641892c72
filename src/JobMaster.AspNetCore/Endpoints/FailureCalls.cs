using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Failed jobs by their cause. Operations replay or discard them.</summary>
internal static class FailureCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("failures", ListAsync, "limit", "muted")
            .Named("listFailures", "Failed jobs grouped by their cause").Gives<FailureGroupList>().OfWholeCluster(),
        ApiRoute.Get("failures/{fingerprint}", GetAsync)
            .Named("getFailure", "One group").Gives<FailureGroup>().OfWholeCluster(),
        ApiRoute.Get("failures/{fingerprint}/export", ExportAsync)
            .Named("exportFailure", "Its jobs with their payloads as a file of JSON lines").GivesText("application/x-ndjson")
            .For(ApiPermissions.Reveal).OfWholeCluster(),
        ApiRoute.Post("failures/{fingerprint}/mute", ApiPermissions.Operate, MuteAsync)
            .Named("muteFailure", "Hides a group until a time, or until it has grown")
            .Takes<MuteBody>(
                """{"until":"2031-01-01T00:00:00Z","growth":10,"reason":"Known; mended in the next release"}""").Gives<ChangeAnswer>()
            .OfWholeCluster(),
        ApiRoute.Post("failures/{fingerprint}/unmute", ApiPermissions.Operate, UnmuteAsync)
            .Named("unmuteFailure", "Shows it again").TakesReason().Gives<ChangeAnswer>().OfWholeCluster(),
    ];

    private static async Task<IResult> ListAsync(ApiCall call) => Answer.Ok(
        new FailureGroupList(await ShownAsync(call, await call.Monitor.Failures.ListGroupsAsync(
            call.Query.PageSize(100), call.Query.Choice<MutedGroups>("muted") != MutedGroups.Hide, call.Aborted))),
        ApiJson.Default.FailureGroupList);

    private static async Task<IResult> GetAsync(ApiCall call) =>
        Answer.Ok((await ShownAsync(call, [await GroupAsync(call)]))[0], ApiJson.Default.FailureGroup);

    private static async Task<IReadOnlyList<FailureGroup>> ShownAsync(ApiCall call, IReadOnlyList<FailureGroup> groups) =>
        call.Caller.May(ApiPermissions.Reveal) ? groups : await call.GroupTitles().HideAsync(groups, call.Aborted);

    private static async Task<IResult> ExportAsync(ApiCall call)
    {
        var group = await GroupAsync(call);
        return TypedResults.Stream(
            body => call.Monitor.Failures.ExportAsync(body, new JobOperationFilter { Fingerprint = group.Fingerprint }, call.Aborted),
            "application/x-ndjson", $"failures-{group.Fingerprint}.ndjson");
    }

    private static async Task<IResult> MuteAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.MuteBody);
        var until = body.Until ?? throw ApiProblem.BadBody("$.until", "'until' is missing: when the group is shown again.");
        if (body.Growth is < 2 or > 1_000_000)
        {
            throw ApiProblem.BadBody(
                "$.growth",
                FormattableString.Invariant($"'growth' is {body.Growth}; it must be from 2 to 1,000,000: how many times as large ")
                + "the group gets before it is shown again.");
        }

        var group = await GroupAsync(call);
        try
        {
            return Changed(await call.Cluster.Failures.MuteAsync(
                group.Fingerprint, until, body.Growth ?? 10, call.Operator(body.Reason), call.Aborted));
        }
        catch (ArgumentException exception) when (exception.ParamName == "until")
        {
            throw ApiProblem.BadBody(
                "$.until",
                FormattableString.Invariant($"'until' is {until:u}, which has passed at the store. Give a later time, or unmute ")
                + "the group.");
        }
    }

    private static async Task<IResult> UnmuteAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        var group = await GroupAsync(call);
        bool isUnmuted = await call.Cluster.Failures.UnmuteAsync(group.Fingerprint, call.Operator(body.Reason), call.Aborted);
        return OrderAnswer.Of(isUnmuted, isUnmuted ? null : $"Failure group '{group.Fingerprint}' was not muted.");
    }

    private static async Task<FailureGroup> GroupAsync(ApiCall call)
    {
        string fingerprint = (string)call.Http.Request.RouteValues["fingerprint"]!;
        return await call.Monitor.Failures.GetGroupAsync(fingerprint, call.Aborted)
            ?? throw ApiProblem.NotFound("failure group", fingerprint);
    }

    private static IResult Changed(bool isChanged) =>
        Answer.Ok(new ChangeAnswer(isChanged ? "changed" : "unchanged"), ApiJson.Default.ChangeAnswer);
}

/// <summary>Whether muted groups are listed.</summary>
internal enum MutedGroups
{
    Show,
    Hide,
}
