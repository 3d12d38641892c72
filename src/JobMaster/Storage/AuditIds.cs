using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// Creates the ids of audit entries: version 7, and each greater than the one before. Entries of one instant so keep the order in which
/// this process wrote them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed class AuditIds
{
    private const int CounterBits = 12;
    private long _last;

    /// <summary>The next id.</summary>
    /// <param name="now">The time it carries, unless an earlier id already has this time or a later one.</param>
    public Guid Next(DateTimeOffset now)
    {
        var place = now.ToUnixTimeMilliseconds() << CounterBits;
        long last, next;
        do
        {
            last = Interlocked.Read(ref _last);
            next = Math.Max(last + 1, place);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);

        // The counter uses the twelve bits after the time and the version; the rest stays random.
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(next >> CounterBits)).TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (next & ((1 << CounterBits) - 1))));
        return new Guid(bytes, bigEndian: true);
    }
}
