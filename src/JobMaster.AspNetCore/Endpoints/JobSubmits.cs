using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Scheduling jobs by definition id.</summary>
internal static class JobSubmits
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Post("jobs", ApiPermissions.Submit, SubmitAsync)
            .Named("submitJob", "Schedules one job, or with `cron` a recurring schedule")
            .Takes<SubmitBody>(
                """{"definitionId":"greet","payload":{"Name":"Ada"},"workerLane":"mail","maxRetries":3,"idempotencyKey":"order-7"}""")
            .Gives<SubmittedJob>(201).Gives<SubmittedJob>(200).Gives<ScheduleView>(201).Gives<ScheduleView>(200)
            .Hears("Idempotency-Key"),
        ApiRoute.Post("jobs/batch", ApiPermissions.Submit, SubmitManyAsync)
            .Named("submitJobs", "Schedules up to 1,000 jobs; all are checked before any is stored")
            .Takes<SubmitManyBody>(
                """{"jobs":[{"definitionId":"greet","payload":{"Name":"Ada"}},{"definitionId":"greet","payload":{"Name":"Bob"}}]}""")
            .Gives<SubmittedJobs>(201),
    ];

    private static async Task<IResult> SubmitAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.SubmitBody);
        var request = await Submission.ReadAsync(call, body, "$", KeyOf(call));
        if (body.Cron is not null)
        {
            var schedule = await call.Scheduler.RecurringAsync(Submission.Recurring(body, request), call.Aborted);
            call.Http.Response.Headers.Location = $"{call.Http.Request.PathBase}{Parent(call.Http.Request.Path)}/schedules/{schedule.Id}";
            return Answer.With(
                schedule.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, ScheduleView.Of(schedule, call.Redactor()),
                ApiJson.Default.ScheduleView);
        }

        var job = await call.Scheduler.ScheduleAsync(request, call.Aborted);
        call.Http.Response.Headers.Location = $"{call.Http.Request.PathBase}{call.Http.Request.Path}/{job.Id}";
        return Answer.With(
            job.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, Submitted(call, job), ApiJson.Default.SubmittedJob);
    }

    private static async Task<IResult> SubmitManyAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.SubmitManyBody);
        if (body.Jobs is not { Count: > 0 and <= 1000 } jobs)
        {
            throw ApiProblem.BadBody("$.jobs", $"'jobs' has {body.Jobs?.Count ?? 0} jobs; it must have 1 to 1,000.");
        }

        var requests = new List<JobRequest>();
        for (int place = 0; place < jobs.Count; place++)
        {
            if (jobs[place] is not { Cron: null } job)
            {
                throw ApiProblem.BadBody($"$.jobs[{place}]", "A job of a batch must be an object, and no recurring one.");
            }

            requests.Add(await Submission.ReadAsync(call, job, $"$.jobs[{place}]", key: null));
        }

        var stored = await call.Scheduler.ScheduleManyAsync(requests, call.Aborted);
        return Answer.With(
            StatusCodes.Status201Created, new SubmittedJobs([.. stored.Select(job => Submitted(call, job))]),
            ApiJson.Default.SubmittedJobs);
    }

    private static string? KeyOf(ApiCall call) =>
        call.Http.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } key ? key : null;

    private static string Parent(PathString path) => path.Value![..path.Value!.LastIndexOf('/')];

    /// <exception cref="ApiProblem">409, when the id belongs to a job that the caller may not see.</exception>
    private static SubmittedJob Submitted(ApiCall call, JobContext job) =>
        job.IsNew || (call.Caller.SeesTenant(job.Tenant) && call.Caller.SeesDefinition(job.JobDefinitionId))
            ? new SubmittedJob(job.Id, job.JobDefinitionId, job.CreatedAt, job.ScheduledAt, job.IsNew)
            : throw new ApiProblem(
                StatusCodes.Status409Conflict, "id-taken", $"The id {job.Id} is taken by another job. Leave 'id' out, or give another.");
}
