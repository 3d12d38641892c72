using System.Globalization;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>What notifications say: store, sender, priority, lane.</summary>
/// <param name="store">What tells this store from others in the database.</param>
/// <param name="sender">What tells this process from others.</param>
internal sealed class WakeUpMessages(string store, string sender)
{
    private readonly string _own = $"{store} {sender} ";
    private readonly string _any = $"{store} ";

    /// <summary>Sent to oneself, to see whether notifications arrive.</summary>
    public string Probe => _own + "probe";

    public bool IsProbe(string payload) => string.Equals(payload, Probe, StringComparison.Ordinal);

    public string Write(JobQueue queue) =>
        string.Create(CultureInfo.InvariantCulture, $"{_own}{(int)queue.Priority} {StoredText.Clean(queue.Lane)}");

    /// <summary>The queue that another process names; null when the notification is our own or not for this store.</summary>
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
