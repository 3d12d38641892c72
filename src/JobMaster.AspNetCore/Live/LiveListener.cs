using System.Threading.Channels;
using JobMaster.AspNetCore.Access;

namespace JobMaster.AspNetCore.Live;

/// <summary>One listener. It holds the newest unsent event of each thing, so the number of things it asked for bounds its memory.</summary>
/// <param name="topics">The topics it asked for.</param>
/// <param name="caller">Who listens.</param>
/// <param name="time">The clock.</param>
/// <param name="longestSend">
/// The longest time for one send. If it takes longer, the waiting events are dropped and the listener gets the event <c>reload</c>.
/// </param>
internal sealed class LiveListener(LiveTopics topics, ApiCaller caller, TimeProvider time, TimeSpan longestSend)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, LiveEvent> _waiting = [];
    private readonly HashSet<Guid> _gone = [];
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private long? _sendingSince;
    private bool _isReload;

    public LiveTopics Topics => topics;

    /// <summary>The caller, as of the last check.</summary>
    public ApiCaller Caller { get; set; } = caller;

    public void Offer(LiveEvent change)
    {
        lock (_lock)
        {
            // A job that the caller may not see is like one that does not exist, and both are told once: another time would tell that
            // there is something.
            change = change.Job is { } job && !Caller.Sees(job) ? LiveEvent.Gone(job.Id, change.Sequence) : change;
            if (change.Key is Guid id && !(change.IsGone ? _gone.Add(id) : Showing(id)))
            {
                return;
            }

            if (_sendingSince is { } since && time.GetElapsedTime(since) > longestSend)
            {
                (_isReload, _sendingSince) = (true, null);
                _waiting.Clear();
            }

            if (!_isReload)
            {
                _waiting[change.Key] = change;
            }
        }

        _signal.Writer.TryWrite(true);
    }

    private bool Showing(Guid id)
    {
        _gone.Remove(id);
        return true;
    }

    /// <summary>Makes the listener read everything again.</summary>
    public void Reload()
    {
        lock (_lock)
        {
            _isReload = true;
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Waits until there may be something to send, or the time is over.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await _signal.Reader.ReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing happened in that time.
        }
    }

    /// <summary>The events to send, in order. <see cref="Sent"/> must follow.</summary>
    public (bool IsReload, IReadOnlyList<LiveEvent> Events) Take()
    {
        lock (_lock)
        {
            var taken = (_isReload, _waiting.Values.OrderBy(one => one.Sequence).ToList());
            _waiting.Clear();
            (_isReload, _sendingSince) = (false, time.GetTimestamp());
            return taken;
        }
    }

    public void Sent()
    {
        lock (_lock)
        {
            _sendingSince = null;
        }
    }
}
