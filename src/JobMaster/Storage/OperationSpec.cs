using System.Buffers;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace JobMaster.Storage;

/// <summary>The change that an operation makes, and its jobs. Stored as JSON text.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record OperationSpec
{
    private static readonly HashSet<string> Members =
        new(["kind", "max", "change", "first", "rate", "replay", "filter"], StringComparer.Ordinal);

    private static readonly HashSet<string> ChangeMembers = new(
        ["priority", "lane", "due_at", "due_now", "changes_expiry", "expires_at", "changes_payload", "payload"], StringComparer.Ordinal);

    private static readonly HashSet<string> ReplayMembers =
        new(["lane", "priority", "definition", "changes_payload", "payload"], StringComparer.Ordinal);

    private static readonly HashSet<string> FilterMembers = new(
        [
            "definition", "lane", "tenant", "priority", "schedule", "state", "fingerprint", "key", "session",
            "created_from", "created_before", "due_from", "due_before", "final_from", "final_before",
        ],
        StringComparer.Ordinal);

    /// <summary>The action on each job.</summary>
    public required JobOperationKind Kind { get; init; }

    /// <summary>The changed values.</summary>
    public StoredJobChange? Change { get; init; }

    /// <summary>Its filter; null if its jobs are named one by one.</summary>
    public JobOperationFilter? Filter { get; init; }

    /// <summary>It stops after it has changed this many jobs.</summary>
    public long? MaxJobs { get; init; }

    /// <summary>The changes to replayed jobs.</summary>
    public StoredReplay? Replay { get; init; }

    /// <summary>The number of trial jobs that it replays first.</summary>
    public int? TryFirst { get; init; }

    /// <summary>The most jobs that it changes per second.</summary>
    public int? MaxPerSecond { get; init; }

    /// <summary>Whether another definition will read the jobs' present message data.</summary>
    public bool MovesPayloads => Replay is { DefinitionId: not null, ChangesPayload: false };

    /// <summary>
    /// A part that a later version wrote and this one does not know, such as a condition; null if there is none. Ignoring it could change
    /// more jobs than requested, so this version does not touch such an operation.
    /// </summary>
    public string? UnknownPart { get; init; }

    /// <summary>Whether it covers failed jobs.</summary>
    public bool IsOfFailed => Kind is JobOperationKind.Replay or JobOperationKind.Discard;

    /// <summary>Whether it covers discarded jobs. If it covers neither these nor failed ones, it covers live jobs.</summary>
    public bool IsOfDiscarded => Kind == JobOperationKind.Restore;

    /// <summary>The text to store.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("kind", (int)Kind);
            Write(writer, "max", MaxJobs);
            if (Change is { } change)
            {
                writer.WriteStartObject("change");
                Write(writer, "priority", (long?)change.Priority);
                Write(writer, "lane", change.Lane);
                Write(writer, "due_at", change.DueAt);
                Write(writer, "due_now", change.IsDueNow);
                Write(writer, "changes_expiry", change.ChangesExpiry);
                Write(writer, "expires_at", change.ExpiresAt);
                Write(writer, "changes_payload", change.ChangesPayload);
                Write(writer, "payload", change.Payload);
                writer.WriteEndObject();
            }

            Write(writer, "first", TryFirst);
            Write(writer, "rate", MaxPerSecond);
            if (Replay is { } replay)
            {
                writer.WriteStartObject("replay");
                Write(writer, "lane", replay.Lane);
                Write(writer, "priority", (long?)replay.Priority);
                Write(writer, "definition", replay.DefinitionId);
                Write(writer, "changes_payload", replay.ChangesPayload);
                Write(writer, "payload", replay.Payload);
                writer.WriteEndObject();
            }

            if (Filter is { } filter)
            {
                writer.WriteStartObject("filter");
                Write(writer, "definition", filter.JobDefinitionId);
                Write(writer, "lane", filter.WorkerLane);
                Write(writer, "tenant", filter.Tenant);
                Write(writer, "priority", (long?)filter.Priority);
                Write(writer, "schedule", filter.RecurringScheduleId?.ToString());
                Write(writer, "state", (long?)filter.State);
                Write(writer, "fingerprint", filter.Fingerprint);
                Write(writer, "key", filter.IdempotencyKey);
                Write(writer, "session", filter.SessionId?.ToString());
                Write(writer, "created_from", filter.CreatedFrom);
                Write(writer, "created_before", filter.CreatedBefore);
                Write(writer, "due_from", filter.DueFrom);
                Write(writer, "due_before", filter.DueBefore);
                Write(writer, "final_from", filter.FinalizedFrom);
                Write(writer, "final_before", filter.FinalizedBefore);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads the stored text; <see cref="UnknownPart"/> names the part it cannot read.</summary>
    public static OperationSpec Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new OperationSpec
        {
            Kind = (JobOperationKind)root.GetProperty("kind").GetInt32(),
            MaxJobs = Number(root, "max"),
            Change = root.TryGetProperty("change", out var change) ? ChangeOf(change) : null,
            Replay = root.TryGetProperty("replay", out var replay) ? ReplayOf(replay) : null,
            TryFirst = (int?)Number(root, "first"),
            MaxPerSecond = (int?)Number(root, "rate"),
            Filter = root.TryGetProperty("filter", out var filter) ? FilterOf(filter) : null,
            UnknownPart = UnknownIn(root),
        };
    }

    private static string? UnknownIn(JsonElement root)
    {
        int kind = root.GetProperty("kind").GetInt32();
        return !Enum.IsDefined((JobOperationKind)kind) ? $"operations of kind {kind}"
            : Other(root, Members) is { } member ? $"its '{member}'"
            : root.TryGetProperty("filter", out var filter) && Other(filter, FilterMembers) is { } condition
                ? $"the condition '{condition}' of its filter"
            : root.TryGetProperty("change", out var change) && Other(change, ChangeMembers) is { } changed ? $"the change '{changed}'"
            : root.TryGetProperty("replay", out var replay) && Other(replay, ReplayMembers) is { } replayed ? $"the change '{replayed}'"
            : null;
    }

    private static string? Other(JsonElement part, HashSet<string> known)
    {
        foreach (var member in part.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                return member.Name;
            }
        }

        return null;
    }

    private static StoredJobChange ChangeOf(JsonElement change) => new()
    {
        Priority = (JobMasterPriority?)Number(change, "priority"),
        Lane = Text(change, "lane"),
        DueAt = Time(change, "due_at"),
        IsDueNow = change.TryGetProperty("due_now", out _),
        ChangesExpiry = change.TryGetProperty("changes_expiry", out _),
        ExpiresAt = Time(change, "expires_at"),
        ChangesPayload = change.TryGetProperty("changes_payload", out _),
        Payload = Text(change, "payload"),
    };

    private static StoredReplay ReplayOf(JsonElement replay) => new()
    {
        Lane = Text(replay, "lane"),
        Priority = (JobMasterPriority?)Number(replay, "priority"),
        DefinitionId = Text(replay, "definition"),
        ChangesPayload = replay.TryGetProperty("changes_payload", out _),
        Payload = Text(replay, "payload"),
    };

    private static JobOperationFilter FilterOf(JsonElement filter) => new()
    {
        JobDefinitionId = Text(filter, "definition"),
        WorkerLane = Text(filter, "lane"),
        Tenant = Text(filter, "tenant"),
        Priority = (JobMasterPriority?)Number(filter, "priority"),
        RecurringScheduleId = Text(filter, "schedule") is { } id ? Guid.Parse(id) : null,
        State = (JobState?)Number(filter, "state"),
        Fingerprint = Text(filter, "fingerprint"),
        IdempotencyKey = Text(filter, "key"),
        SessionId = Text(filter, "session") is { } session ? Guid.Parse(session) : null,
        CreatedFrom = Time(filter, "created_from"),
        CreatedBefore = Time(filter, "created_before"),
        DueFrom = Time(filter, "due_from"),
        DueBefore = Time(filter, "due_before"),
        FinalizedFrom = Time(filter, "final_from"),
        FinalizedBefore = Time(filter, "final_before"),
    };

    private static void Write(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, StoredText.Clean(value));
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    /// <summary>Writes only values that are true.</summary>
    private static void Write(Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, true);
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            writer.WriteNumber(name, time.UtcTicks);
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static long? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetInt64() : null;

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        Number(element, name) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
}
