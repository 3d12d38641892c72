using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The sessions of a relational store.</summary>
[Experimental("JM9001")]
public sealed class SqlSessionStore : ISessionStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement startSession;
    private readonly SqlStatement nameSession;
    private readonly SqlStatement raiseBeats;
    private readonly SqlStatement readBeat;
    private readonly SqlStatement endSessions;
    private readonly SqlStatement burySessions;
    private readonly SqlStatement endNames;
    private readonly SqlStatement readNames;
    private readonly SqlUnreadJobs unread;
    private readonly SqlStatement listSessions;
    private readonly SqlStatement readClaims;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, BeatRow> readBeatRow;
    private readonly Func<DbDataReader, SessionInfo> readSession;
    private readonly Func<DbDataReader, JobClaim> readClaim;
    private readonly Action<Utf8JsonWriter, JobQueue, string?, string> writeQueue;

    /// <summary>Creates the sessions of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    /// <param name="writeQueue">
    /// Writes a queue for <c>read_beat</c>; gets the asking reader and the excluded definitions as JSON. Null writes its lane and priority.
    /// A provider that keeps a watermark per queue adds it here.
    /// </param>
    public SqlSessionStore(SqlStoreParts parts, Action<Utf8JsonWriter, JobQueue, string?, string>? writeQueue = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        this.writeQueue = writeQueue ?? (static (writer, queue, _, _) => SqlJobClaim.WriteQueue(writer, queue));
        startSession = parts.Statements["start_session"];
        nameSession = parts.Statements["name_session"];
        endNames = parts.Statements["end_session_names"];
        readNames = parts.Statements["read_session_names"];
        raiseBeats = parts.Statements["raise_beats"];
        readBeat = parts.Statements["read_beat"];
        endSessions = parts.Statements["end_sessions"];
        burySessions = parts.Statements["bury_sessions"];
        unread = new SqlUnreadJobs(parts);
        listSessions = parts.Statements["list_sessions"];
        readClaims = parts.Statements["read_claims"];
        readId = parts.Dialect.SoleId;
        readBeatRow = reader => BeatRow.Read(parts.Dialect, reader);
        readSession = ReadSession;
        readClaim = reader => new JobClaim(parts.Dialect.ReadId(reader, 0), reader.GetInt32(1));
    }

    /// <inheritdoc/>
    public Task StartAsync(NewSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        var id = SqlArgument.Id("id", session.Id);
        var worker = SqlArgument.Text("worker_name", StoredText.Clean(session.WorkerName));
        var node = SqlArgument.Text("node_name", StoredText.Clean(session.NodeName));
        return parts.Runner.WriteAsync(
            async (commands, token) =>
            {
                await commands.ExecuteAsync(
                    startSession,
                    token,
                    id,
                    worker,
                    node,
                    SqlArgument.Text("lanes", JsonRows.Texts(session.Lanes)),
                    SqlArgument.Text("agent_name", StoredText.Clean(session.AgentName)),
                    SqlArgument.Number("concurrency", session.Concurrency),
                    SqlArgument.Text("version", StoredText.Clean(session.Version)),
                    SqlArgument.Text("reader", session.Reader),
                    parts.Now()).ConfigureAwait(false);
                return await commands.ExecuteAsync(nameSession, token, id, worker, node).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public BeatResult Beat(BeatRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string ids = JsonRows.Ids(request.SessionIds);
        var sessions = SqlArgument.Json("sessions", ids);
        var asked = request.Queues.Distinct().ToList();
        string without = request.ExcludedDefinitions.Count == 0 ? "[]" : JsonRows.Texts(request.ExcludedDefinitions);
        var excluded = SqlArgument.Json("excluded", without);
        var queues = SqlArgument.Json(
            "queues", JsonRows.Write(asked, (writer, queue) => writeQueue(writer, queue, request.Reader, without)));
        var patterns = SqlArgument.Json("patterns", request.Patterns.Count == 0 ? "[]" : JsonRows.Texts(request.Patterns));
        var reader = SqlArgument.Text("reader", request.Reader);
        bool raise = request is { Raise: true, SessionIds.Count: > 0 };

        // The beat is raised before the read: a failed beat must not count as a look at the beats of others.
        var rows = parts.Runner.Beat(raise, commands =>
        {
            if (raise)
            {
                commands.Execute(
                    raiseBeats, SqlArgument.Json("ids", ids), SqlArgument.Text("report", request.Report?.ToJson()), parts.Now());
            }

            return commands.Query(readBeat, readBeatRow, sessions, queues, patterns, reader, excluded, parts.Now());
        });
        return BeatRow.Gather(rows, asked);
    }

    /// <inheritdoc/>
    public Task EndAsync(IReadOnlyList<Guid> sessionIds, CancellationToken cancellationToken)
    {
        string ids = JsonRows.Ids(sessionIds);
        return parts.Runner.WriteAsync(
            async (commands, token) =>
            {
                await commands.ExecuteAsync(endSessions, token, SqlArgument.Json("ids", ids)).ConfigureAwait(false);
                await commands.ExecuteAsync(endNames, token, SqlArgument.Json("ids", ids), parts.Now()).ConfigureAwait(false);
                await unread.ParkAsync(commands, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> BuryAsync(IReadOnlyList<SessionBeat> sessions, CancellationToken cancellationToken)
    {
        string seen = JsonRows.Write(sessions, WriteBeat);
        var buried = await parts.Runner.WriteAsync(
            async (commands, token) =>
            {
                var ended = await commands.QueryAsync(
                    burySessions, readId, token, SqlArgument.Json("sessions", seen)).ConfigureAwait(false);
                await commands.ExecuteAsync(endNames, token, SqlArgument.Json("ids", JsonRows.Ids(ended)), parts.Now())
                    .ConfigureAwait(false);
                await unread.ParkAsync(commands, token).ConfigureAwait(false);
                return ended;
            },
            cancellationToken).ConfigureAwait(false);
        return [.. sessions.Select(session => session.SessionId).Where(buried.Contains)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobClaim>> ReadClaimsAsync(Guid sessionId, CancellationToken cancellationToken) =>
        await parts.Runner.ReadAsync(
            (commands, token) =>
                commands.QueryAsync(readClaims, readClaim, token, SqlArgument.Id("session", sessionId)),
                cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SessionInfo>> ListAsync(CancellationToken cancellationToken) =>
        await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(listSessions, readSession, token, parts.Now()),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SessionName>> GetNamesAsync(
        IReadOnlyCollection<Guid> sessionIds, CancellationToken cancellationToken)
    {
        var ids = SqlArgument.Json("ids", JsonRows.Ids([.. sessionIds]));
        return await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                readNames, reader => new SessionName(parts.Dialect.ReadId(reader, 0), reader.GetString(1), reader.GetString(2)), token,
                ids),
            cancellationToken).ConfigureAwait(false);
    }

    private static void WriteBeat(Utf8JsonWriter writer, SessionBeat session)
    {
        writer.WriteStartObject();
        writer.Id("id", session.SessionId);
        writer.Number("beat", session.Beat);
        writer.WriteEndObject();
    }

    private static List<string> ReadLanes(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(lane => lane.GetString()!)];
    }

    private SessionInfo ReadSession(DbDataReader reader) =>
        new(
            new NewSession
            {
                Id = parts.Dialect.ReadId(reader, 0),
                WorkerName = reader.GetString(1),
                NodeName = reader.GetString(2),
                Lanes = ReadLanes(reader.GetString(3)),
                Concurrency = reader.GetInt32(4),
                Version = reader.GetString(5),
                AgentName = reader.Text(8),
                Reader = reader.Text(10),
            },
            parts.Dialect.ReadTime(reader, 6),
            parts.Dialect.ReadTime(reader, 7),
            SqlTime.ToInterval(reader.GetInt64(9)))
        {
            Report = NodeReport.Read(reader.Text(11)),
        };
}
