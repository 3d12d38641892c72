using System.Text.Json;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using JobMaster.AspNetCore.Patches;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Actions on one job that is final: discard, restore, and run again as a new job.</summary>
internal static class FinalJobCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Post("jobs/{id:guid}/discard", ApiPermissions.Operate, DiscardAsync)
            .Named("discardJob", "Discards a failed job: it becomes `Cancelled`").TakesReason().Gives<ChangeAnswer>()
            .Hears(Versions.Header),
        ApiRoute.Post("jobs/{id:guid}/restore", ApiPermissions.Operate, RestoreAsync)
            .Named("restoreJob", "Makes a discarded job `Failed` again").TakesReason().Gives<ChangeAnswer>()
            .Hears(Versions.Header),
        ApiRoute.Post("jobs/{id:guid}/copy", ApiPermissions.Operate, CopyAsync)
            .Named("copyJob", "Runs any final job again as a new one")
            .Takes<ReplayBody>(
                """{"payload":{"Name":"Ada"},"reason":"Sent to the wrong address"}""", isOptional: true).Gives<CopiedJob>(201)
            .Again(CopiedAsync).Hears(Versions.Header),
    ];

    private static async Task<IResult> DiscardAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        await JobReads.SeenAsync(call);
        return (await call.Cluster.Failures.DiscardAsync([call.Id], call.Operator(body.Reason), call.Aborted)).Count > 0
            ? OrderAnswer.Of(isChanged: true)
            : (await call.JobAsync()).IsDiscarded() ? OrderAnswer.Of(isChanged: false)
            : throw await WrongStates.OfJobAsync(call, "only a failed job can be discarded.");
    }

    private static async Task<IResult> RestoreAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        await JobReads.SeenAsync(call);
        return (await call.Cluster.Failures.RestoreAsync([call.Id], call.Operator(body.Reason), call.Aborted)).Count > 0
            ? OrderAnswer.Of(isChanged: true)
            : (await call.JobAsync()).State == JobState.Failed ? OrderAnswer.Of(isChanged: false, $"Job {call.Id} was not discarded.")
            : throw await WrongStates.OfJobAsync(call, "only a job that was discarded can be restored.");
    }

    private static async Task<IResult> CopyAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.ReplayBody, new ReplayBody());
        ChangeRules.Check(body, "$");
        var job = await JobReads.SeenAsync(call);
        body = body with { Payload = await PayloadPatch.WantedAsync(call, job, body.Payload, body.PayloadPatch, body.PayloadRevision) };
        _ = Submission.Data(body.Payload?.GetRawText(), "$.payload");
        await NamedDefinitions.CheckReplayAsync(call, body.DefinitionId, "$.definitionId");

        return await PayloadPatch.MadeAsync(
            call, body.PatchPath, body.DataPath,
            () => call.Cluster.Failures.CopyAsync(call.Id, body.ToReplay(), call.Operator(body.Reason), call.Aborted)) is { } copy
            ? Copied(call, copy, await call.ServedLanes.NoteAsync(call, body.WorkerLane))
            : throw await WrongStates.OfJobAsync(call, "only a job that is final can be copied.");
    }

    private static async Task<IResult> CopiedAsync(ApiCall call, AuditEntry done)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.ReplayBody, new ReplayBody());
        return Copied(
            call, JsonElement.Parse(done.After!).GetProperty("copy").GetGuid(), await call.ServedLanes.NoteAsync(call, body.WorkerLane));
    }

    private static IResult Copied(ApiCall call, Guid copy, string? note)
    {
        call.SetLocation("jobs", copy);
        return Answer.With(StatusCodes.Status201Created, new CopiedJob(copy) { Note = note }, ApiJson.Default.CopiedJob);
    }
}
