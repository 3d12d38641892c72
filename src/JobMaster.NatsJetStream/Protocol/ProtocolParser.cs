using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>Cuts what a server sends into operations. It keeps nothing between calls but a buffer for lines that lie in pieces.</summary>
internal sealed class ProtocolParser
{
    /// <summary>No line is longer; INFO of a large cluster is the longest.</summary>
    public const int MaxLine = 256 * 1024;

    /// <summary>The largest message any server can be configured for, headers included.</summary>
    public const int MaxMessage = 64 * 1024 * 1024;

    private const byte LineFeed = (byte)'\n';
    private byte[] _line = [];

    /// <summary>Takes the next operation off the buffer; false, and the buffer untouched, when it has not all arrived.</summary>
    /// <exception cref="NatsProtocolException">What arrived is not the protocol.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out ServerOperation operation)
    {
        operation = default;
        if (buffer.PositionOf(LineFeed) is not { } end)
        {
            return buffer.Length <= MaxLine ? false : throw new NatsProtocolException($"a line of more than {MaxLine} bytes");
        }

        var line = WithoutReturn(Flatten(buffer.Slice(0, end)));
        var rest = buffer.Slice(buffer.GetPosition(1, end));
        int blank = line.IndexOfAny((byte)' ', (byte)'\t');
        var name = blank < 0 ? line : line[..blank];
        var arguments = blank < 0 ? [] : line[blank..];
        if (Ascii.EqualsIgnoreCase(name, "MSG"u8) || Ascii.EqualsIgnoreCase(name, "HMSG"u8))
        {
            if (TryReadMessage(name.Length == 4, arguments, rest, out operation) is not { } behind)
            {
                return false;
            }

            rest = rest.Slice(behind);
        }
        else
        {
            operation = new ServerOperation { Kind = KindOf(name), Text = arguments.Trim(" \t"u8) };
        }

        buffer = rest;
        return true;
    }

    private static OperationKind KindOf(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "PING"u8) ? OperationKind.Ping
        : Ascii.EqualsIgnoreCase(name, "PONG"u8) ? OperationKind.Pong
        : Ascii.EqualsIgnoreCase(name, "INFO"u8) ? OperationKind.Info
        : Ascii.EqualsIgnoreCase(name, "+OK"u8) ? OperationKind.Ok
        : Ascii.EqualsIgnoreCase(name, "-ERR"u8) ? OperationKind.Error
        : throw new NatsProtocolException($"the unknown operation '{Excerpt(name)}'");

    /// <summary><c>subject sid [reply-to] [header size] size</c>, then headers and payload, then an end of line. Null when they have not all arrived.</summary>
    private static SequencePosition? TryReadMessage(bool hasHeaders, ReadOnlySpan<byte> arguments, ReadOnlySequence<byte> rest, out ServerOperation operation)
    {
        Span<Range> parts = stackalloc Range[6];
        int count = Split(arguments, parts);
        int numbers = hasHeaders ? 2 : 1;
        if (count != 2 + numbers && count != 3 + numbers)
        {
            throw new NatsProtocolException($"a message with {count} arguments, '{Excerpt(arguments)}'");
        }

        int size = Number(arguments[parts[count - 1]], MaxMessage);
        int headers = hasHeaders ? Number(arguments[parts[count - 2]], size) : 0;
        if (rest.Length < size + 2)
        {
            operation = default;
            return null;
        }

        var body = rest.Slice(0, size);
        CheckEnd(rest.Slice(size, 2));
        operation = new ServerOperation
        {
            Kind = OperationKind.Message,
            Subject = arguments[parts[0]],
            SubscriptionId = Number(arguments[parts[1]], int.MaxValue),
            ReplyTo = count == 3 + numbers ? arguments[parts[2]] : [],
            Headers = body.Slice(0, headers),
            Payload = body.Slice(headers),
        };
        return rest.GetPosition(size + 2);
    }

    /// <summary>The words between blanks; as many as fit.</summary>
    private static int Split(ReadOnlySpan<byte> line, Span<Range> parts)
    {
        int count = 0;
        for (int at = 0; at < line.Length && count < parts.Length;)
        {
            if (line[at] is (byte)' ' or (byte)'\t')
            {
                at++;
                continue;
            }

            int length = line[at..].IndexOfAny((byte)' ', (byte)'\t');
            int end = length < 0 ? line.Length : at + length;
            parts[count++] = at..end;
            at = end;
        }

        return count;
    }

    private static int Number(ReadOnlySpan<byte> digits, int max) =>
        digits[0] is >= (byte)'0' and <= (byte)'9' && Utf8Parser.TryParse(digits, out int number, out int used) && used == digits.Length && number <= max
            ? number
            : throw new NatsProtocolException($"'{Excerpt(digits)}' where a number up to {max} was expected");

    private static void CheckEnd(ReadOnlySequence<byte> end)
    {
        Span<byte> bytes = stackalloc byte[2];
        end.CopyTo(bytes);
        if (!bytes.SequenceEqual("\r\n"u8))
        {
            throw new NatsProtocolException("a message longer than it was said to be");
        }
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line.EndsWith("\r"u8) ? line[..^1] : line;

    private ReadOnlySpan<byte> Flatten(ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment)
        {
            return line.FirstSpan;
        }

        int length = checked((int)line.Length);
        if (length > MaxLine)
        {
            throw new NatsProtocolException($"a line of more than {MaxLine} bytes");
        }

        if (_line.Length < length)
        {
            _line = new byte[Math.Max(512, length * 2)];
        }

        line.CopyTo(_line);
        return _line.AsSpan(0, length);
    }

    private static string Excerpt(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 60)]);
}
