using System.Data.Common;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Reads and writes schedules. Every statement that returns schedules has the same order of columns, after the store's clock in
/// the first column.
/// </summary>
internal sealed class ScheduleRow(SqlDialect dialect)
{
    private const int Last = 31;

    /// <summary>The ordinal of the first column after those of the schedule.</summary>
    public const int Behind = Last + 1;

    /// <summary>The time of the store's clock.</summary>
    public DateTimeOffset ReadNow(DbDataReader reader) => dialect.ReadTime(reader, 0);

    /// <summary>The schedule of the current row, or null if the row has only the clock.</summary>
    public StoredSchedule? Read(DbDataReader reader) =>
        reader.IsDBNull(1) ? null : UniqueRuleText.Read(reader.Text(Last), WithoutRule(reader));

    private StoredSchedule WithoutRule(DbDataReader reader) => new()
    {
        Id = dialect.ReadId(reader, 1),
        ProfileId = reader.GetString(2) is { Length: > 0 } profile ? profile : null,
        Key = reader.Text(3),
        State = (RecurringScheduleState)reader.GetInt32(4),
        Version = reader.GetInt64(5),
        Revision = reader.GetInt64(6),
        DefinitionId = reader.GetString(7),
        Lane = reader.GetString(8),
        Priority = (JobMasterPriority)reader.GetInt32(9),
        Timeout = SqlTime.ToInterval(reader.GetInt64(10)),
        MaxRetries = reader.GetInt32(11),
        Payload = reader.Text(12),
        Metadata = reader.Text(13),
        Tenant = reader.Text(14),
        TypeId = reader.GetString(15),
        Expression = reader.GetString(16),
        ZoneId = reader.Text(17),
        StartAfter = dialect.Time(reader, 18),
        EndBefore = dialect.Time(reader, 19),
        Anchor = dialect.ReadTime(reader, 20),
        Misfire = (MisfirePolicy)reader.GetInt32(21),
        MisfireGrace = SqlTime.ToInterval(reader.GetInt64(22)),
        MisfireLimit = reader.GetInt32(23),
        Overlap = (OverlapPolicy)reader.GetInt32(24),
        NextAt = dialect.Time(reader, 25),
        LastAt = dialect.Time(reader, 26),
        LastJobId = dialect.Id(reader, 27),
        IsWaiting = reader.GetInt32(28) != 0,
        CreatedAt = dialect.ReadTime(reader, 29),
        UpdatedAt = dialect.ReadTime(reader, 30),
    };

    public static void Write(Utf8JsonWriter writer, StoredSchedule schedule)
    {
        writer.WriteStartObject();
        writer.Id("id", schedule.Id);
        writer.Text("profile_id", schedule.ProfileId ?? "");
        writer.Text("key", schedule.Key);
        writer.Number("state", (int)schedule.State);
        writer.Number("version", schedule.Version);
        writer.Number("revision", schedule.Revision);
        writer.Text("definition_id", schedule.DefinitionId);
        writer.Text("lane", schedule.Lane);
        writer.Number("priority", (int)schedule.Priority);
        writer.Interval("timeout", schedule.Timeout);
        writer.Number("max_retries", schedule.MaxRetries);
        writer.Text("payload", schedule.Payload);
        writer.Text("metadata", schedule.Metadata);
        writer.Text("tenant", schedule.Tenant);
        writer.Text("type_id", schedule.TypeId);
        writer.Text("expression", schedule.Expression);
        writer.Text("zone_id", schedule.ZoneId);
        writer.Time("start_after", schedule.StartAfter);
        writer.Time("end_before", schedule.EndBefore);
        writer.Time("anchor", schedule.Anchor);
        writer.Number("misfire", (int)schedule.Misfire);
        writer.Interval("misfire_grace", schedule.MisfireGrace);
        writer.Number("misfire_limit", schedule.MisfireLimit);
        writer.Number("overlap", (int)schedule.Overlap);
        writer.Time("next_at", schedule.NextAt);
        writer.Time("last_at", schedule.LastAt);
        writer.Id("last_job_id", schedule.LastJobId);
        writer.Number("is_waiting", schedule.IsWaiting ? 1 : 0);
        writer.Time("created_at", schedule.CreatedAt);
        writer.Time("updated_at", schedule.UpdatedAt);
        writer.Text("unique_rule", UniqueRuleText.Of(schedule));
        writer.WriteEndObject();
    }
}
