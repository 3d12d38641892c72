using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Composes the statements that find, count and hold the jobs of an operation, from the same conditions.</summary>
internal sealed class OperationQuery(SqlStoreParts parts, OperationSpec spec)
{
    /// <summary>How many jobs one step looks at where other writers wait meanwhile.</summary>
    private const int Window = 10_000;

    /// <summary>
    /// How many jobs one step looks at to count some of them where writers do not wait for each other. Without an end, a count that the
    /// database breaks off for its length would break off the step with it, each time anew.
    /// </summary>
    private const int CountedWindow = 100_000;

    /// <summary>
    /// The last job of the window after a given job; there is none if fewer are left. Null without a window: an index leads to the jobs. A
    /// window of failed jobs of one fingerprint lies among these.
    /// </summary>
    private (SqlStatement Statement, SqlArgument[] Arguments)? Place(Guid? after, int window)
    {
        bool isLed = spec.Filter is not { IdempotencyKey: null, State: not JobState.Running };
        if (isLed)
        {
            return null;
        }

        string from = spec.IsOfFailed ? "Search/from_failed" : spec.IsOfDiscarded ? "Search/from_discarded" : "Search/from_live";
        List<string> names = ["Search/live_place", from];
        List<SqlArgument> arguments = [SqlArgument.Number("skip", window - 1)];
        if (spec is { IsOfFailed: true, Filter.Fingerprint: { } fingerprint })
        {
            names.Add("find_fingerprint");
            arguments.Add(SqlArgument.Text("fingerprint", StoredText.Clean(fingerprint)));
        }

        if (after is not null)
        {
            names.Add("find_ids_after");
            arguments.Add(SqlArgument.Id("after_id", after));
        }

        names.Add("Search/live_skip_oldest");
        return (parts.Statements.Compose([.. names]), [.. arguments]);
    }

    /// <summary>
    /// The last job of the window after a given job; null if there is none, or a step needs no window: writers do not wait for each other.
    /// </summary>
    public async ValueTask<Guid?> EndAsync(SqlCommands commands, Guid? after, CancellationToken cancellationToken) =>
        parts.Dialect.SkipsLockedJobs ? null : await EndAsync(commands, after, Window, cancellationToken).ConfigureAwait(false);

    private async ValueTask<Guid?> EndAsync(SqlCommands commands, Guid? after, int window, CancellationToken cancellationToken) =>
        Place(after, window) is var (place, arguments)
        && await commands.QueryAsync(place, parts.Dialect.SoleId, cancellationToken, arguments).ConfigureAwait(false) is [var last]
            ? last : null;

    /// <summary>
    /// Counts some more jobs of an operation that matched more than were counted, ten times as many as a step changes or those of a window,
    /// so that the total is known after about a tenth of the work where most jobs match.
    /// </summary>
    public async ValueTask<StoredOperation> CountOnAsync(
        SqlCommands commands, StoredOperation operation, CancellationToken cancellationToken)
    {
        var after = operation.CountsAfter;
        int window = parts.Dialect.SkipsLockedJobs ? CountedWindow : Window;
        var end = await EndAsync(commands, after, window, cancellationToken).ConfigureAwait(false);
        var (statement, arguments) = Find(StoredOperation.CountedAtOnce, operation.CreatedAt, after, until: end);
        var found = await commands.QueryAsync(statement, parts.Dialect.SoleId, cancellationToken, arguments).ConfigureAwait(false);
        bool isFull = found.Count == StoredOperation.CountedAtOnce;
        Guid? last = found.Count > 0 ? found[^1] : null;
        return operation.Counted(found.Count, isFull ? last : end ?? last, isAll: !isFull && end is null);
    }

    /// <summary>
    /// The jobs that were sent, or all jobs that existed at the cutoff; a page after a given job, up to the end of a window.
    /// </summary>
    public (SqlStatement Statement, SqlArgument[] Arguments) Find(
        int limit, DateTimeOffset? cutoff, Guid? after = null, SqlArgument? ids = null, Guid? until = null)
    {
        var (names, arguments) = Begin(
            spec.IsOfFailed ? "find_changing_failed" : spec.IsOfDiscarded ? "find_changing_discarded" : "find_changing");
        arguments.AddRange([SqlArgument.Time("cutoff", cutoff), SqlArgument.Number("limit", limit)]);
        if (ids is { } sent)
        {
            names.Add("find_ids");
            arguments.Add(sent);
        }

        if (after is not null)
        {
            names.Add("find_ids_after");
            arguments.Add(SqlArgument.Id("after_id", after));
        }

        if (until is not null)
        {
            names.Add("Search/live_until_oldest");
            arguments.Add(SqlArgument.Id("until_id", until));
        }

        return End(names, arguments, "find_changing_order");
    }

