using System.Buffers;
using System.Threading.Channels;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>What waits to be sent on one link. Writers fill one buffer while the other is on its way, so many small commands leave together.</summary>
internal sealed class Outbox
{
    /// <summary>With so much waiting, writers are asked to wait.</summary>
    public const int Full = 1024 * 1024;

    private const int Kept = 4 * Full;
    private readonly Lock _lock = new();
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private ArrayBufferWriter<byte> _filling = new(64 * 1024);
    private ArrayBufferWriter<byte> _sending = new(64 * 1024);
    private TaskCompletionSource? _room;
    private bool _isClosed;

    /// <summary>Adds a command whole. On a closed link the command is dropped; callers that wait for an answer get the error from the link.</summary>
    public void Write<T>(T state, Action<IBufferWriter<byte>, T> write)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            write(_filling, state);
        }

        _work.Writer.TryWrite(true);
    }

    /// <summary>Ends when there is room for more, at once if there is.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_lock)
        {
            return _isClosed || _filling.WrittenCount < Full
                ? Task.CompletedTask
                : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Sends what is written until the link is stopped.</summary>
    public async Task SendAsync(Stream stream, CancellationToken stop)
    {
        while (await _work.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
        {
            _work.Reader.TryRead(out _);
            if (TakeWritten() is { Length: > 0 } written)
            {
                await stream.WriteAsync(written, stop).ConfigureAwait(false);
                await stream.FlushAsync(stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Refuses further commands and releases all waiting callers.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _room?.TrySetResult();
            _work.Writer.TryComplete();
        }
    }

    private ReadOnlyMemory<byte> TakeWritten()
    {
        lock (_lock)
        {
            (_filling, _sending) = (_sending.Capacity <= Kept ? _sending : new ArrayBufferWriter<byte>(64 * 1024), _filling);
            _filling.ResetWrittenCount();
            _room?.TrySetResult();
            _room = null;
            return _sending.WrittenMemory;
        }
    }
}
