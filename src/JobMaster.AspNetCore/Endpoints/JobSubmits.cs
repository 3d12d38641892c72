using System.Text.Json;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Schedules jobs by definition id.</summary>
internal static class JobSubmits
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Post("jobs", ApiPermissions.Submit, SubmitAsync)
            .Named("submitJob", "Schedules one job, or with `cron` or `natural` a recurring schedule")
            .Takes<SubmitBody>(
                """{"definitionId":"greet","payload":{"Name":"Ada"},"workerLane":"mail","maxRetries":3,"idempotencyKey":"order-7"}""")
            .Gives<SubmittedJob>(201).Gives<SubmittedJob>(200).Gives<ScheduleView>(201).Gives<ScheduleView>(200)
            .Hears(Repeats.Header),
        ApiRoute.Post("jobs/batch", ApiPermissions.Submit, SubmitManyAsync)
            .Named("submitJobs", "Schedules up to 1,000 jobs; all are checked before any is stored")
            .Takes<SubmitManyBody>(
                """{"jobs":[{"definitionId":"greet","payload":{"Name":"Ada"}},{"definitionId":"greet","payload":{"Name":"Bob"}}]}""")
            .Gives<SubmittedJobs>(201).Gives<SubmittedJobs>(200).Hears(Repeats.Header),
    ];

    private static async Task<IResult> SubmitAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.SubmitBody);
        if (SubmissionRules.IsRecurring(body) && KeyOf(call) is not null)
        {
            throw ApiProblem.BadRequest(
                "invalid-header",
                "A recurring schedule takes no Idempotency-Key header. Give it a 'scheduleKey': the same one makes no second schedule.");
        }

        var request = await Submission.ReadAsync(call, body, "$", KeyOf(call));
        if (SubmissionRules.IsRecurring(body))
        {
            var recurring = Submission.Recurring(call, body, request);
            await ScheduleRules.CheckRecursAsync(call, (body.Cron, body.Natural), body.TimeZone, startAfter: null);
            var schedule = await call.Scheduler.RecurringAsync(recurring, call.Aborted);
            call.SetLocation("schedules", schedule.Id);
            return Answer.With(
                schedule.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK,
                ScheduleView.Of(schedule, call.Redactor(schedule)) with
                {
                    Note = ServedLanes.Joined(
                        Expressions.NoteOf(recurring.TypeId, recurring.Expression),
                        await call.ServedLanes.NoteAsync(call, request.Options?.WorkerLane)),
                },
                ApiJson.Default.ScheduleView);
        }

        var job = await call.Scheduler.ScheduleAsync(request, call.Aborted);
        if (job is { IsNew: false, IsSameCall: false } && KeyOf(call) is { } key)
        {
            if (!await IsSameAsync(call, job, body))
            {
                throw KeyReused(
                    $"The Idempotency-Key '{key}' came before, and led to job {job.Id}, which has another definition, payload, number of "
                    + "retries or timeout. If this is another job, give it a key of its own. If this call was made before, the job has "
                    + "been changed since: send nothing again.",
                    path: null);
            }
        }

        call.SetLocation("jobs", job.Id);
        return Answer.With(
            job.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            Submitted(call, job) with { Note = await call.ServedLanes.NoteAsync(call, NamedLane(request, job)) },
            ApiJson.Default.SubmittedJob);
    }

    private static async Task<IResult> SubmitManyAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.SubmitManyBody);
        if (body.Jobs is not { Count: > 0 and <= 1000 } jobs)
        {
            throw ApiProblem.BadBody("$.jobs", FormattableString.Invariant(
                $"'jobs' has {body.Jobs?.Count ?? 0:N0} jobs; it must have 1 to 1,000."));
        }

        string? key = KeyOf(call);
        var requests = new List<JobRequest>();
        for (int place = 0; place < jobs.Count; place++)
        {
            if (jobs[place] is not { } job)
            {
                throw ApiProblem.BadBody($"$.jobs[{place}]", "The job is null; it must be an object.");
            }

            if (SubmissionRules.IsRecurring(job))
            {
                string member = job.Cron is null ? "natural" : "cron";
                throw ApiProblem.BadBody(
                    $"$.jobs[{place}].{member}",
                    $"'{member}' makes a recurring schedule, which a batch does not take. Submit it by itself by POST …/jobs, or leave "
                    + $"'{member}' out.");
            }

            // A job with its own key is repeated under this key; the others under one made of the header's key and their place.
            string? own = key is null || job.IdempotencyKey is not null ? null : FormattableString.Invariant($"{key}#{place}");
            requests.Add(await ReadAtAsync(call, job, place, own));
        }

        var stored = await call.Scheduler.ScheduleManyAsync(requests, call.Aborted);
        var others = new List<int>();
        for (int place = 0; key is not null && place < jobs.Count; place++)
        {
            if (stored[place] is { IsNew: false, IsSameCall: false } && jobs[place].IdempotencyKey is null
                && !await IsSameAsync(call, stored[place], jobs[place]))
            {
                others.Add(place);
            }
        }

        if (others.Count > 0)
        {
            throw KeyReused(OtherList(key!, others, stored), $"$.jobs[{others[0]}]");
        }

        bool isRepeated = stored.All(job => !job.IsNew);
        return Answer.With(
            isRepeated ? StatusCodes.Status200OK : StatusCodes.Status201Created,
            new SubmittedJobs([.. stored.Select(job => Submitted(call, job))])
            {
                Note = await call.ServedLanes.NoteAsync(call, requests.Zip(stored, NamedLane)),
            },
            ApiJson.Default.SubmittedJobs);
    }

    /// <summary>The lane where the job waits, if the call names one; null if it does not.</summary>
    private static string? NamedLane(JobRequest request, JobContext job) => request.Options.WorkerLane is null ? null : job.WorkerLane;

    /// <summary>Reads one job of a batch. Each problem names its place, also one that a single call would not need a place for.</summary>
    private static async Task<JobRequest> ReadAtAsync(ApiCall call, SubmitBody job, int place, string? key)
    {
        string path = $"$.jobs[{place}]";
        try
        {
            return await Submission.ReadAsync(call, job, path, key);
        }
        catch (ApiProblem problem) when (problem.Path is null)
        {
            throw problem.At(path);
        }
        catch (Exception exception) when (exception is JobRejectedException or ArgumentException)
        {
            throw ApiProblem.BadRequest("rejected", ApiProblem.TextOf(exception)).At(FaultPlaces.Of(exception.Message, call.Bytes, place)!);
        }
    }

    /// <summary>
    /// Says what is stored, and where. It advises no call that would store a job twice: a job of the first list may be in this one, at
    /// another place.
    /// </summary>
    private static string OtherList(string key, List<int> others, IReadOnlyList<JobContext> stored)
    {
        var added = stored.Where(job => job.IsNew).Select(job => job.Id).ToList();
        string found = Listed(others.Select(place => FormattableString.Invariant($"{place} (job {stored[place].Id})")));
        return $"The Idempotency-Key '{key}' came before with a list that had other jobs at place {found}. "
            + (added.Count == 0
                ? "Nothing of this call is stored. "
                : $"New under the key, and stored, are {Listed(added.Select(id => $"{id}"))}. ")
            + "Jobs are compared by their place in the list. Send the list as it was the first time, longer if wanted, with the same key. "
            + "Under another key send no job of that list, at whatever place, and none that is stored now: it would be stored twice. "
            + "If the list is that of the first call, the job has been changed since: send nothing again.";
    }

    private static string Listed(IEnumerable<string> named)
    {
        const int Most = 20;
        var first = named.Take(Most + 1).ToList();
        return string.Join(", ", first.Take(Most)) + (first.Count > Most ? " and others" : "");
    }

    private static ApiProblem KeyReused(string detail, string? path) =>
        new(StatusCodes.Status422UnprocessableEntity, "key-reused", detail) { Path = path };

    /// <summary>
    /// Whether a call that found a job asks for that job: the header says that it is the same as before. It is not asked for a key that was
    /// free, or whose call is known to have been the same. Then, with a unique rule, this is another call, whatever the job is now. An
    /// encrypted payload cannot be compared. Lane, priority and times are not: nothing tells whether an operator has changed them since.
    /// </summary>
    private static async Task<bool> IsSameAsync(ApiCall call, JobContext job, SubmitBody body)
    {
        if (await call.Monitor.Jobs.GetAsync(job.Id, call.Aborted) is not { } stored || !call.Caller.Sees(stored))
        {
            return true;
        }

        string? payload = body.Payload is { ValueKind: not JsonValueKind.Null } element ? element.GetRawText() : null;
        int? retries = body.MaxRetries ?? body.MaxAttempts - 1;
        return body.Unique is null
            && await NamedDefinitions.IsSameAsync(call, stored.JobDefinitionId, body.DefinitionId ?? body.Type)
            && (stored.IsPayloadEncrypted || IsSame(stored.MsgDataJson, payload))
            && (retries is null || retries == stored.MaxNumberOfRetries)
            && (body.TimeoutSeconds is not { } timeout || Microseconds(TimeSpan.FromSeconds(timeout)) == Microseconds(stored.Timeout));
    }

    /// <summary>Stores keep whole microseconds.</summary>
    private static long Microseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private static bool IsSame(string? stored, string? sent) =>
        JsonElement.DeepEquals(JsonElement.Parse(stored ?? "{}", Redactor.Deep), JsonElement.Parse(sent ?? "{}"));

    private static string? KeyOf(ApiCall call) => Repeats.KeyOf(call.Http.Request);

    /// <exception cref="ApiProblem">409, when the id belongs to a job that the caller may not see.</exception>
    private static SubmittedJob Submitted(ApiCall call, JobContext job) =>
        job.IsNew || (call.Caller.SeesTenant(job.Tenant) && call.Caller.SeesDefinition(job.JobDefinitionId))
            ? new SubmittedJob(job.Id, job.JobDefinitionId, job.CreatedAt, job.ScheduledAt, job.IsNew)
            : throw ApiProblem.IdTaken(job.Id);
}
