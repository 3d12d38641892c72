using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>A condition that leads the search if few jobs meet it.</summary>
internal enum FewJobs
{
    None,
    OfPrefix,
    OfMetadata,
}

/// <summary>
/// Composes the statements of one search from fragments. At most one condition leads: an index holds its jobs in the order of the search.
/// The other conditions are checked on each of those jobs.
/// </summary>
internal sealed class SearchQuery
{
    /// <summary>A job becomes final after it was stored; the day allows for clocks that differ.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromDays(1);

    private readonly SqlStoreParts parts;
    private readonly JobSearchRequest request;
    private readonly bool isLive;
    private readonly string order;
    private readonly List<string> leading = [];
    private readonly List<string> looked = [];
    private readonly List<SqlArgument> arguments = [];
    private readonly List<SqlArgument> lookedArguments = [];
    private DateTimeOffset? finalFrom;
    private DateTimeOffset? finalBefore;

    /// <summary>Composes a search.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    /// <param name="request">The conditions of the search.</param>
    /// <param name="state">The final state to search, if the section holds several and no other condition leads; else null.</param>
    /// <param name="few">The condition that leads because few jobs meet it: all of these are sorted and checked.</param>
    public SearchQuery(SqlStoreParts parts, JobSearchRequest request, JobState? state, FewJobs few = FewJobs.None)
    {
        IsOfFew = few != FewJobs.None;
        (this.parts, this.request, isLive) = (parts, request, request.Section == JobSection.Live);
        order = request.Filter.OldestFirst ? "oldest" : "newest";
        if (few == FewJobs.OfMetadata)
        {
            leading.Add("Search/by_metadata");
            arguments.AddRange(Metadata(request.Filter.Metadata!));
        }

        AddEqualities(state, few == FewJobs.OfPrefix);
        AddTimes();
        AddTexts();
        if (request.After is { } after)
        {
            leading.Add($"Search/{Order("after")}");
            arguments.Add(SqlArgument.Id("after_id", after.Id));
            if (!isLive)
            {
                arguments.Add(SqlArgument.Time("after_at", after.At));
            }
        }
    }

    /// <summary>Whether the leading condition leaves so few jobs that all are checked.</summary>
    public bool IsOfFew { get; }

    /// <summary>The metadata value, as statements take it.</summary>
    public static SqlArgument[] Metadata(JobMetadataValue value) =>
        [Text("metadata_name", value.Name), Text("metadata_value", value.Value)];

    /// <summary>Whether some conditions are checked on each job.</summary>
    public bool Looks => looked.Count > 0;

    /// <summary>Whether a condition other than the state leads in the section. Then the states need no separate searches.</summary>
    public static bool Leads(JobSearch filter, JobSection section = JobSection.Finished) =>
        (filter.Fingerprint is not null && section == JobSection.Failed)
        || filter.IdempotencyKey is not null || filter.RecurringScheduleId is not null || filter.Tenant is not null
        || filter.WorkerLane is not null || (filter.JobDefinitionId is not null && !IsPrefix(filter));

    /// <summary>Whether the definition is a prefix that may match several.</summary>
    public static bool IsPrefix(JobSearch filter) => filter.JobDefinitionId is [.., '*'];

    /// <summary>
    /// Whether all live jobs can be read in table order: no text is searched in each, and the database can tell that few meet the
    /// conditions.
    /// </summary>
    public bool MayReadAll => isLive && parts.Dialect.LiveAtOnce > 0 && looked.Any(condition => Plain(condition) != condition)
        && request.Filter is { Metadata: null, PayloadText: null, ErrorText: null };

    /// <summary>Whether the database chooses how to read the live jobs: there are few enough, and no window bounds them.</summary>
    public bool ReadsAll { get; set; }

    /// <summary>Finds the place of the last job of the window; conditions checked on each job do not count.</summary>
    public (SqlStatement Statement, SqlArgument[] Arguments) Place(int window) => (
        Compose([$"Search/{(isLive ? "live_place" : "final_place")}", From()], null, withLooked: false, Order("skip")),
        [.. arguments, .. Bounds(null), SqlArgument.Number("skip", Math.Max(window, 1) - 1), parts.Now()]);

