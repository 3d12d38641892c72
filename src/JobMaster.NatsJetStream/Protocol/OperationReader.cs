using System.Buffers;
using System.IO.Pipelines;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>Takes an operation; false stops the reading behind it.</summary>
internal delegate bool OperationHandler(in ServerOperation operation);

/// <summary>Reads operations off a stream, which stays open.</summary>
internal sealed class OperationReader(Stream stream)
{
    private readonly ProtocolParser _parser = new();
    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));

    /// <summary>Hands over operations until the handler says stop.</summary>
    /// <exception cref="EndOfStreamException">The server closed the connection.</exception>
    public async Task ReadAsync(OperationHandler handler, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            var rest = result.Buffer;
            bool goesOn = HandOver(ref rest, handler);
            _pipe.AdvanceTo(rest.Start, goesOn ? rest.End : rest.Start);
            if (!goesOn)
            {
                return;
            }

            if (result.IsCompleted)
            {
                throw new EndOfStreamException("The server closed the connection.");
            }
        }
    }

    /// <summary>Ends the reading; what was read ahead and not handed over is the answer.</summary>
    public long Complete()
    {
        long left = 0;
        if (_pipe.TryRead(out var result))
        {
            left = result.Buffer.Length;
            _pipe.AdvanceTo(result.Buffer.Start);
        }

        _pipe.Complete();
        return left;
    }

    private bool HandOver(ref ReadOnlySequence<byte> buffer, OperationHandler handler)
    {
        while (_parser.TryRead(ref buffer, out var operation))
        {
            if (!handler(operation))
            {
                return false;
            }
        }

        return true;
    }
}
