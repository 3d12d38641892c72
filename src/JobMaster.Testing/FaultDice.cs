using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>
/// Draws the same for the same seed, in whatever order threads ask. The result depends on the job's definition and payload, on how many
/// jobs like it came before, and on the attempt.
/// </summary>
internal sealed class FaultDice(int seed)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, int> _places = [];
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    public double Draw(FaultKind kind, StoredJob job) => Roll($"{kind}|{job.DefinitionId}|{job.Payload}|{PlaceOf(job)}|{job.ClaimNo}");

    public double Draw(FaultKind kind, JobQueue queue) => Roll($"{kind}|{queue.Lane}|{queue.Priority}|{Next($"{kind}|{queue}")}");

    private int PlaceOf(StoredJob job)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(job.Id, out var place))
            {
                _places[job.Id] = place = Next($"{job.DefinitionId}|{job.Payload}");
            }

            return place;
        }
    }

    private int Next(string key)
    {
        lock (_lock)
        {
            return _seen[key] = _seen.GetValueOrDefault(key) + 1;
        }
    }

    private double Roll(string what)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{what}"));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (uint.MaxValue + 1.0);
    }
}