    /// <summary>Finds jobs, up to a place.</summary>
    public (SqlStatement Statement, SqlArgument[] Arguments) Page(JobPlace? until) => (
        Compose(Rows(), until, withLooked: true, Order("order")),
        [.. arguments, .. lookedArguments, .. Bounds(until), SqlArgument.Number("limit", request.Limit), parts.Now()]);

    /// <summary>Counts jobs, up to a place and a limit.</summary>
    public (SqlStatement Statement, SqlArgument[] Arguments) Count(JobPlace? until, int limit) => (
        Compose(["Search/count", From()], until, withLooked: true, "count_end"),
        [.. arguments, .. lookedArguments, .. Bounds(until), SqlArgument.Number("limit", limit), parts.Now()]);

    /// <summary>Which columns are read, and from which table.</summary>
    private string[] Rows()
    {
        if (request.WithDetails)
        {
            return [request.Section switch { JobSection.Live => "list_live", JobSection.Failed => "list_failed", _ => "list_finished" }];
        }

        string row = isLive ? "Search/live" : "Search/final";
        return [row, $"{row}_{(request.Filter.Metadata is null ? "without_metadata" : "with_metadata")}", From()];
    }

    private string From() => request.Section switch
    {
        JobSection.Live => "Search/from_live",
        JobSection.Failed => "Search/from_failed",
        _ => "Search/from_finished",
    };

    private SqlStatement Compose(string[] begin, JobPlace? until, bool withLooked, string end)
    {
        List<string> names = [.. begin];
        names.AddRange(leading);
        names.AddRange(Bounds(until).Select(bound => bound.Name.StartsWith("until", StringComparison.Ordinal)
            ? $"Search/{Order("until")}"
            : $"Search/{bound.Name}"));

        if (withLooked)
        {
            names.AddRange(ReadsAll ? looked.Select(Plain) : looked);
        }

        names.Add($"Search/{end}");
        return parts.Statements.Compose([.. names]);
    }

    /// <summary>
    /// The end of the search. Of two time bounds on one side, only the tighter one is given: some databases use the first one and read all
    /// rows between the two.
    /// </summary>
    private IEnumerable<SqlArgument> Bounds(JobPlace? until)
    {
        bool isOldest = request.Filter.OldestFirst;
        if (finalFrom is not null && !(isOldest ? request.After?.At >= finalFrom : until is not null))
        {
            yield return SqlArgument.Time("finalized_from", finalFrom);
        }

        if (finalBefore is not null && !(isOldest ? until is not null : request.After?.At < finalBefore))
        {
            yield return SqlArgument.Time("finalized_before", finalBefore);
        }

        if (until is { } place)
        {
            yield return isLive ? SqlArgument.Id("until_id", place.Id) : SqlArgument.Time("until_at", place.At);
        }
    }

    /// <summary>The condition in the form that lets the database estimate how many jobs meet it.</summary>
    private static string Plain(string condition) => condition["Search/has_".Length..] switch
    {
        "tenant" or "definition" or "prefix" or "lane" or "schedule" =>
            condition.Replace("/has_", "/by_", StringComparison.Ordinal),
        _ => condition,
    };

    private string Order(string step) => $"{(isLive ? "live" : "final")}_{step}_{order}";

    private void AddEqualities(JobState? state, bool prefixLeads)
    {
        var filter = request.Filter;
        bool isPrefix = IsPrefix(filter);
        string definition = isPrefix ? filter.JobDefinitionId![..^1] : filter.JobDefinitionId ?? "";
        AddSession(filter.SessionId);
        Add(filter.IdempotencyKey is not null, "key", true, Text("key", filter.IdempotencyKey));
        Add(
            filter.Fingerprint is not null, "fingerprint", request.Section == JobSection.Failed,
            Text("fingerprint", filter.Fingerprint));
        Add(filter.RecurringScheduleId is not null, "schedule", true, SqlArgument.Id("schedule", filter.RecurringScheduleId));
        Add(filter.Tenant is not null, "tenant", !isLive, Text("tenant", filter.Tenant));
        Add(filter.JobDefinitionId is not null && !isPrefix, "definition", !isLive, Text("definition", definition));
        Add(
            isPrefix && definition.Length > 0, "prefix", prefixLeads, Text("definition", definition),
            Text("definition_end", definition + "\U0010FFFF"));
        Add(filter.WorkerLane is not null, "lane", !isLive, Text("lane", filter.WorkerLane));
        AddStates(state);
    }

