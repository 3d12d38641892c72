using System.Text.Json;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using JobMaster.AspNetCore.Patches;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Recurring schedules. A submission with <c>cron</c> or <c>natural</c> creates them, or code.</summary>
internal static class ScheduleCalls
{
    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("schedules", ListAsync, "state", "definitionId", "tenant", "scheduleKey", "limit", "cursor")
            .Named("listSchedules", "A page of recurring schedules").Gives<ScheduleList>(),
        ApiRoute.Get(
                "schedules/preview", PreviewExpressionAsync,
                "cron", "natural", "timeZone", "startAfter", "endBefore", "workerLane", "limit")
            .Named("previewExpression", "The next times of an expression, before anything is stored").Gives<TimeList>()
            .For(ApiPermissions.Read | ApiPermissions.Submit),
        ApiRoute.Get("schedules/{id:guid}", GetAsync)
            .Named("getSchedule", "One schedule, with an `ETag`").Gives<ScheduleView>(),
        ApiRoute.Get("schedules/{id:guid}/occurrences", OccurrencesAsync, "limit", "before")
            .Named("listOccurrences", "What became of its occurrences").Gives<OccurrenceList>(),
        ApiRoute.Get("schedules/{id:guid}/preview", PreviewAsync, "limit")
            .Named("previewSchedule", "Its next occurrences").Gives<OccurrenceList>(),
        new ApiRoute(HttpMethods.Patch, "schedules/{id:guid}", ApiPermissions.Operate, ChangeAsync)
            .Named("changeSchedule", "Changes it; 409 `defined-in-code` for one that the code defines")
            .Takes<ScheduleChangeBody>("""{"cron":"0 4 * * *","timeZone":"Europe/Berlin","reason":"After the backup"}""")
            .Gives<ScheduleView>().Hears(Versions.Header),
        ApiRoute.Post("schedules/{id:guid}/pause", ApiPermissions.Operate, PauseAsync)
            .Named("pauseSchedule", "Pauses it").TakesReason().Gives<ChangeAnswer>().Hears(Versions.Header),
        ApiRoute.Post("schedules/{id:guid}/resume", ApiPermissions.Operate, ResumeAsync)
            .Named("resumeSchedule", "Resumes it").TakesReason().Gives<ChangeAnswer>().Hears(Versions.Header),
        ApiRoute.Post("schedules/{id:guid}/run-now", ApiPermissions.Operate, RunNowAsync)
            .Named("runScheduleNow", "Runs a job of it now").TakesReason().Gives<JobView>(201).Again(RunAsync)
            .Hears(Versions.Header),
        ApiRoute.Post("schedules/{id:guid}/cancel", ApiPermissions.Operate, CancelAsync)
            .Named("cancelSchedule", "Cancels it; 409 `defined-in-code` for one that the code defines").TakesReason()
            .Gives<ChangeAnswer>().Hears(Versions.Header),
    ];

    private static async Task<IResult> ListAsync(ApiCall call)
    {
        var filter = new RecurringScheduleFilter
        {
            State = call.Query.Choice<RecurringScheduleState>("state"),
            JobDefinitionId = call.Query.Whole("definitionId") ?? call.Caller.SoleDefinition,
            Tenant = call.Query.Text("tenant") ?? call.Caller.SoleTenant, PageSize = call.Query.PageSize(100),
        };
        if (call.Caller.SeesNothingOf(filter.Tenant, filter.JobDefinitionId))
        {
            return Answer.Ok(new ScheduleList([], null), ApiJson.Default.ScheduleList);
        }

        if (call.Query.Text("scheduleKey") is { } key)
        {
            return await OfKeyAsync(call, filter, key);
        }

        object?[] asked = ["schedules", filter.State, filter.JobDefinitionId, filter.Tenant];
        var page = await call.Monitor.Schedules.ListAsync(filter, ApiCursor.ReadId(call.Query.Text("cursor"), asked), call.Aborted);
        string? next = await EndsAsync(call, filter, page) ? null : ApiCursor.Write($"{page[^1].Id}", asked);
        return Answer.Ok(
            new ScheduleList([.. page.Where(call.Caller.Sees).Select(one => ScheduleView.Of(one, call.Redactor(one)))], next),
            ApiJson.Default.ScheduleList);
    }

    /// <summary>The schedule that has a key, if it is one of those that are asked for.</summary>
    private static async Task<IResult> OfKeyAsync(ApiCall call, RecurringScheduleFilter filter, string key)
    {
        var found = await call.Monitor.Schedules.FindAsync(key, cancellationToken: call.Aborted);
        bool isOne = found is not null && call.Caller.Sees(found) && (filter.State ?? found.State) == found.State
            && (filter.JobDefinitionId ?? found.JobDefinitionId) == found.JobDefinitionId
            && (filter.Tenant ?? found.Tenant) == found.Tenant;
        return Answer.Ok(
            new ScheduleList(isOne ? [ScheduleView.Of(found!, call.Redactor(found!))] : [], Next: null), ApiJson.Default.ScheduleList);
    }

    /// <summary>Whether a page is the last. One with large payloads is shorter than it was asked to be, and others follow it.</summary>
    private static async Task<bool> EndsAsync(
        ApiCall call, RecurringScheduleFilter filter, IReadOnlyList<RecurringScheduleContext> page) =>
        page.Count == 0 || (page.Count < filter.PageSize
            && (await call.Monitor.Schedules.ListAsync(filter with { PageSize = 1 }, page[^1].Id, call.Aborted)).Count == 0);

    private static async Task<IResult> GetAsync(ApiCall call)
    {
        return Shown(call, await SeenAsync(call));
    }

    private static async Task<IResult> OccurrencesAsync(ApiCall call)
    {
        await SeenAsync(call);
        return Answer.Ok(
            new OccurrenceList(await call.Monitor.Schedules.GetOccurrencesAsync(
                call.Id, call.Query.PageSize(100), call.Query.Time("before"), call.Aborted)),
            ApiJson.Default.OccurrenceList);
    }

    private static async Task<IResult> PreviewAsync(ApiCall call)
    {
        await SeenAsync(call);
        return Answer.Ok(
            new OccurrenceList(await call.Monitor.Schedules.PreviewAsync(call.Id, call.Query.PageSize(10), call.Aborted)),
            ApiJson.Default.OccurrenceList);
    }

    private static async Task<IResult> PreviewExpressionAsync(ApiCall call)
    {
        var recurrence = Expressions.Of(call.Query.Text("cron"), call.Query.Text("natural"), Expressions.InQuery)
            ?? throw ApiProblem.BadRequest(
                "invalid-query", "The expression to look at is missing: the query parameter 'cron', or 'natural' for one in English.");
        var (start, end) = (call.Query.Time("startAfter"), call.Query.Time("endBefore"));
        if (end <= (start ?? call.Now))
        {
            throw ApiProblem.BadRequest(
                "invalid-query",
                FormattableString.Invariant($"The query parameter 'endBefore' is {end:u}, not after ")
                + (start is null ? "now" : FormattableString.Invariant($"'startAfter', {start:u}"))
                + ": the schedule would never fire. Give a later time, or leave it out.");
        }

        try
        {
            var all = await call.Monitor.Schedules.PreviewAsync(
                recurrence.TypeId, recurrence.Expression, call.Query.Text("timeZone"), start > call.Now ? start.Value : call.Now,
                call.Query.PageSize(5), call.Aborted);
            var times = end is null ? all : [.. all.TakeWhile(time => time < end)];
            return Answer.Ok(
                new TimeList(times)
                {
                    Note = ServedLanes.Joined(
                        WhyNone(all, times, end), Expressions.NoteOf(recurrence.TypeId, recurrence.Expression),
                        await call.ServedLanes.NoteAsync(call, call.Query.Text("workerLane"))),
                },
                ApiJson.Default.TimeList);
        }
        catch (JobRejectedException exception)
        {
            throw ApiProblem.BadRequest("invalid-query", ApiProblem.TextOf(exception));
        }
    }

    private static string? WhyNone(
        IReadOnlyList<DateTimeOffset> all, IReadOnlyList<DateTimeOffset> times, DateTimeOffset? end) => times.Count > 0 ? null
        : all.Count == 0 ? "It never fires from now on: a schedule with it would be refused."
        : FormattableString.Invariant($"Its next time, {all[0]:u}, is not before 'endBefore', {end:u}: a schedule with both never fires.");

    private static async Task<IResult> ChangeAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.ScheduleChangeBody);
        var schedule = await SeenAsync(call);
        ThrowIfInCode(schedule, "Change it there; pausing and running it now work here.");
        await ScheduleRules.CheckAsync(call, body, schedule);
        var by = call.Operator(body.Reason);
        var change = Change(call, body);
        return await PayloadPatch.MadeAsync(
            call, patched: null, body.Payload is null ? null : "$.payload",
            () => call.Scheduler.UpdateRecurringAsync(call.Id, change, by, call.Aborted)) is { } changed
            ? Shown(call, changed, ServedLanes.Joined(
                change.Expression is { } recurs ? Expressions.NoteOf(recurs.TypeId, recurs.Expression) : null,
                await call.ServedLanes.NoteAsync(call, body.WorkerLane)))
            : throw WrongStates.Of(await SeenAsync(call), "changed");
    }

    private static RecurringScheduleChange Change(ApiCall call, ScheduleChangeBody body) => new()
    {
        MayChange = stored => MayChange(call, body, stored),
        Expression = Compiled(body), TimeZoneId = body.TimeZone, StartAfter = body.StartAfter,
        EndBefore = body.RemovesEnd ? DateTimeOffset.MaxValue : body.EndBefore,
        Priority = body.Priority, WorkerLane = body.WorkerLane, MaxNumberOfRetries = body.MaxRetries,
        Timeout = Submission.Seconds(body.TimeoutSeconds, "$.timeoutSeconds"), Misfire = body.Misfire, Overlap = body.Overlap,
        Data = Submission.Data(body.Payload?.GetRawText(), "$.payload"), PayloadVersion = body.PayloadVersion,
    };

    private static bool MayChange(ApiCall call, ScheduleChangeBody body, RecurringScheduleContext stored)
    {
        if (!call.Caller.Sees(stored))
        {
            throw ApiProblem.NotFound("schedule", $"{stored.Id}");
        }

        CheckVersion(call, stored);
        HiddenValues.Check(call, body.Payload, stored);
        return true;
    }

    private static IRecurrenceCompiledExpr? Compiled(ScheduleChangeBody body) =>
        Expressions.Of(body.Cron, body.Natural, Expressions.InBody) is { } recurrence
            ? RecurrenceExprCompiler.Compile(recurrence.TypeId, recurrence.Expression)
            : null;

    private static void ThrowIfInCode(RecurringScheduleContext schedule, string remedy)
    {
        if (schedule.ProfileId is { } profile)
        {
            throw new ApiProblem(
                StatusCodes.Status409Conflict, "defined-in-code",
                $"Schedule '{schedule.Key}' is defined in the profile '{profile}' of the code. {remedy}");
        }
    }

    private static async Task<IResult> PauseAsync(ApiCall call) => await SteerAsync(
        call, call.Scheduler.PauseRecurringAsync, RecurringScheduleState.Paused, "paused");

    private static async Task<IResult> ResumeAsync(ApiCall call) => await SteerAsync(
        call, call.Scheduler.ResumeRecurringAsync, RecurringScheduleState.Active, "resumed", $"Schedule {call.Id} was not paused.");

    private static async Task<IResult> CancelAsync(ApiCall call) => await SteerAsync(
        call, call.Scheduler.TryCancelRecurringAsync, RecurringScheduleState.Cancelled, "cancelled",
        check: static schedule => ThrowIfInCode(schedule, "Pause it, or take it out of the code."));

    /// <summary>Moves it to another state. If it has that state already, the call changes nothing, as any order.</summary>
    private static async Task<IResult> SteerAsync(
        ApiCall call, Func<Guid, OperatorContext?, CancellationToken, Task<bool>> steer, RecurringScheduleState wanted, string what,
        string? note = null, Action<RecurringScheduleContext>? check = null)
    {
        var by = await OperatorAsync(call, check);
        if (await steer(call.Id, by, call.Aborted))
        {
            return OrderAnswer.Of(isChanged: true);
        }

        var schedule = await SeenAsync(call);
        return schedule.State == wanted ? OrderAnswer.Of(isChanged: false, note) : throw WrongStates.Of(schedule, what);
    }

    private static async Task<IResult> RunNowAsync(ApiCall call)
    {
        var by = await OperatorAsync(call);
        return await call.Scheduler.RunRecurringNowAsync(call.Id, by, call.Aborted) is { } jobId
            ? await JobAsync(call, jobId)
            : throw WrongStates.Of(await SeenAsync(call), "run");
    }

    /// <summary>The job that the first call started.</summary>
    private static Task<IResult> RunAsync(ApiCall call, AuditEntry done) =>
        JobAsync(call, JsonElement.Parse(done.After!).GetProperty("jobId").GetGuid());

    private static async Task<IResult> JobAsync(ApiCall call, Guid id)
    {
        if (await call.Monitor.Jobs.GetAsync(id, call.Aborted) is not { } job || !call.Caller.Sees(job))
        {
            throw ApiProblem.NotFound("job", $"{id}");
        }

        call.SetLocation("jobs", id);
        return Answer.With(StatusCodes.Status201Created, JobView.Of(job, await JobRedaction.OfAsync(call, job)), ApiJson.Default.JobView);
    }

    /// <summary>The schedule, if it exists and the caller may see it.</summary>
    /// <exception cref="ApiProblem">404.</exception>
    public static async Task<RecurringScheduleContext> SeenAsync(ApiCall call) =>
        await call.Monitor.Schedules.GetAsync(call.Id, call.Aborted) is { } schedule && call.Caller.Sees(schedule)
            ? schedule
            : throw ApiProblem.NotFound("schedule", $"{call.Id}");

    /// <summary>Who changes the schedule, after it was seen in the version that the caller asks for.</summary>
    private static async Task<OperatorContext> OperatorAsync(ApiCall call, Action<RecurringScheduleContext>? check = null)
    {
        var body = await ApiBody.ReasonAsync(call);
        var schedule = await SeenAsync(call);
        CheckVersion(call, schedule);
        check?.Invoke(schedule);
        return call.Operator(body.Reason);
    }

    private static IResult Shown(ApiCall call, RecurringScheduleContext schedule, string? note = null)
    {
        var view = ScheduleView.Of(schedule, call.Redactor(schedule));
        call.Http.Response.Headers.ETag = TagOf(view);
        return Answer.Ok(view with { Note = note }, ApiJson.Default.ScheduleView);
    }

    private static void CheckVersion(ApiCall call, RecurringScheduleContext schedule)
    {
        if (Versions.IsAskedFor(call.Http.Request))
        {
            Versions.Check(call.Http, TagOf(ScheduleView.Of(schedule, call.Redactor(schedule))), $"Schedule {schedule.Id}");
        }
    }

    /// <summary>The version that a change refers to: all that an operator can change, but not its occurrences.</summary>
    private static string TagOf(ScheduleView shown) => Versions.TagOf(JsonSerializer.Serialize(
        shown with { NextAt = null, LastAt = null, LastJobId = null, UpdatedAt = default }, ApiJson.Default.ScheduleView));
}
