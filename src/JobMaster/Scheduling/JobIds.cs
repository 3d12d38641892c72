using System.Buffers.Binary;

namespace JobMaster.Scheduling;

/// <summary>Creates job ids of version 7 (RFC 9562), so that they sort by creation time and inserts stay local in every index.</summary>
internal static class JobIds
{
    /// <summary>
    /// How far the time in an id of version 7 may be ahead of this host's clock. A store may search for a final job from one day before its
    /// id's time onwards, so the two clocks may differ by the rest of that day.
    /// </summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromHours(12);

    public static Guid Next(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>The id that the caller chose, if any.</summary>
    /// <exception cref="JobRejectedException">The id is empty, or its time has not come.</exception>
    public static Guid? Given(Guid? id, DateTimeOffset now)
    {
        if (id == Guid.Empty)
        {
            throw new JobRejectedException(
                $"JobOptions.Id is {Guid.Empty}, the empty Guid, under which only one job could ever be stored. Leave Id null for a new " +
                "id, or set one of your own such as Guid.CreateVersion7().");
        }

        return id is { Version: 7 } own && UnixMilliseconds(own) > (now + MostAhead).ToUnixTimeMilliseconds()
            ? throw new JobRejectedException(
                FormattableString.Invariant($"JobOptions.Id {own} is a version 7 Guid made more than {MostAhead.TotalHours} hours ") +
                FormattableString.Invariant($"ahead of this host's clock, which is at {now:u}. ") +
                "Correct the clock that made it, or leave Id null for a new id.")
            : id;
    }

    private static long UnixMilliseconds(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
    }
}
