using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using JobMaster.AspNetCore.Patches;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Changes one job; with If-Match, only the version that the caller has seen.</summary>
internal static class JobChanges
{
    private const int MostTries = 10;

    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Post("jobs/{id:guid}/cancel", ApiPermissions.Operate, CancelAsync)
            .Named("cancelJob", "Cancels it; a running one is asked to stop").TakesReason().Gives<ChangeAnswer>().Hears(Versions.Header),
        ApiRoute.Post("jobs/{id:guid}/reschedule", ApiPermissions.Operate, RescheduleAsync)
            .Named("rescheduleJob", "Moves it to another time")
            .Takes<RescheduleBody>("""{"at":"2031-01-01T08:00:00Z","reason":"Not before the new year"}""")
            .Gives<ChangeAnswer>().Hears(Versions.Header),
        ApiRoute.Post("jobs/{id:guid}/run-now", ApiPermissions.Operate, RunNowAsync)
            .Named("runJobNow", "Makes it due now").TakesReason().Gives<ChangeAnswer>().Hears(Versions.Header),
        ApiRoute.Post("jobs/{id:guid}/replay", ApiPermissions.Operate, ReplayAsync)
            .Named("replayJob", "Runs a failed job again, if wanted with another payload, lane, priority or definition")
            .Takes<ReplayBody>("""{"payload":{"Name":"Ada"},"reason":"The name was missing"}""", isOptional: true)
            .Gives<ChangeAnswer>().Again(ReplayedAsync).Hears(Versions.Header),
        ApiRoute.Post("jobs/{id:guid}/retry", ApiPermissions.Operate, ReplayAsync)
            .Named("retryJob", "The same under the name other systems use")
            .Takes<ReplayBody>("""{"reason":"The mail server is up again"}""", isOptional: true)
            .Gives<ChangeAnswer>().Again(ReplayedAsync).Hears(Versions.Header),
        new ApiRoute(HttpMethods.Patch, "jobs/{id:guid}", ApiPermissions.Operate, ChangeAsync)
            .Named("changeJob", "Changes priority, lane, time, expiry or payload")
            .Takes<ChangeBody>("""{"priority":"High","workerLane":"mail","reason":"The customer waits"}""")
            .Gives<ChangeAnswer>().Hears(Versions.Header),
    ];

    private static async Task<IResult> CancelAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        await JobReads.SeenAsync(call);
        if (await call.Scheduler.CancelJobAsync(call.Id, call.Operator(body.Reason), call.Aborted))
        {
            return Done();
        }

        // A repeated call finds its result: the job is cancelled, or still asked to stop.
        return await call.JobAsync() is { State: JobState.Cancelled } or { State: JobState.Running, IsCancelRequested: true }
            ? Unchanged()
            : throw await WrongStates.OfJobAsync(call, "a job that is final cannot be cancelled.");
    }

    private static async Task<IResult> RescheduleAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.RescheduleBody);
        var at = body.At ?? throw ApiProblem.BadBody("$.at", "'at' is missing: the new time, with its offset.");
        SubmissionRules.CheckTime(at, "$.at");
        var job = await JobReads.SeenAsync(call);
        if (job.Revision is not null && AsksForVersion(call))
        {
            return await ChangeAsync(call, _ => Task.FromResult(new JobChange { At = at }), body.Reason);
        }

        var by = call.Operator(body.Reason);
        return await call.Scheduler.ReScheduleAsync(call.Id, at, by, call.Aborted)
            ? (IsDueAt(job, at) ? Unchanged() : Done())
            : throw await WrongStates.OfJobAsync(call, "only a job that has not started can be moved.");
    }

    private static async Task<IResult> RunNowAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        return await ChangeAsync(call, _ => Task.FromResult(new JobChange { RunNow = true }), body.Reason);
    }

    private static async Task<IResult> ChangeAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.ChangeBody);
        return await ChangeAsync(call, async job =>
        {
            NullMembers.Check(call, ("expiresAt", "'removesExpiry': true"), ("at", null));
            ChangeRules.Check(body, "$", call.Now);
            var payload = await PayloadPatch.WantedAsync(call, job, body.Payload, body.PayloadPatch, body.PayloadRevision);
            _ = Submission.Data(payload?.GetRawText(), "$.payload");
            var change = (body with { Payload = payload }).ToChange();
            return body.PayloadPatch is null && body.PayloadRevision is null ? change : change with { Revision = job.Revision };
        }, body.Reason, (body.PayloadPatch is null ? null : "$.payloadPatch", body.Payload is null ? null : "$.payload"));
    }

    private static async Task<IResult> ReplayAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.ReplayBody, new ReplayBody());
        ChangeRules.Check(body, "$");
        var job = await JobReads.SeenAsync(call);
        body = body with { Payload = await PayloadPatch.WantedAsync(call, job, body.Payload, body.PayloadPatch, body.PayloadRevision) };
        _ = Submission.Data(body.Payload?.GetRawText(), "$.payload");
        await NamedDefinitions.CheckReplayAsync(call, body.DefinitionId, "$.definitionId");

        var results = await PayloadPatch.MadeAsync(
            call, body.PatchPath, body.DataPath,
            () => call.Cluster.Failures.ReplayAsync([call.Id], body.ToReplay(), call.Operator(body.Reason), call.Aborted));
        return results switch
        {
            [JobReplayResult.Replayed] => Done(await call.ServedLanes.NoteAsync(call, body.WorkerLane)),
            [JobReplayResult.KeyHeld] => throw new ApiProblem(
                StatusCodes.Status409Conflict, "held", $"Another live job holds the unique key of job {call.Id}. Wait until it has ended."),
            _ => throw await WrongStates.OfJobAsync(call, "only a failed job can be replayed."),
        };
    }

    private static async Task<IResult> ReplayedAsync(ApiCall call, AuditEntry done)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.ReplayBody, new ReplayBody());
        return Done(await call.ServedLanes.NoteAsync(call, body.WorkerLane));
    }

    /// <summary>
    /// Changes the current job. With If-Match or a patch, the store refuses the change if another one came in between. Then the job is read
    /// and checked again, because changes of hidden values do not count.
    /// </summary>
    private static async Task<IResult> ChangeAsync(
        ApiCall call, Func<JobDetails, Task<JobChange>> wanted, string? reason, (string? Patch, string? Data) paths = default)
    {
        for (int tries = 0; tries < MostTries; tries++)
        {
            var job = await JobReads.SeenAsync(call);
            var change = await wanted(job);
            change = AsksForVersion(call) ? change with { Revision = job.Revision } : change;
            switch (await PayloadPatch.MadeAsync(
                call, paths.Patch, paths.Data, () => call.Scheduler.ChangeJobAsync(call.Id, change, call.Operator(reason), call.Aborted)))
            {
                case JobChangeResult.Changed:
                    return Done(await call.ServedLanes.NoteAsync(call, change.WorkerLane));
                case JobChangeResult.Unchanged:
                    return Unchanged();
                case JobChangeResult.Stale:
                    break;
                case JobChangeResult.Unknown:
                    throw ApiProblem.NotFound("job", $"{call.Id}");
                case JobChangeResult.OnAgent:
                    throw ApiProblem.WrongState(
                        $"Job {call.Id} waits on an agent; it can be changed once a worker has admitted it. "
                        + $"Cancel it now by POST …/jobs/{call.Id}/cancel, or make the call again later.");
                default:
                    throw await WrongStates.OfJobAsync(call, "only a job that has not started can be changed.");
            }
        }

        throw new ApiProblem(
            StatusCodes.Status412PreconditionFailed, "stale",
            $"Job {call.Id} was changed while it was read, {MostTries} times. Read it again.");
    }

    /// <summary>Whether the job waits for that time already. Stores keep whole microseconds.</summary>
    private static bool IsDueAt(JobDetails job, DateTimeOffset at) =>
        !job.IsOnAgent && job.State is JobState.Scheduled or JobState.Ready or JobState.Throttled
        && job.DueAt.UtcTicks / TimeSpan.TicksPerMicrosecond == at.UtcTicks / TimeSpan.TicksPerMicrosecond;

    private static bool AsksForVersion(ApiCall call) => Versions.IsAskedFor(call.Http.Request);

    private static IResult Unchanged() => Answer.Ok(new ChangeAnswer("unchanged"), ApiJson.Default.ChangeAnswer);

    private static IResult Done(string? note = null) =>
        Answer.Ok(new ChangeAnswer("changed") { Note = note }, ApiJson.Default.ChangeAnswer);
}
