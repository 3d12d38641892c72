using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The definitions that may be scheduled.</summary>
internal static class DefinitionCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("definitions", ListAsync)
            .Named("listDefinitions", "What may be scheduled").Gives<DefinitionList>().For(ApiPermissions.Read | ApiPermissions.Submit),
        ApiRoute.Get("definitions/{definitionId}", GetAsync)
            .Named("getDefinition", "One definition, with its payload's schema").Gives<DefinitionView>()
            .For(ApiPermissions.Read | ApiPermissions.Submit),
        ApiRoute.Post("definitions/{definitionId}/validate", ApiPermissions.Read | ApiPermissions.Submit, ValidateAsync)
            .Named("validatePayload", "Checks a payload against the schema and stores nothing")
            .Takes<ValidateBody>("""{"payload":{"Name":"Ada"}}""").Gives<ValidationView>(),
        ApiRoute.Post("definitions/{definitionId}/pause", ApiPermissions.Operate, PauseAsync)
            .Named("pauseDefinition", "Starts no more jobs of it")
            .Takes<PauseBody>(
                """{"until":"2031-01-01T00:00:00Z","reason":"The address service is down"}""", isOptional: true).Gives<ChangeAnswer>()
            .OfWholeCluster().Again(async (call, _) => OrderAnswer.Of(isChanged: true, await UnknownAsync(call))),
        ApiRoute.Post("definitions/{definitionId}/resume", ApiPermissions.Operate, ResumeAsync)
            .Named("resumeDefinition", "Starts them again").TakesReason().Gives<ChangeAnswer>().OfWholeCluster(),
    ];

    private static async Task<IResult> ListAsync(ApiCall call) => Answer.Ok(
        new DefinitionList([.. (await call.Monitor.Definitions.ListAsync(call.Aborted))
            .Where(definition => call.Caller.SeesDefinition(definition.Id))
            .Select(definition => DefinitionView.Of(definition, call.Caller))]),
        ApiJson.Default.DefinitionList);

    private static async Task<IResult> GetAsync(ApiCall call) =>
        Answer.Ok(DefinitionView.Of(await SeenAsync(call), call.Caller), ApiJson.Default.DefinitionView);

    private static async Task<IResult> ValidateAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.ValidateBody);
        SubmissionRules.CheckVersion(body.PayloadVersion, "$.payloadVersion");
        var definition = await SeenAsync(call);
        var problems = await call.Monitor.Definitions.ValidateAsync(
            definition.Id, body.Payload?.GetRawText(), body.PayloadVersion, call.Aborted);
        return Answer.Ok(new ValidationView(problems.Count == 0, problems), ApiJson.Default.ValidationView);
    }

    private static async Task<IResult> PauseAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.PauseBody, new PauseBody());
        bool isChanged = await call.Cluster.Definitions.PauseAsync(IdOf(call), body.Until, call.Operator(body.Reason), call.Aborted);
        return OrderAnswer.Of(isChanged, await UnknownAsync(call));
    }

    private static async Task<IResult> ResumeAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        bool isResumed = await call.Cluster.Definitions.ResumeAsync(IdOf(call), call.Operator(body.Reason), call.Aborted);
        return OrderAnswer.Of(
            isResumed, isResumed ? null : OrderAnswer.NoteOfLift($"Definition '{IdOf(call)}' was not paused.", await UnknownAsync(call)));
    }

    /// <summary>A note about a definition that no node has, or had.</summary>
    private static async Task<string?> UnknownAsync(ApiCall call) =>
        await call.Monitor.Definitions.GetAsync(IdOf(call), call.Aborted) is null
            ? $"No node has, or had, the definition '{IdOf(call)}'. GET …/definitions lists the known ones."
            : null;

    private static async Task<DefinitionDetails> SeenAsync(ApiCall call) =>
        call.Caller.SeesDefinition(IdOf(call)) && await call.Monitor.Definitions.GetAsync(IdOf(call), call.Aborted) is { } definition
            ? definition
            : throw ApiProblem.NotFound("definition", IdOf(call));

    private static string IdOf(ApiCall call) => (string)call.Http.Request.RouteValues["definitionId"]!;
}