    /// <summary>The sent jobs that no other transaction holds; of failed and discarded ones those that existed at the cutoff.</summary>
    public (SqlStatement Statement, SqlArgument[] Arguments) Take(SqlArgument ids, DateTimeOffset cutoff)
    {
        var (names, arguments) = Begin(spec.IsOfFailed ? "take_failed" : spec.IsOfDiscarded ? "take_discarded" : "take_changing");
        arguments.Add(ids);
        if (spec.IsOfFailed || spec.IsOfDiscarded)
        {
            arguments.Add(SqlArgument.Time("cutoff", cutoff));
        }

        return End(names, arguments, "take_order");
    }

    /// <summary>The failed jobs with their payload; a page after a given job.</summary>
    public (SqlStatement Statement, SqlArgument[] Arguments) Export(int limit, Guid? after)
    {
        var (names, arguments) = Begin("export_failed");
        arguments.Add(SqlArgument.Number("limit", limit));
        if (after is not null)
        {
            names.Add("find_ids_after");
            arguments.Add(SqlArgument.Id("after_id", after));
        }

        return End(names, arguments, "find_changing_order");
    }

    private static readonly DateTimeOffset EndOfTime = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A cutoff that includes all jobs, for jobs given by id.</summary>
    public static DateTimeOffset NoCutoff => EndOfTime;

    private static (List<string> Names, List<SqlArgument> Arguments) Begin(string name) => ([name], []);

    private (SqlStatement Statement, SqlArgument[] Arguments) End(List<string> names, List<SqlArgument> arguments, string order)
    {
        var filter = spec.Filter ?? new JobOperationFilter();
        var definition = SqlArgument.Text("definition", StoredText.Clean(filter.JobDefinitionId));
        Add(filter.JobDefinitionId is not null, "find_definition", definition);
        Add(filter.WorkerLane is not null, "find_lane", SqlArgument.Text("lane", StoredText.Clean(filter.WorkerLane)));
        Add(filter.Tenant is not null, "find_tenant", SqlArgument.Text("tenant", StoredText.Clean(filter.Tenant)));
        Add(filter.Priority is not null, "find_priority", SqlArgument.Number("priority", (long)filter.Priority.GetValueOrDefault()));
        Add(filter.RecurringScheduleId is not null, "find_of_schedule", SqlArgument.Id("schedule_id", filter.RecurringScheduleId));
        Add(filter.Fingerprint is not null, "find_fingerprint", SqlArgument.Text("fingerprint", StoredText.Clean(filter.Fingerprint)));
        Add(filter.IdempotencyKey is not null, "find_key", SqlArgument.Text("key", StoredText.Clean(filter.IdempotencyKey)));
        Add(filter.SessionId is not null, "find_session", SqlArgument.Id("session", filter.SessionId));
        AddTime(filter.CreatedFrom, "created_from");
        AddTime(filter.CreatedBefore, "created_before");
        AddTime(filter.DueFrom, "due_from");
        AddTime(filter.DueBefore, "due_before");
        AddTime(filter.FinalizedFrom, "final_from");
        AddTime(filter.FinalizedBefore, "final_before");
        if (filter.State is { } state)
        {
            names.Add(state switch
            {
                JobState.Scheduled => "list_live_scheduled",
                JobState.Ready => "list_live_ready",
                JobState.Throttled => "list_live_throttled",
                _ => "list_live_running",
            });
        }

        names.Add(order);
        arguments.Add(parts.Now());
        return (parts.Statements.Compose([.. names]), [.. arguments]);

        void AddTime(DateTimeOffset? time, string name) => Add(time is not null, "find_" + name, SqlArgument.Time(name, time));

        void Add(bool isAsked, string fragment, SqlArgument argument)
        {
            if (isAsked)
            {
                names.Add(fragment);
                arguments.Add(argument);
            }
        }
    }
}
