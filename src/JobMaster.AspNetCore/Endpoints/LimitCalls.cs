using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Limits on how many jobs run: the settings, the use, and the overrides of operators.</summary>
internal static class LimitCalls
{
    /// <summary>The number of keys that the core lists at once.</summary>
    private const int MostKeys = 500;

    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("limits", ListAsync)
            .Named("listLimits", "The limits on how many jobs run, and what operators override of them").Gives<LimitList>()
            .OfWholeCluster(),
        ApiRoute.Get("limits/keys", KeysAsync, "name", "limit", "cursor")
            .Named("listLimitKeys", "What is in use of them, by key, the busiest first").Gives<LimitKeyList>().OfWholeCluster(),
        ApiRoute.Post("limits/{limit}/override", ApiPermissions.Operate, OverrideAsync)
            .Named("overrideLimit", "Lets more or fewer jobs run, under the whole limit or one key of it")
            .Takes<LimitOverrideBody>(
                """{"key":"acme","starts":500,"perSeconds":60,"until":"2031-01-01T00:00:00Z","reason":"Black Friday"}""")
            .Gives<ChangeAnswer>().OfWholeCluster(),
        ApiRoute.Post("limits/{limit}/lift", ApiPermissions.Operate, LiftAsync)
            .Named("liftLimit", "Lifts an override")
            .Takes<LimitLiftBody>("""{"key":"acme","reason":"It is over"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster(),
        ApiRoute.Post("limits/{limit}/remove", ApiPermissions.Operate, RemoveAsync)
            .Named(
                "removeLimit",
                "Removes a limit that the code does not have any more: what waits under it goes on; 409 `defined-in-code` for one that a "
                + "live node has")
            .Takes<ReasonBody>("""{"reason":"The code has it no more"}""", isOptional: true).Gives<ChangeAnswer>().OfWholeCluster(),
    ];

    private static async Task<IResult> ListAsync(ApiCall call) => Answer.Ok(
        new LimitList([.. (await call.Monitor.Limits.ListAsync(call.Aborted)).Select(LimitView.From)]), ApiJson.Default.LimitList);

    private static async Task<IResult> KeysAsync(ApiCall call)
    {
        string? name = call.Query.Whole("name");
        int size = call.Query.PageSize(100);
        string? position = ApiCursor.Read(call.Query.Text("cursor"), "limit-keys", name);
        var keys = new List<LimitKeyView>();
        do
        {
            int count = Math.Min(size - keys.Count, MostKeys);
            var page = await call.Monitor.Limits.ListKeysAsync(name, count, position, call.Aborted);
            keys.AddRange(page.Keys.Select(LimitKeyView.Of));
            position = page.Next;
        }
        while (position is not null && keys.Count < size);

        return Answer.Ok(new LimitKeyList(keys, ApiCursor.Write(position, "limit-keys", name)), ApiJson.Default.LimitKeyList);
    }

    private static async Task<IResult> OverrideAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.LimitOverrideBody);
        var values = LimitRules.Read(body, call.Now);
        var limit = await LimitAsync(call);
        return OrderAnswer.Of(
            await call.Cluster.Limits.OverrideAsync(limit.Name, values, call.Operator(body.Reason), call.Aborted));
    }

    private static async Task<IResult> LiftAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.LimitLiftBody, new LimitLiftBody());

        // An override outlives its limit when the code drops it, so the limit is looked for only if nothing was lifted.
        bool isLifted = await call.Cluster.Limits.LiftAsync(NameOf(call), body.Key, call.Operator(body.Reason), call.Aborted);
        return OrderAnswer.Of(isLifted, isLifted ? null : LimitRules.NoOverride(await LimitAsync(call), body.Key));
    }

    private static async Task<IResult> RemoveAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        var limit = await LimitAsync(call);
        try
        {
            return OrderAnswer.Of(await call.Cluster.Limits.RemoveAsync(limit.Name, call.Operator(body.Reason), call.Aborted));
        }
        catch (JobRejectedException exception) when (call.Cluster.Mode != ClusterMode.Archive)
        {
            throw new ApiProblem(StatusCodes.Status409Conflict, "defined-in-code", ApiProblem.TextOf(exception));
        }
    }

    private static string NameOf(ApiCall call) => (string)call.Http.Request.RouteValues["limit"]!;

    /// <exception cref="ApiProblem">404.</exception>
    private static async Task<LimitDetails> LimitAsync(ApiCall call)
    {
        string name = NameOf(call);
        var limits = await call.Monitor.Limits.ListAsync(call.Aborted);
        return limits.FirstOrDefault(limit => limit.Name == name) ?? throw new ApiProblem(
            StatusCodes.Status404NotFound, "not-found",
            $"The cluster has no limit '{name}'. "
            + (limits.Count == 0
                ? "It has none; limits are made in the code of the app."
                : $"It has {LimitRules.Named(limits.Select(limit => limit.Name))}"));
    }
}
