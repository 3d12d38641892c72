using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>Reads a header block: its status line, <c>NATS/1.0 404 No Messages</c>, and the fields after it.</summary>
internal readonly ref struct HeaderReader
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t"u8);
    private readonly ReadOnlySpan<byte> _fields;

    public HeaderReader(ReadOnlySpan<byte> block)
    {
        int end = block.IndexOf("\r\n"u8);
        var first = end < 0 ? block : block[..end];
        _fields = end < 0 ? [] : block[(end + 2)..];
        if (!first.StartsWith("NATS/"u8))
        {
            throw new NatsProtocolException($"headers that begin with '{Encoding.Latin1.GetString(first[..Math.Min(first.Length, 30)])}'");
        }

        int blank = first.IndexOfAny(Blanks);
        var rest = blank < 0 ? [] : first[blank..].Trim(" \t"u8);
        if (Utf8Parser.TryParse(rest, out int status, out int used))
        {
            Status = status;
            Description = rest[used..].Trim(" \t"u8);
        }
    }

    /// <summary>The number of the status line, 0 when it has none.</summary>
    public int Status { get; }

    public ReadOnlySpan<byte> Description { get; }

    /// <summary>The value of the first field of that name, in any case.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var rest = _fields;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf("\r\n"u8);
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 2)..];
            int colon = line.IndexOf((byte)':');
            if (colon > 0 && Ascii.EqualsIgnoreCase(line[..colon], name))
            {
                value = line[(colon + 1)..].Trim(" \t"u8);
                return true;
            }
        }

        value = [];
        return false;
    }
}
