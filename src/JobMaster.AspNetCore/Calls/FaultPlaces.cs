using System.Globalization;
using System.Text.Json;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Calls;

/// <summary>The places of values that the core refuses. The core names them in its text; a caller finds them by a path.</summary>
internal static class FaultPlaces
{
    private const string LimitKeys = "limitKeys";

    /// <summary>How a text of the core begins, and the members that may hold the value; the first that was sent does.</summary>
    private static readonly (string Beginning, string[] Members)[] Known =
    [
        ("Lane '", ["workerLane", "queue", "change.workerLane", "replay.workerLane"]),
        ("Tenant '", ["tenant", "tenantId"]),
        ("Definition id '", ["definitionId", "type", "replay.definitionId"]),
        ("Idempotency key '", ["idempotencyKey"]),
        ("Unique key '", ["unique.key"]),
        ("Unique.", ["unique"]),
        ("Limit key '", [LimitKeys]),
        ("The job names the limit '", [LimitKeys]),
        ("The job would be under ", [LimitKeys]),
        ("Job id ", ["id"]),
        ("Key '", ["scheduleKey"]),
        ("The key '", ["key", "scheduleKey"]),
        ("Time zone '", ["timeZone"]),
        ("Metadata of job ", ["metadata"]),
        ("Message data of job ", ["payload", "payloadPatch", "change.payload", "replay.payload"]),
        ("The payload of job ", ["payload", "payloadPatch", "change.payload", "replay.payload"]),
        ("Cron '", ["cron"]),
        ("NaturalCron '", ["natural"]),
        ("The expression has ", ["cron", "natural"]),
        ("The host ", ["host"]),
        ("The end ", ["until"]),
        ("The number of jobs ", ["concurrency"]),
        ("The rate ", ["perSeconds"]),
        ("MaxConcurrent ", ["maxConcurrent"]),
        ("ExpiresAt ", ["expiresAt", "change.expiresAt"]),
    ];

    /// <summary>The place of the value in the body; null, or the place of the job in it, if the text names none of its members.</summary>
    /// <param name="text">What the core says.</param>
    /// <param name="body">The body as it was sent.</param>
    /// <param name="job">The place of the job in a batch; null for a call about one thing.</param>
    public static string? Of(string text, byte[]? body, int? job = null)
    {
        string? place = job is { } number ? string.Create(CultureInfo.InvariantCulture, $"$.jobs[{number}]") : null;
        if (body is null or { Length: 0 })
        {
            return place;
        }

        // Several problems are told in a list.
        string first = text.Split("\n- ", 3) is [_, var problem, ..] ? problem : text;
        string[] members = Array.Find(Known, one => first.StartsWith(one.Beginning, StringComparison.Ordinal)).Members
            ?? (first.Contains(" would expire at ", StringComparison.Ordinal) ? ["expiresAt", "at", "runNow"]
                : first.Contains("unique key", StringComparison.Ordinal) ? ["unique"]
                : []);
        using var sent = JsonDocument.Parse(BodyText.WithoutMark(body).ToArray());
        var root = job is { } at ? sent.RootElement.GetProperty("jobs")[at] : sent.RootElement;
        return Array.Find(members, member => Find(root, member) is not null) is { } found
            ? $"{place ?? "$"}.{found}{IndexOf(first, found, Find(root, found)!.Value)}"
            : place;
    }

    private static JsonElement? Find(JsonElement root, string member)
    {
        JsonElement? found = root;
        foreach (string name in member.Split('.'))
        {
            found = found is { ValueKind: JsonValueKind.Object } one && one.TryGetProperty(name, out var value)
                && value.ValueKind != JsonValueKind.Null ? value : null;
        }

        return found;
    }

    /// <summary>Which of several limit keys the text is about.</summary>
    private static string IndexOf(string text, string member, JsonElement value)
    {
        if (member != LimitKeys || text.StartsWith("The job would be under ", StringComparison.Ordinal))
        {
            return "";
        }

        string named = text.Split('\'', 3)[1];
        int index = value.EnumerateArray().Select(key => key.GetString()!).ToList()
            .FindIndex(key => key == named || key.Split(':')[0] == named);
        return index < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{index}]");
    }
}