    private void AddSession(Guid? sessionId)
    {
        if (isLive && sessionId is not null && leading.Count == 0)
        {
            leading.Add("Search/by_session");
            arguments.Add(SqlArgument.Id("session", sessionId));
        }
        else
        {
            Add(sessionId is not null, "session", mayLead: false, SqlArgument.Id("session", sessionId));
        }
    }

    private void AddStates(JobState? state)
    {
        var asked = request.Filter.States.Where(one => JobListStatements.Holds(request.Section, one)).Distinct().ToList();
        if (!isLive)
        {
            state ??= request.Section == JobSection.Failed ? JobState.Failed : asked.Count == 1 ? asked[0] : null;
            Add(state is not null, "state", mayLead: true, SqlArgument.Number("state", (long)state.GetValueOrDefault()));
            return;
        }

        if (asked.Count > 0 && asked.All(one => one == JobState.Running) && leading.Count == 0)
        {
            leading.Add("Search/by_running");
        }
        else if (asked.Count > 0)
        {
            looked.Add("Search/has_live_state");
            lookedArguments.Add(SqlArgument.Number("states", asked.Sum(Bit)));
        }
    }

    /// <summary>A time before which no job created from the given time on became final.</summary>
    private static DateTimeOffset? Earlier(DateTimeOffset? createdFrom) =>
        createdFrom is { } from && from - DateTimeOffset.MinValue > ClockDifference ? from - ClockDifference : null;

    private static long Bit(JobState state) => state switch
    {
        JobState.Scheduled => 1,
        JobState.Ready => 2,
        JobState.Throttled => 8,
        _ => 4,
    };

    private void AddTimes()
    {
        var filter = request.Filter;
        if (!isLive)
        {
            finalFrom = Latest(filter.FinalizedFrom, Earlier(filter.CreatedFrom));
            finalBefore = filter.FinalizedBefore;
        }

        Look(filter.CreatedFrom is not null, "created_from", SqlArgument.Time("created_from", filter.CreatedFrom));
        Look(filter.CreatedBefore is not null, "created_before", SqlArgument.Time("created_before", filter.CreatedBefore));
        Look(filter.DueFrom is not null, "due_from", SqlArgument.Time("due_from", filter.DueFrom));
        Look(filter.DueBefore is not null, "due_before", SqlArgument.Time("due_before", filter.DueBefore));
    }

    private void AddTexts()
    {
        var filter = request.Filter;
        Look(filter.ErrorText is not null, "error_text", Text("error_text", filter.ErrorText));
        Look(filter.PayloadText is not null, "payload_text", Text("payload_text", filter.PayloadText));
        if (filter.Metadata is { } metadata)
        {
            Look(MetadataMatch.Hint(metadata) is not null, "metadata", Text("metadata", MetadataMatch.Hint(metadata)));
        }
    }

    private static DateTimeOffset? Latest(DateTimeOffset? one, DateTimeOffset? other) => one > other ? one : other ?? one;

    /// <summary>Adds a condition. It leads if it may and none leads yet; otherwise it is checked on each job.</summary>
    private void Add(bool isAsked, string name, bool mayLead, params ReadOnlySpan<SqlArgument> values)
    {
        if (isAsked && mayLead && leading.Count == 0)
        {
            leading.Add($"Search/by_{name}");
            arguments.AddRange(values);
        }
        else
        {
            Look(isAsked, name, values);
        }
    }

    private void Look(bool isAsked, string name, params ReadOnlySpan<SqlArgument> values)
    {
        if (isAsked)
        {
            looked.Add($"Search/has_{name}");
            lookedArguments.AddRange(values);
        }
    }

    private static SqlArgument Text(string name, string? value) => SqlArgument.Text(name, StoredText.Clean(value));
}
