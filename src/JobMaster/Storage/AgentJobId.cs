using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// Ids of jobs that go to an agent first: version 8 (RFC 9562), with the time in the same place as version 7, so that they sort alike, and
/// a mark in the twelve bits after it. Such an id shows that a job that the master does not know may be on an agent.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public static class AgentJobId
{
    /// <summary>The version and the mark, as in the third group of the id's text.</summary>
    public const int Mark = 0x8A6E;

    /// <summary>A placeholder for values that only the job's message has while an agent holds it.</summary>
    public const string Unseen = "(on an agent)";

    /// <summary>The last time that an id can carry; the bits have room for later ones, which no clock shows.</summary>
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Makes an id.</summary>
    /// <param name="time">The time it carries.</param>
    public static Guid Create(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(time).TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], Mark);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Whether the id belongs to a job that went to an agent first.</summary>
    /// <param name="id">Any id.</param>
    public static bool Is(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) == Mark && MillisecondsOf(bytes) <= Latest;
    }

    /// <summary>The time it carries, by the clock of the producer.</summary>
    /// <param name="id">An id made here.</param>
    public static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(MillisecondsOf(bytes));
    }

    private static long MillisecondsOf(ReadOnlySpan<byte> bytes) => (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
}
