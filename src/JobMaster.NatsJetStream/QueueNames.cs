using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JobMaster.Storage;

namespace JobMaster.NatsJetStream;

/// <summary>
/// The names of a cluster's agent on the server. Any text becomes a name of lower-case letters, digits, <c>-</c> and <c>=</c>: every
/// other byte of its UTF-8 is written as <c>=</c> and two hexadecimal digits. So different texts have different names, even if the
/// server's disk ignores case.
/// </summary>
internal sealed class QueueNames
{
    /// <summary>Names are file names on the server; a longer one is cut and made unique by a hash.</summary>
    private const int LongestName = 100;

    private readonly string _prefix;

    public QueueNames(string clusterId, string agent)
    {
        Stream = $"JobMaster_{Shortened(clusterId)}_{Shortened(agent)}";
        _prefix = $"jobmaster.{Encoded(clusterId)}.{Encoded(agent)}.";
    }

    public string Stream { get; }

    /// <summary>The subjects of every queue.</summary>
    public string AllSubjects => $"{_prefix}>";

    /// <summary>The subject of a queue's messages: it ends in the priority's number and the lane.</summary>
    public string Subject(JobQueue queue) =>
        string.Create(CultureInfo.InvariantCulture, $"{_prefix}{(int)queue.Priority}.{Encoded(queue.Lane)}");

    /// <summary>The subjects of a lane's queues.</summary>
    public string LaneSubjects(string lane) => $"{_prefix}*.{Encoded(lane)}";

    /// <summary>A queue's consumer.</summary>
    public static string Consumer(JobQueue queue) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)queue.Priority}_{Shortened(queue.Lane)}");

    /// <summary>The queue of a subject; null for a foreign subject.</summary>
    public JobQueue? Queue(string subject)
    {
        if (!subject.StartsWith(_prefix, StringComparison.Ordinal) || subject[_prefix.Length..].Split('.') is not [var priority, var lane])
        {
            return null;
        }

        return int.TryParse(priority, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && Decoded(lane) is { } text
            ? new JobQueue(text, (JobMasterPriority)number)
            : null;
    }

    private static string Encoded(string text)
    {
        var name = new StringBuilder(text.Length + 8);
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            if (value is >= (byte)'a' and <= (byte)'z' or >= (byte)'0' and <= (byte)'9' or (byte)'-')
            {
                name.Append((char)value);
            }
            else
            {
                name.Append(CultureInfo.InvariantCulture, $"={value:x2}");
            }
        }

        return name.ToString();
    }

    private static string? Decoded(string name)
    {
        var bytes = new List<byte>(name.Length);
        for (int at = 0; at < name.Length; at++)
        {
            if (name[at] != '=')
            {
                bytes.Add((byte)name[at]);
            }
            else if (at + 2 < name.Length
                && byte.TryParse(name.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                at += 2;
            }
            else
            {
                return null;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static string Shortened(string text)
    {
        string name = Encoded(text);
        if (name.Length <= LongestName)
        {
            return name;
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
        return $"{name[..(LongestName - hash.Length)]}={hash}";
    }
}
