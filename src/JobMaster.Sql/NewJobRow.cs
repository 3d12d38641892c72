using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Writes new and delivered jobs as rows of a batch.</summary>
internal static class NewJobRow
{
    public static void Write(Utf8JsonWriter writer, NewJob job)
    {
        writer.WriteStartObject();
        WriteMembers(writer, job);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, DeliveredJob delivered)
    {
        writer.WriteStartObject();
        WriteMembers(writer, delivered.Job);
        writer.Text("quarantine", delivered.Quarantine);
        writer.WriteEndObject();
    }

    public static void WriteMembers(Utf8JsonWriter writer, NewJob job)
    {
        writer.Id("id", job.Id);
        writer.Text("definition_id", job.DefinitionId);
        writer.Text("lane", job.Lane);
        writer.Number("priority", (int)job.Priority);
        writer.Time("due_at", job.DueAt);
        writer.Interval("delay", job.Delay);
        writer.Interval("timeout", job.Timeout);
        writer.Number("max_retries", job.MaxRetries);
        writer.Time("expires_at", job.ExpiresAt);
        writer.Number("trigger_source", (int)job.TriggerSource);
        writer.Id("recurring_schedule_id", job.RecurringScheduleId);
        writer.Text("tenant", job.Tenant);
        writer.Text("idempotency_key", job.IdempotencyKey);
        writer.Text("trace_parent", job.TraceParent);
        writer.Text("scheduled_by", job.ScheduledBy);
        writer.Text("limits", job.Limits);
        writer.Text("metadata", job.Metadata);
        writer.Text("payload", job.Payload);
    }
}
