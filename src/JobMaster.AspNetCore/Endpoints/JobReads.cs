using System.Globalization;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Reads jobs.</summary>
internal static class JobReads
{
    /// <summary>A page of the API may take longer than one of the library, because each costs a call over the network.</summary>
    private static readonly TimeSpan SearchTime = TimeSpan.FromMilliseconds(100);

    /// <summary>The most lines of a log in one answer.</summary>
    private const int MostLines = 10_000;

    /// <summary>Once an answer holds this many characters of a log, the rest is left to the next.</summary>
    private const int MostText = 4 * 1024 * 1024;

    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("jobs", SearchAsync, [.. JobQuery.Names, "order", "limit", "cursor"])
            .Named("searchJobs", "A page of a search, without payloads, results and metadata").Gives<JobList>(),
        ApiRoute.Get("jobs/count", CountAsync, JobQuery.Names)
            .Named("countJobs", "How many jobs a search finds, up to 10,000").Gives<JobCountView>(),
        ApiRoute.Get("jobs/states", CountStatesAsync)
            .Named("countJobsByState", "How many jobs are in each state").Gives<JobCounts>().OfWholeCluster(),
        ApiRoute.Get("jobs/{id:guid}", GetAsync)
            .Named("getJob", "One job, with an `ETag`").Gives<JobView>().GivesNothing(304).Hears("If-None-Match"),
        ApiRoute.Get("jobs/{id:guid}/attempts", AttemptsAsync)
            .Named("getJobAttempts", "Its attempts").Gives<AttemptList>(),
        ApiRoute.Get("jobs/{id:guid}/log", LogAsync, "limit", "cursor")
            .Named("getJobLog", "The lines its handler wrote; without `limit` up to about 10,000").Gives<LogList>(),
        ApiRoute.Get("jobs/{id:guid}/timeline", TimelineAsync)
            .Named("getJobTimeline", "Everything that happened to it, in order; see timeline").Gives<TimelineView>(),
        ApiRoute.Get("jobs/{id:guid}/explanation", ExplainAsync)
            .Named("explainJob", "Why it does not run; see explain").Gives<JobExplanation>(),
        ApiRoute.Post("jobs/{id:guid}/reveal", ApiPermissions.Reveal, RevealAsync)
            .Named("revealJob", "Shows all of it, an encrypted payload too; the audit keeps who looked, and why")
            .TakesReason().Gives<JobView>(),
    ];

    /// <summary>
    /// The version that a change of the job refers to: everything that an operator can change, and the claim, but not the progress of an
    /// attempt. It uses the payload as shown, because a hash of hidden values would let the caller guess them.
    /// </summary>
    public static string TagOf(JobDetails job, Redactor redactor)
    {
        string text = string.Join(
            '|', job.State, job.Priority, job.WorkerLane, job.DueAt.UtcTicks, job.ExpiresAt?.UtcTicks, job.AttemptedAt?.UtcTicks,
            job.ParkedReason, job.IsCancelRequested, job.PayloadVersion, redactor.Json(job.MsgDataJson));
        return Versions.TagOf(text);
    }

    /// <summary>The current job, if it is the version that the caller has seen.</summary>
    /// <exception cref="ApiProblem">404, or 412 with the current ETag when If-Match names another state of the job.</exception>
    public static async Task<JobDetails> SeenAsync(ApiCall call)
    {
        var job = await call.JobAsync();
        if (Versions.IsAskedFor(call.Http.Request))
        {
            Versions.Check(call.Http, TagOf(job, await JobRedaction.OfAsync(call, job)), $"Job {call.Id}");
        }

        return job;
    }

    private static async Task<IResult> SearchAsync(ApiCall call)
    {
        var search = JobQuery.Read(call) with
        {
            PageSize = call.Query.PageSize(50),
            OldestFirst = call.Query.Choice<ListOrder>("order") == ListOrder.OldestFirst,
            TimeLimit = SearchTime,
        };
        search = JobQuery.IsOfTexts(search) ? await JobQuery.NarrowAsync(call, search) : search;
        if (call.Caller.SeesNothingOf(search.Tenant, search.JobDefinitionId))
        {
            return Answer.Ok(new JobList([], IsComplete: true, SearchedTo: null, Next: null), ApiJson.Default.JobList);
        }

        object?[] asked = ["jobs", JobQuery.Mark(search)];
        string? position = ApiCursor.Read(call.Query.Text("cursor"), asked);
        var page = await call.Monitor.Jobs.SearchAsync(search, position, call.Aborted);
        return Answer.Ok(
            new JobList(
                [.. page.Jobs.Where(call.Caller.Sees).Select(JobRow.Of)], page.IsComplete, page.SearchedTo,
                ApiCursor.Write(page.Next, asked)),
            ApiJson.Default.JobList);
    }

    private static async Task<IResult> CountAsync(ApiCall call)
    {
        var search = await JobQuery.NarrowAsync(call, JobQuery.Read(call));
        var count = await call.Monitor.Jobs.CountAsync(search, call.Aborted);
        return Answer.Ok(new JobCountView(count.Count, count.IsExact), ApiJson.Default.JobCountView);
    }

    private static async Task<IResult> CountStatesAsync(ApiCall call) =>
        Answer.Ok(await call.Monitor.Jobs.CountAsync(call.Aborted), ApiJson.Default.JobCounts);

    private static async Task<IResult> TimelineAsync(ApiCall call)
    {
        var redactor = await JobRedaction.OfAsync(call);
        var timeline = await call.Monitor.Jobs.GetTimelineAsync(call.Id, call.Aborted) ?? throw ApiProblem.NotFound("job", $"{call.Id}");

        return Answer.Ok(
            new TimelineView(
                [.. timeline.Entries.Select(entry => TimelineEntryView.Of(entry, redactor, call.Caller))], timeline.IsComplete),
            ApiJson.Default.TimelineView);
    }

    private static async Task<IResult> ExplainAsync(ApiCall call)
    {
        var redactor = await JobRedaction.OfAsync(call);
        var explanation = await call.Monitor.Jobs.ExplainAsync(call.Id, call.Aborted) ?? throw ApiProblem.NotFound("job", $"{call.Id}");
        var reasons = new List<JobReason>();
        foreach (var reason in explanation.Reasons)
        {
            var shown = await ShownAsync(call, reason);
            reasons.Add(shown with { Text = redactor.Text(shown.Text)! });
        }

        return Answer.Ok(explanation with { Reasons = reasons }, ApiJson.Default.JobExplanation);
    }

    /// <summary>The reason without what a limited caller may not see: workers, other operators, ids of other jobs.</summary>
    private static async Task<JobReason> ShownAsync(ApiCall call, JobReason reason)
    {
        reason = call.Caller.IsLimited ? reason with { Text = OfLimited(reason) } : reason;
        if (!call.Caller.IsLimited || reason.OtherJobId is not { } other
            || (await call.Monitor.Jobs.GetAsync(other, call.Aborted) is { } job && call.Caller.Sees(job)))
        {
            return reason;
        }

        string text = reason.Text.Replace($"Job {other}", "Another job", StringComparison.Ordinal)
            .Replace($"job {other}", "another job", StringComparison.Ordinal);
        return reason with { OtherJobId = null, Text = text };
    }

    private static string OfLimited(JobReason reason) => reason.Kind switch
    {
        JobReasonKind.Running => "A worker runs it, or holds it until a slot is free or its time comes.",
        JobReasonKind.LanePaused => "Its lane is paused.",
        JobReasonKind.DefinitionPaused => "Its definition is paused.",
        JobReasonKind.WorkersHeldBack => "Every worker of its lane is held back.",
        JobReasonKind.Limited => $"{reason.Text.Split(", as ")[0].TrimEnd('.')}.",
        _ => reason.Text,
    };

    private static async Task<IResult> GetAsync(ApiCall call)
    {
        var job = await call.JobAsync();
        var redactor = await JobRedaction.OfAsync(call, job);
        string tag = TagOf(job, redactor);
        call.Http.Response.Headers.ETag = tag;

        // The tag covers what an operator can change, not the progress that a running job reports.
        return call.Http.Request.Headers.IfNoneMatch == tag && job.State != JobState.Running
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : Answer.Ok(JobView.Of(job, redactor), ApiJson.Default.JobView);
    }

    private static async Task<IResult> RevealAsync(ApiCall call)
    {
        var body = await ApiBody.ReasonAsync(call);
        if ((await call.JobAsync()).IsOnAgent)
        {
            throw ApiProblem.WrongState($"Job {call.Id} waits on an agent; it can be shown once a worker has admitted it.");
        }

        var job = await call.Monitor.Jobs.RevealAsync(call.Id, call.Operator(body.Reason), call.Aborted)
            ?? throw ApiProblem.NotFound("job", $"{call.Id}");
        var view = JobView.Of(job, new Redactor([], reveals: true));

        // A patch applies to the payload that GET shows.
        return Answer.Ok(view.IsPayloadEncrypted ? view with { PayloadRevision = null } : view, ApiJson.Default.JobView);
    }

    private static async Task<IResult> AttemptsAsync(ApiCall call)
    {
        var job = await call.JobAsync();
        var attempts = await call.Monitor.Jobs.GetAttemptsAsync(call.Id, call.Aborted);
        var redactor = await JobRedaction.OfAsync(call, job, attempts);
        return Answer.Ok(new AttemptList(AttemptView.Of(attempts, redactor)), ApiJson.Default.AttemptList);
    }

    private static async Task<IResult> LogAsync(ApiCall call)
    {
        var redactor = await JobRedaction.OfAsync(call);
        int most = call.Query.Number("limit", MostLines, ApiQuery.LongestPage);
        object?[] asked = ["log", call.Id];
        var (lines, size, next) = (new List<JobLogLine>(), 0L, (long?)Place(call.Query.Text("cursor"), asked));
        while (next is { } after && lines.Count < most && size < MostText)
        {
            var page = await call.Monitor.Jobs.GetLogPageAsync(
                call.Id, after, Math.Min(most - lines.Count, ApiQuery.LongestPage), call.Aborted);
            lines.AddRange(page.Lines);
            size += page.Lines.Sum(line => line.Text.Length);
            next = page.Next;
        }

        return Answer.Ok(
            new LogList(
                [.. lines.Select(line => new LogLineView(line.ClaimNo, line.At, line.Level,
                    redactor.Conceals(line.ClaimNo) ? Redactor.Hidden : redactor.Text(line.Text)!))],
                ApiCursor.Write(next is { } place ? FormattableString.Invariant($"{place}") : null, asked)),
            ApiJson.Default.LogList);
    }

    /// <summary>The place of the last line shown; 0 for none.</summary>
    private static long Place(string? cursor, object?[] asked) => ApiCursor.Read(cursor, asked) is not { } position ? 0
        : long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out long place) ? place
        : throw ApiProblem.BadRequest("invalid-cursor", $"'{cursor}' is not a cursor. Pass the 'next' of the page before, unchanged.");
}
