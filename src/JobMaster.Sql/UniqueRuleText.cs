using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The unique rule of a schedule's jobs as text in one column. No statement parses it.</summary>
internal static class UniqueRuleText
{
    /// <summary>The text; null when there is no rule.</summary>
    public static string? Of(StoredSchedule schedule)
    {
        if (schedule.Unique is not { } unique)
        {
            return null;
        }

        return JsonRows.Write([unique], (writer, rule) =>
        {
            writer.WriteStartObject();
            writer.Text("key", rule.Key);
            writer.Number("while", (int)rule.While);
            writer.Number("on_conflict", (int)rule.OnConflict);
            writer.Number("scope", (int)rule.Scope);
            writer.Interval("longest_wait", rule.LongestWait);
            writer.Number("by_payload", schedule.IsUniqueByPayload ? 1 : 0);
            writer.WriteEndObject();
        });
    }

    /// <summary>The schedule with the rule in its text.</summary>
    public static StoredSchedule Read(string? text, StoredSchedule schedule)
    {
        if (text is null)
        {
            return schedule;
        }

        using var document = JsonDocument.Parse(text);
        var rule = document.RootElement[0];
        return schedule with
        {
            Unique = new JobUnique
            {
                Key = rule.GetProperty("key").GetString(),
                While = (UniqueWhile)rule.GetProperty("while").GetInt32(),
                OnConflict = (UniqueConflict)rule.GetProperty("on_conflict").GetInt32(),
                Scope = (JobKeyScope)rule.GetProperty("scope").GetInt32(),
                LongestWait = rule.TryGetProperty("longest_wait", out var wait) && wait.ValueKind == JsonValueKind.Number
                    ? SqlTime.ToInterval(wait.GetInt64())
                    : null,
            },
            IsUniqueByPayload = rule.GetProperty("by_payload").GetInt32() != 0,
        };
    }
}
