using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using JobMaster.AspNetCore.Patches;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Changes to many jobs at once.</summary>
internal static class OperationCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("operations", ListAsync, "state", "limit", "cursor")
            .Named("listOperations", "Operations on many jobs").Gives<OperationList>().OfWholeCluster(),
        ApiRoute.Get("operations/{id:guid}", GetAsync)
            .Named("getOperation", "One operation and its progress").Gives<OperationView>().OfWholeCluster(),
        ApiRoute.Post("operations", ApiPermissions.Operate, StartAsync)
            .Named("startOperation", "Starts one, or with `dryRun` says what it would do")
            .Takes<OperationBody>(
                """
                {"kind":"Cancel","filter":{"definitionId":"greet","createdBefore":"2031-01-01T00:00:00Z"},"max":50000,"dryRun":true,
                 "reason":"Greeted twice"}
                """)
            .Gives<OperationView>(201).Gives<OperationPreviewView>().OfWholeCluster()
            .Again((call, done) => StartedAsync(call, Guid.Parse(done.TargetId))),
        ApiRoute.Post("operations/{id:guid}/pause", ApiPermissions.Operate, PauseAsync)
            .Named("pauseOperation", "Pauses it").TakesReason().Gives<ChangeAnswer>().OfWholeCluster(),
        ApiRoute.Post("operations/{id:guid}/resume", ApiPermissions.Operate, ResumeAsync)
            .Named("resumeOperation", "Resumes it").TakesReason().Gives<ChangeAnswer>().OfWholeCluster(),
        ApiRoute.Post("operations/{id:guid}/cancel", ApiPermissions.Operate, CancelAsync)
            .Named("cancelOperation", "Ends it; what it has changed stays changed").TakesReason().Gives<ChangeAnswer>().OfWholeCluster(),
    ];

    private static async Task<IResult> ListAsync(ApiCall call)
    {
        int limit = call.Query.PageSize(100);
        var state = call.Query.Choice<JobOperationState>("state");
        object?[] asked = ["operations", state];
        var page = await call.Monitor.Operations.ListAsync(
            limit, ApiCursor.ReadId(call.Query.Text("cursor"), asked), state, call.Aborted);
        string? next = page.Count == limit ? ApiCursor.Write($"{page[^1].Id}", asked) : null;
        return Answer.Ok(new OperationList([.. page.Select(OperationView.Of)], next), ApiJson.Default.OperationList);
    }

    private static async Task<IResult> GetAsync(ApiCall call) =>
        Answer.Ok(OperationView.Of(await ReadAsync(call)), ApiJson.Default.OperationView);

    private static async Task<IResult> StartAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.OperationBody);
        if (body.Change?.PayloadPatch is not null || body.Replay?.PayloadPatch is not null)
        {
            string member = body.Change?.PayloadPatch is null ? "replay" : "change";
            throw ApiProblem.BadBody($"$.{member}.payloadPatch", "A patch is made for the payload of one job. Change each job by itself.");
        }

        if ((body.Change?.PayloadRevision ?? body.Replay?.PayloadRevision) is not null)
        {
            throw ApiProblem.BadBody(
                $"$.{(body.Change?.PayloadRevision is null ? "replay" : "change")}.payloadRevision",
                "A revision is that of the payload of one job. Change each job by itself, or leave it out.");
        }

        HiddenValues.Check(call, body.Change?.Payload, "$.change.payload");
        HiddenValues.Check(call, body.Replay?.Payload, "$.replay.payload");
        _ = Submission.Data(body.Change?.Payload?.GetRawText(), "$.change.payload");
        _ = Submission.Data(body.Replay?.Payload?.GetRawText(), "$.replay.payload");
        await NamedDefinitions.CheckReplayAsync(call, body.Replay?.DefinitionId, "$.replay.definitionId");
        if ((body.Change?.Reason ?? body.Replay?.Reason) is not null)
        {
            throw ApiProblem.BadBody(
                $"$.{(body.Change?.Reason is null ? "replay" : "change")}.reason",
                "An operation has one 'reason', beside its 'kind'. Give it there.");
        }

        var kind = body.Kind ?? throw ApiProblem.BadBody(
            "$.kind", $"'kind' is missing: one of {string.Join(", ", Enum.GetNames<JobOperationKind>())}.");
        OperationRules.Check(body, kind, call.Now);
        var operation = new JobOperation
        {
            Kind = kind,
            Change = body.Change?.ToChange(), JobIds = body.Ids, All = body.All, MaxJobs = body.Max,
            Filter = body.Filter?.ToFilter(), Replay = body.Replay?.ToReplay(), TryFirst = body.TryFirst, MaxPerSecond = body.MaxPerSecond,
        };
        if (body.DryRun)
        {
            var preview = await PayloadPatch.MadeAsync(
                call, patched: null, DataPath(body), () => call.Cluster.Operations.PreviewAsync(operation, call.Aborted));
            var samples = new List<JobView>();
            foreach (var job in preview.Samples)
            {
                samples.Add(JobView.Of(job, await JobRedaction.OfAsync(call, job)));
            }

            return Answer.Ok(
                new OperationPreviewView(preview.Count, preview.IsCapped, preview.Running, preview.OnAgent, samples)
                {
                    Note = await call.ServedLanes.NoteAsync(call, body.Change?.WorkerLane, body.Replay?.WorkerLane),
                },
                ApiJson.Default.OperationPreviewView);
        }

        return await StartedAsync(call, await PayloadPatch.MadeAsync(
            call, patched: null, DataPath(body),
            () => call.Cluster.Operations.StartAsync(operation, call.Operator(body.Reason), call.Aborted)));
    }

    private static string? DataPath(OperationBody body) => body.Change?.Payload is not null ? "$.change.payload"
        : body.Replay?.DataPath is { } path ? $"$.replay{path[1..]}"
        : null;

    private static async Task<IResult> StartedAsync(ApiCall call, Guid id)
    {
        call.SetLocation("operations", id);
        var stored = await call.Monitor.Operations.GetAsync(id, call.Aborted)
            ?? throw ApiProblem.NotFound("operation", $"{id}");
        var view = OperationView.Of(stored);
        string? note = view.Note ?? await call.ServedLanes.NoteAsync(call, view.Change?.WorkerLane, view.Replay?.WorkerLane);
        return Answer.With(StatusCodes.Status201Created, view with { Note = note }, ApiJson.Default.OperationView);
    }

    private static Task<IResult> PauseAsync(ApiCall call) =>
        SteerAsync(call, call.Cluster.Operations.PauseAsync, JobOperationState.Paused, "paused");

    private static Task<IResult> ResumeAsync(ApiCall call) => SteerAsync(
        call, call.Cluster.Operations.ResumeAsync, JobOperationState.Running, "resumed", $"Operation {call.Id} was not paused.");

    private static Task<IResult> CancelAsync(ApiCall call) =>
        SteerAsync(call, call.Cluster.Operations.CancelAsync, JobOperationState.Cancelled, "cancelled");

    /// <summary>Moves it to another state. If it has that state already, the call changes nothing, as any order.</summary>
    private static async Task<IResult> SteerAsync(
        ApiCall call, Func<Guid, OperatorContext?, CancellationToken, Task<bool>> steer, JobOperationState wanted, string what,
        string? note = null)
    {
        var body = await ApiBody.ReasonAsync(call);
        await ReadAsync(call);
        if (await steer(call.Id, call.Operator(body.Reason), call.Aborted))
        {
            return OrderAnswer.Of(isChanged: true);
        }

        var operation = await ReadAsync(call);
        return operation.State == wanted ? OrderAnswer.Of(isChanged: false, note) : throw WrongStates.Of(operation, what);
    }

    /// <exception cref="ApiProblem">404.</exception>
    private static async Task<JobOperationDetails> ReadAsync(ApiCall call) =>
        await call.Monitor.Operations.GetAsync(call.Id, call.Aborted) ?? throw ApiProblem.NotFound("operation", $"{call.Id}");
}
