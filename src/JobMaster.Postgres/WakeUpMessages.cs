using System.Globalization;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>The contents of notifications: store, sender, priority, lane.</summary>
/// <param name="store">Identifies this store in the database.</param>
/// <param name="sender">Identifies this process.</param>
internal sealed class WakeUpMessages(string store, string sender)
{
    private readonly string _own = $"{store} {sender} ";
    private readonly string _any = $"{store} ";

    /// <summary>Sent by a process to itself, to test whether notifications arrive.</summary>
    public string Probe => _own + "probe";

    public bool IsProbe(string payload) => string.Equals(payload, Probe, StringComparison.Ordinal);

    public string Write(JobQueue queue) =>
        string.Create(CultureInfo.InvariantCulture, $"{_own}{(int)queue.Priority} {StoredText.Clean(queue.Lane)}");

    /// <summary>The queue that another process names; null if this process sent the notification or it is not for this store.</summary>
    public JobQueue? Read(string payload)
    {
        if (!payload.StartsWith(_any, StringComparison.Ordinal) || payload.StartsWith(_own, StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = payload[_any.Length..].Split(' ', 3);
        return parts.Length == 3 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out int priority)
            ? new JobQueue(parts[2], (JobMasterPriority)priority)
            : null;
    }
}
