using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Sql;

/// <summary>Reads the jobs of a relational store.</summary>
[Experimental("JM9001")]
public sealed class SqlJobReadStore : IJobReadStore
{
    private readonly SqlStoreParts parts;
    private readonly JobListStatements lists;
    private readonly SqlJobSearch search;
    private readonly SqlStatement readJob;
    private readonly SqlStatement readAttempts;
    private readonly SqlStatement readLog;
    private readonly SqlStatement countJobs;
    private readonly SqlStatement countLive;
    private readonly SqlStatement readStanding;
    private readonly SqlStatement readKeyHolder;
    private readonly SqlStatement findQueues;
    private readonly Func<DbDataReader, StoredJob> readStoredJob;

    /// <summary>Creates the reading of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlJobReadStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        lists = new JobListStatements(parts.Statements);
        search = new SqlJobSearch(parts);
        readJob = parts.Statements["read_job"];
        readAttempts = parts.Statements["read_attempts"];
        readLog = parts.Statements["read_log"];
        countJobs = parts.Statements["count_jobs"];
        countLive = parts.Statements["count_live"];
        readStanding = parts.Statements["read_standing"];
        readKeyHolder = parts.Statements["read_key_holder"];
        findQueues = parts.Statements["find_queues"];
        readStoredJob = new JobRow(parts.Dialect).ReadStored;
    }

    /// <inheritdoc/>
    public async Task<StoredJob?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(readJob, readStoredJob, cancellationToken, SqlArgument.Id("id", id), parts.Now()).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredJob>> ListAsync(JobListRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.State is { } state)
        {
            return JobListStatements.Holds(request.Section, state)
                ? PageAsync(request, cancellationToken)
                : Task.FromResult<IReadOnlyList<StoredJob>>([]);
        }

        return request.Section == JobSection.Live || request.DefinitionId is not null || request.Lane is not null
            ? PageAsync(request, cancellationToken)
            : MergedPageAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredAttempt>> GetEarlierAttemptsAsync(
        Guid id, int before, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            readAttempts, ReadAttempt, cancellationToken, SqlArgument.Id("id", id), SqlArgument.Number("before", before),
            SqlArgument.Number("limit", limit));

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredLogLine>> GetLogAsync(Guid id, long after, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            readLog,
            reader => new StoredLogLine(
                reader.GetInt64(4),
                new JobLogLine(reader.GetInt32(0), parts.Dialect.ReadTime(reader, 1), (LogLevel)reader.GetInt32(2), reader.GetString(3))),
            cancellationToken,
            SqlArgument.Id("id", id),
            SqlArgument.Number("after", after),
            SqlArgument.Number("limit", limit));

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobCount>> CountAsync(int limit, CancellationToken cancellationToken) =>
        CountAsync(countJobs, limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobCount>> CountLiveAsync(int limit, CancellationToken cancellationToken) =>
        CountAsync(countLive, limit, cancellationToken);

    private Task<IReadOnlyList<JobCount>> CountAsync(SqlStatement statement, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            statement,
            static reader => new JobCount(reader.GetString(0), (JobState)reader.GetInt32(1), reader.GetInt32(2) != 0, reader.GetInt64(3)),
            cancellationToken,
            SqlArgument.Number("limit", limit),
            parts.Now());

    /// <inheritdoc/>
    public Task<FoundJobs> SearchAsync(JobSearchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return search.FindAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FoundCount> CountFoundAsync(JobSearchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return search.CountAsync(request, cancellationToken);
    }

    /// <summary>A page of all states of a section is merged from one page per state, because its index begins with the state.</summary>
    private async Task<IReadOnlyList<StoredJob>> MergedPageAsync(JobListRequest request, CancellationToken cancellationToken)
    {
        if (request.Section == JobSection.Failed)
        {
            return await PageAsync(request with { State = JobState.Failed }, cancellationToken).ConfigureAwait(false);
        }

        var succeeded = await PageAsync(request with { State = JobState.Succeeded }, cancellationToken).ConfigureAwait(false);
        var cancelled = await PageAsync(request with { State = JobState.Cancelled }, cancellationToken).ConfigureAwait(false);
        return [
            .. succeeded.Concat(cancelled).OrderByDescending(job => job.FinalizedAt).ThenByDescending(job => job.Id).Take(request.Limit)];
    }

    private Task<IReadOnlyList<StoredJob>> PageAsync(JobListRequest request, CancellationToken cancellationToken)
    {
        var arguments = new List<SqlArgument>(7) { parts.Now(), SqlArgument.Number("limit", request.Limit) };
        if (request.State is { } state)
        {
            arguments.Add(SqlArgument.Number("state", (int)state));
        }

        if (request.DefinitionId is not null)
        {
            arguments.Add(SqlArgument.Text("definition", StoredText.Clean(request.DefinitionId)));
        }

        if (request.Lane is not null)
        {
            arguments.Add(SqlArgument.Text("lane", StoredText.Clean(request.Lane)));
        }

        if (request.After is { } after)
        {
            arguments.Add(SqlArgument.Id("after_id", after.Id));
            arguments.Add(SqlArgument.Time("after_at", after.FinalizedAt));
        }

        return ReadAsync(lists.For(request), readStoredJob, cancellationToken, [.. arguments]);
    }

    /// <inheritdoc/>
    public async Task<JobStanding?> StandAsync(Guid id, string? reader, int limit, CancellationToken cancellationToken) =>
        (await ReadAsync(
            readStanding,
            row => ReadStanding(row, limit),
            cancellationToken,
            SqlArgument.Id("id", id),
            SqlArgument.Text("reader", reader),
            SqlArgument.Interval("ahead", TimeSpan.Zero),
            SqlArgument.Number("limit", limit),
            parts.Now()).ConfigureAwait(false)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<Guid?> GetKeyHolderAsync(Guid id, CancellationToken cancellationToken) =>
        await ReadAsync(readKeyHolder, parts.Dialect.SoleId, cancellationToken, SqlArgument.Id("id", id)).ConfigureAwait(false)
            is [var holder, ..] ? holder : null;

    private JobStanding ReadStanding(DbDataReader reader, int limit)
    {
        int state = reader.GetInt32(0);
        return new JobStanding
        {
            Queue = new JobQueue(reader.GetString(1), (JobMasterPriority)reader.GetInt32(2)),
            DefinitionId = reader.GetString(3),
            IsWaiting = state is StoredStates.Waiting or StoredStates.WaitingAlone,
            IsSolo = state == StoredStates.WaitingAlone,
            IsLimited = state == StoredStates.Limited,
            DueAt = parts.Dialect.ReadTime(reader, 4),
            Now = parts.Dialect.ReadTime(reader, 5),
            IsDue = reader.GetInt32(6) != 0,
            IsReadable = reader.GetInt32(7) != 0,
            ParkedReason = reader.IsDBNull(8) ? null : (ParkedReason)reader.GetInt32(8),
            SessionId = parts.Dialect.Id(reader, 10),
            IsCancelRequested = reader.GetInt32(11) != 0,
            Higher = Math.Min(reader.GetInt64(12), limit),
            Earlier = reader.GetInt64(13),
            ExpiresAt = parts.Dialect.Time(reader, 14),
        };
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FoundQueue>> FindQueuesAsync(QueueSearch search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);
        return ReadAsync(
            findQueues,
            reader => new FoundQueue(reader.Queue(0), SqlTime.ToInterval(reader.GetInt64(2)), reader.GetInt32(3) != 0),
            cancellationToken,
            SqlArgument.Json("patterns", JsonRows.Write(search.Patterns, WritePlace)),
            SqlArgument.Number("limit", search.Limit),
            parts.Now());
    }

    /// <summary>A lane that equals the prefix comes after the prefix with a priority below all.</summary>
    private static void WritePlace(Utf8JsonWriter writer, PatternPlace place)
    {
        string prefix = place.Pattern[..^1];
        writer.WriteStartObject();
        writer.Text("prefix", prefix);
        writer.Text("last", LanePattern.LastOf(place.Pattern));
        writer.Text("after_lane", place.After?.Lane ?? prefix);
        writer.Number("after_priority", (int?)place.After?.Priority ?? -1);
        writer.WriteEndObject();
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(
        SqlStatement statement, Func<DbDataReader, T> row, CancellationToken cancellationToken, params SqlArgument[] arguments) =>
        await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(statement, row, token, arguments), cancellationToken).ConfigureAwait(false);

    private StoredAttempt ReadAttempt(DbDataReader reader) =>
        new()
        {
            ClaimNo = reader.GetInt32(0),
            SessionId = parts.Dialect.Id(reader, 1),
            AttemptedAt = parts.Dialect.ReadTime(reader, 2),
            EndedAt = parts.Dialect.ReadTime(reader, 3),
            Duration = reader.Interval(4),
            Result = (AttemptResult)reader.GetInt32(5),
            Error = reader.Text(6),
            Progress = reader.Fraction(7),
            ProgressText = reader.Text(8),
            Payload = reader.Text(9),
        };
}
