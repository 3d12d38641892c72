using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>What may be scheduled.</summary>
internal static class DefinitionCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("definitions", ListAsync) with { Permission = ApiPermissions.Read | ApiPermissions.Submit },
        ApiRoute.Get("definitions/{definitionId}", GetAsync) with { Permission = ApiPermissions.Read | ApiPermissions.Submit },
        ApiRoute.Post("definitions/{definitionId}/validate", ApiPermissions.Read | ApiPermissions.Submit, ValidateAsync),
        ApiRoute.Post("definitions/{definitionId}/pause", ApiPermissions.Operate, PauseAsync) with { NeedsWholeCluster = true },
        ApiRoute.Post("definitions/{definitionId}/resume", ApiPermissions.Operate, ResumeAsync) with { NeedsWholeCluster = true },
    ];

    private static async Task<IResult> ListAsync(ApiCall call) => Answer.Ok(
        new DefinitionList([.. (await call.Monitor.Definitions.ListAsync(call.Aborted))
            .Where(definition => call.Caller.SeesDefinition(definition.Id)).Select(DefinitionView.Of)]),
        ApiJson.Default.DefinitionList);

    private static async Task<IResult> GetAsync(ApiCall call) =>
        Answer.Ok(DefinitionView.Of(await SeenAsync(call)), ApiJson.Default.DefinitionView);

    private static async Task<IResult> ValidateAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.ValidateBody);
        var definition = await SeenAsync(call);
        var problems = await call.Monitor.Definitions.ValidateAsync(
            definition.Id, body.Payload?.GetRawText(), body.PayloadVersion, call.Aborted);
        return Answer.Ok(new ValidationView(problems.Count == 0, problems), ApiJson.Default.ValidationView);
    }

    private static async Task<IResult> PauseAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.PauseBody, new PauseBody());
        bool isChanged = await call.Cluster.Definitions.PauseAsync(IdOf(call), body.Until, call.Operator(body.Reason), call.Aborted);
        return Changed(isChanged);
    }

    private static async Task<IResult> ResumeAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        return Changed(await call.Cluster.Definitions.ResumeAsync(IdOf(call), call.Operator(body.Reason), call.Aborted));
    }

    private static async Task<DefinitionDetails> SeenAsync(ApiCall call) =>
        call.Caller.SeesDefinition(IdOf(call)) && await call.Monitor.Definitions.GetAsync(IdOf(call), call.Aborted) is { } definition
            ? definition
            : throw ApiProblem.NotFound("definition", IdOf(call));

    private static string IdOf(ApiCall call) => (string)call.Http.Request.RouteValues["definitionId"]!;

    private static IResult Changed(bool isChanged) =>
        Answer.Ok(new ChangeAnswer(isChanged ? "changed" : "unchanged"), ApiJson.Default.ChangeAnswer);
}
