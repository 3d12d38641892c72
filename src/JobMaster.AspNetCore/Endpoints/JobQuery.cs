using JobMaster.AspNetCore.Calls;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Which jobs a call asks for.</summary>
internal static class JobQuery
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "state", "definitionId", "workerLane", "tenant", "idempotencyKey", "scheduleId", "sessionId", "fingerprint", "createdFrom",
        "createdBefore", "dueFrom", "dueBefore", "finalizedFrom", "finalizedBefore", "metadata", "errorText", "payloadText",
    ];

    /// <summary>The search, narrowed to the one tenant or definition that a limited caller has.</summary>
    /// <exception cref="ApiProblem">
    /// 400, or 403, because only callers who may see redacted values may search texts of errors and payloads.
    /// </exception>
    public static JobSearch Read(ApiCall call)
    {
        var query = call.Query;
        var caller = call.Caller;
        var search = new JobSearch
        {
            States = query.Choices<JobState>("state"),
            JobDefinitionId = query.Beginning("definitionId") ?? caller.SoleDefinition, WorkerLane = query.Whole("workerLane"),
            Tenant = query.Text("tenant") ?? caller.SoleTenant, IdempotencyKey = query.Text("idempotencyKey"),
            RecurringScheduleId = query.Id("scheduleId"), SessionId = query.Id("sessionId"), Fingerprint = query.Text("fingerprint"),
            CreatedFrom = query.Time("createdFrom"), CreatedBefore = query.Time("createdBefore"), DueFrom = query.Time("dueFrom"),
            DueBefore = query.Time("dueBefore"), FinalizedFrom = query.Time("finalizedFrom"),
            FinalizedBefore = query.Time("finalizedBefore"), Metadata = Metadata(query.Text("metadata")),
            ErrorText = query.Text("errorText"), PayloadText = query.Text("payloadText"),
        };
        CheckSpan("created", search.CreatedFrom, search.CreatedBefore);
        CheckSpan("due", search.DueFrom, search.DueBefore);
        CheckSpan("finalized", search.FinalizedFrom, search.FinalizedBefore);
        if (IsOfTexts(search) && !caller.May(ApiPermissions.Reveal))
        {
            throw ApiProblem.Forbidden(
                $"'{caller.Name}' may not search metadata, error or payload text: this needs Reveal, because it finds redacted values.");
        }

        return search;
    }

    /// <summary>The search of a caller who could learn something from jobs that are hidden from it.</summary>
    /// <exception cref="ApiProblem">403, when it is not limited to one of the caller's tenants and one of its definitions.</exception>
    public static async Task<JobSearch> NarrowAsync(ApiCall call, JobSearch search)
    {
        var caller = call.Caller;
        search = search.JobDefinitionId is null ? search with { JobDefinitionId = await NamedDefinitions.SoleIdAsync(call) } : search;
        if ((caller.Tenants is not null && !caller.SeesTenant(search.Tenant))
            || (caller.Definitions is not null
                && (search.JobDefinitionId is not { } asked || asked.EndsWith('*') || !caller.SeesDefinition(asked))))
        {
            throw ApiProblem.Forbidden(
                $"'{caller.Name}' is limited to some tenants or definitions. Count the jobs of one of them, or search their texts: give " +
                "'tenant' and 'definitionId'.");
        }

        return search;
    }

    /// <summary>Whether the search looks into texts that no row shows.</summary>
    public static bool IsOfTexts(JobSearch search) =>
        search.ErrorText is not null || search.PayloadText is not null || search.Metadata is not null;

    /// <summary>The identity of the search.</summary>
    public static string Mark(JobSearch search) => string.Join(
        '\0', string.Join(',', search.States), search.JobDefinitionId, search.WorkerLane, search.Tenant, search.IdempotencyKey,
        search.RecurringScheduleId, search.SessionId, search.Fingerprint, search.CreatedFrom?.UtcTicks, search.CreatedBefore?.UtcTicks,
        search.DueFrom?.UtcTicks, search.DueBefore?.UtcTicks, search.FinalizedFrom?.UtcTicks, search.FinalizedBefore?.UtcTicks,
        search.Metadata, search.ErrorText, search.PayloadText, search.OldestFirst);

    /// <exception cref="ApiProblem">400: the answer would be empty, and look like one that says something.</exception>
    private static void CheckSpan(string name, DateTimeOffset? from, DateTimeOffset? before)
    {
        if (from >= before)
        {
            throw ApiProblem.BadRequest(
                "invalid-query",
                FormattableString.Invariant($"'{name}From' is {from:u} and '{name}Before' is {before:u}: no time is between them. Give ")
                + "a later 'before'.");
        }
    }

    private static JobMetadataValue? Metadata(string? text) =>
        text is null ? null
        : text.IndexOf('=', StringComparison.Ordinal) is > 0 and var place ? new JobMetadataValue(text[..place], text[(place + 1)..])
        : throw ApiProblem.BadRequest("invalid-query", $"The query parameter 'metadata' is '{text}'; it must be a name, '=' and a value.");
}

/// <summary>The order of the listed jobs.</summary>
internal enum ListOrder
{
    NewestFirst,
    OldestFirst,
}
