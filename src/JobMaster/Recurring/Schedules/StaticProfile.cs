using System.Security.Cryptography;
using System.Text.Json;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>A profile in this version of the code.</summary>
/// <param name="Id">Its name.</param>
/// <param name="DeclaredRevision">Its declared revision.</param>
/// <param name="Schedules">Its schedules.</param>
/// <param name="Storage">Compares encrypted payloads by their content.</param>
internal sealed record StaticProfile(string Id, long DeclaredRevision, IReadOnlyList<StoredSchedule> Schedules, PayloadStorage Storage)
{
    public ProfileContent Content { get; } = new(
        Id, HashOf(Schedules, Storage), DeclaredRevision, [.. Schedules.Select(schedule => schedule.Key!)]);

    /// <summary>Equal for equal content, on any machine and in any order of the schedules.</summary>
    private static string HashOf(IReadOnlyList<StoredSchedule> schedules, PayloadStorage storage)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var schedule in schedules.OrderBy(schedule => schedule.Key, StringComparer.Ordinal))
            {
                Write(writer, schedule with { Payload = storage.Comparable(schedule.Payload, schedule.DefinitionId) });
            }

            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.ToArray()));
    }

    private static void Write(Utf8JsonWriter writer, StoredSchedule schedule)
    {
        writer.WriteStartArray();
        foreach (
            var text in (string?[])[
                schedule.Key, schedule.DefinitionId, schedule.Lane, schedule.Payload, schedule.Metadata, schedule.Tenant, schedule.TypeId,
                schedule.Expression, schedule.ZoneId])
        {
            writer.WriteStringValue(text);
        }

        foreach (var number in (long?[])[
            (long)schedule.Priority, schedule.Timeout.Ticks, schedule.MaxRetries, schedule.StartAfter?.UtcTicks,
            schedule.EndBefore?.UtcTicks,
            (long)schedule.Misfire, schedule.MisfireGrace.Ticks, schedule.MisfireLimit, (long)schedule.Overlap])
        {
            writer.WriteNumberValue(number ?? -1);
        }

        if (schedule.Unique is { } unique)
        {
            Write(writer, unique);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, JobUnique unique)
    {
        writer.WriteStringValue(unique.Key);
        foreach (var number in (long?[])[(long)unique.While, (long)unique.OnConflict, (long)unique.Scope, unique.LongestWait?.Ticks])
        {
            writer.WriteNumberValue(number ?? -1);
        }
    }
}
