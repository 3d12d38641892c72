using System.Buffers;
using System.Globalization;
using System.Text;
using JobMaster.NatsJetStream.Protocol;

namespace JobMaster.NatsJetStream.Tests.Protocol;

/// <summary>Feeds bytes to a parser in pieces and writes down what comes out.</summary>
internal static class Pieces
{
    public static List<string> Read(byte[] bytes, params IEnumerable<int> sizes)
    {
        var parser = new ProtocolParser();
        var read = new List<string>();
        var pending = new List<byte[]>();
        int at = 0;
        foreach (int size in sizes.TakeWhile(_ => at < bytes.Length))
        {
            int end = Math.Min(bytes.Length, at + size);
            pending.Add(bytes[at..end]);
            at = end;
            var buffer = Sequence(pending);
            while (parser.TryRead(ref buffer, out var operation))
            {
                read.Add(Text(operation));
            }

            // As a pipe does: what was not consumed comes again, still in its pieces.
            pending = Segments(buffer);
        }

        return read;
    }

    public static List<string> ReadWhole(byte[] bytes) => Read(bytes, [Math.Max(1, bytes.Length)]);

    public static List<string> ReadByteByByte(byte[] bytes) => Read(bytes, Enumerable.Repeat(1, bytes.Length));

    public static string Text(in ServerOperation operation) => string.Create(
        CultureInfo.InvariantCulture,
        $"{operation.Kind} '{Latin(operation.Text)}' '{Latin(operation.Subject)}' {operation.SubscriptionId} '{Latin(operation.ReplyTo)}' '{Latin(operation.Headers.ToArray())}' '{Latin(operation.Payload.ToArray())}'");

    private static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static List<byte[]> Segments(ReadOnlySequence<byte> buffer)
    {
        var segments = new List<byte[]>();
        foreach (var segment in buffer)
        {
            if (segment.Length > 0)
            {
                segments.Add(segment.ToArray());
            }
        }

        return segments;
    }

    private static ReadOnlySequence<byte> Sequence(List<byte[]> pieces)
    {
        if (pieces.Count == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Segment(pieces[0], previous: null);
        var last = first;
        foreach (byte[] piece in pieces.Skip(1))
        {
            last = new Segment(piece, last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? previous)
        {
            Memory = bytes;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
