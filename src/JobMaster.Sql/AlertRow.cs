using System.Data.Common;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Rows of alerts.</summary>
internal static class AlertRow
{
    public static StoredAlert Read(SqlDialect dialect, DbDataReader reader) => new()
    {
        Id = dialect.ReadId(reader, 0),
        Rule = reader.GetString(1),
        Subject = reader.GetString(2),
        Severity = (JobAlertSeverity)reader.GetInt32(3),
        Text = reader.GetString(4),
        Value = reader.GetDouble(5),
        Stage = reader.GetInt64(6),
        Since = dialect.Time(reader, 7),
        SeenAt = dialect.ReadTime(reader, 8),
        CheckedAt = dialect.ReadTime(reader, 9),
        FiredAt = dialect.Time(reader, 10),
        ResolvedAt = dialect.Time(reader, 11),
    };

    public static void Write(Utf8JsonWriter writer, StoredAlert alert)
    {
        writer.WriteStartObject();
        writer.Id("id", alert.Id);
        writer.Text("rule", alert.Rule);
        writer.Text("subject", alert.Subject);
        writer.Number("severity", (int)alert.Severity);
        writer.Text("message", alert.Text);
        writer.Fraction("amount", alert.Value);
        writer.Number("stage", alert.Stage);
        writer.Number("is_open", alert.IsOpen ? 1 : 0);
        writer.Time("since_at", alert.Since);
        writer.Time("seen_at", alert.SeenAt);
        writer.Time("checked_at", alert.CheckedAt);
        writer.Time("fired_at", alert.FiredAt);
        writer.Time("resolved_at", alert.ResolvedAt);
        writer.WriteEndObject();
    }
}
