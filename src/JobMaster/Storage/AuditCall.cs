using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// The ids of the audit entries of one store call, created by the caller before the call. If the reply is lost, a repeat searches for these
/// ids. It finds the entries of the first run if that run was committed. The ids of a call are consecutive, so they form one range.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed class AuditCall
{
    /// <summary>The last bytes of an id count the entries of the call.</summary>
    private const int CountedBytes = 3;

    private const int Most = (1 << (8 * CountedBytes)) - 1;

    private readonly int _from;
    private int _next;

    /// <summary>Creates one run of a call.</summary>
    /// <param name="id">The id of the call, of version 7; a repeat has the same. Its last three bytes are ignored.</param>
    /// <param name="filed">The entries of earlier runs. This run continues after them. Default: none.</param>
    public AuditCall(Guid id, IReadOnlyCollection<AuditEntry>? filed = null)
    {
        First = At(id, 0);
        Last = At(id, Most);
        _from = _next = filed is { Count: > 0 } ? filed.Max(static entry => PlaceOf(entry.Id)) + 1 : 0;
    }

    /// <summary>The first id that the call may use.</summary>
    public Guid First { get; }

    /// <summary>The last id that the call may use.</summary>
    public Guid Last { get; }

    /// <summary>Whether this run has used an id.</summary>
    public bool HasFiled => Volatile.Read(ref _next) > _from;

    /// <summary>The next entry's id, greater than those before.</summary>
    /// <exception cref="InvalidOperationException">The call has written the maximum of 16,777,216 entries.</exception>
    public Guid NextId()
    {
        int place = Interlocked.Increment(ref _next) - 1;
        return place <= Most
            ? At(First, place)
            : throw new InvalidOperationException($"One call files at most {Most + 1} audit entries. Send fewer jobs in one call.");
    }

    private static Guid At(Guid id, int place)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], (bytes[12] << (8 * CountedBytes)) | place);
        return new Guid(bytes, bigEndian: true);
    }

    private static int PlaceOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt32BigEndian(bytes[12..]) & Most;
    }
}
