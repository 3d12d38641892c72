using System.Buffers;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>Requests that go together, each to be settled by its own answer. What a lost link left unanswered is sent again on the next.</summary>
internal abstract class RequestBatch
{
    private readonly bool[] _isSettled;

    protected RequestBatch(int count)
    {
        _isSettled = new bool[count];
        Unsettled = count;
    }

    public int Count => _isSettled.Length;

    public int Unsettled { get; private set; }

    public bool IsSettled(int index) => _isSettled[index];

    /// <summary>What the batch is about, for errors.</summary>
    public abstract string SubjectOf(int index);

    /// <summary>Writes one request; about how many bytes it took.</summary>
    public abstract int Write(int index, IBufferWriter<byte> to, ReadOnlySpan<byte> replyTo);

    /// <summary>Reads the answer to one request; false when nobody was there to answer and it is to be sent again in a moment.</summary>
    protected abstract bool Settle(int index, in ServerOperation reply);

    /// <summary>Called by the reading loop.</summary>
    public void OnReply(int index, in ServerOperation reply)
    {
        if (!_isSettled[index] && Settle(index, reply))
        {
            _isSettled[index] = true;
            Unsettled--;
        }
    }
}
