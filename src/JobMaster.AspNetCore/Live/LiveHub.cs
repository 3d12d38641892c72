using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using JobMaster.AspNetCore.Contracts;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Live;

/// <summary>
/// The live state of one cluster. One reader serves all listeners of this process, and reads nothing without listeners. It sends only what
/// has changed since the last read.
/// </summary>
/// <param name="reads">Reads the cluster.</param>
/// <param name="options">How often, and for how many.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Logs that the store cannot be read.</param>
internal sealed class LiveHub(LiveReads reads, JobMasterApiOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>The most jobs read in one round; if there are more, they take turns.</summary>
    private const int JobsOfRound = 100;

    /// <summary>
    /// Reading takes at most this part of the time (one in 25), however slow the store is. A read keeps one core of the database busy, so a
    /// drain on two cores next to it loses at most a fiftieth of them.
    /// </summary>
    private const int ShareOfReading = 25;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly object Store = new();

    private readonly Lock _lock = new();
    private readonly HashSet<LiveListener> _listeners = [];
    private readonly Dictionary<object, LiveEvent> _newest = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private Guid _lastJob;
    private long _sequence;
    private bool _isReading;

    /// <summary>Names this process in the ids of events.</summary>
    public string Node { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    public bool IsReading
    {
        get
        {
            lock (_lock)
            {
                return _isReading;
            }
        }
    }

    /// <summary>
    /// Adds a listener; false when there are too many, or when its caller has half of the most: one caller must not keep out the rest.
    /// </summary>
    /// <param name="listener">It gets the known events at once.</param>
    /// <param name="after">The place of the last event it has, on this node; null for a new listener.</param>
    public bool TryJoin(LiveListener listener, long? after)
    {
        lock (_lock)
        {
            if (_listeners.Count >= options.MaxListeners
                || _listeners.Count(other => other.Caller.Identity == listener.Caller.Identity) >= (options.MaxListeners + 1) / 2)
            {
                return false;
            }

            _listeners.Add(listener);
            foreach (var known in _newest.Values.Where(one => IsFor(listener, one) && one.Sequence > (after ?? 0)))
            {
                listener.Offer(known);
            }

            if (!_isReading)
            {
                _isReading = true;

                // The reader belongs to no call, so it must not keep the trace and context of the first listener.
                using (ExecutionContext.SuppressFlow())
                {
                    _ = Task.Run(RunAsync);
                }
            }
        }

        Wake();
        return true;
    }

    public void Leave(LiveListener listener)
    {
        lock (_lock)
        {
            _listeners.Remove(listener);
        }

        Wake();
    }

    private async Task RunAsync()
    {
        while (Wanted() is (var topics, var jobs))
        {
            long started = time.GetTimestamp();
            Exception? failure = null;
            foreach (var topic in topics)
            {
                failure = await TryAsync(async () => Publish(topic, Name(topic), await reads.TopicAsync(topic, default))) ?? failure;
            }

            foreach (var id in Turn(jobs))
            {
                if (await TryAsync(async () => Publish(id, await reads.JobAsync(id, default))) is { } unread)
                {
                    // The other reads would fail in the same way: while the store is unavailable, one wait is enough.
                    failure = unread;
                    break;
                }
            }

            if (failure is not null)
            {
                Log.LiveUnread(logger, failure);
            }
            else
            {
                PublishStore(isReachable: true);
            }

            await PauseAsync(time.GetElapsedTime(started));
        }
    }

    /// <summary>
    /// Runs each read separately, so that a failed one does not stop the others. Listeners are notified at once: they keep their data, and
    /// know that it may be old.
    /// </summary>
    private async Task<Exception?> TryAsync(Func<Task> read)
    {
        try
        {
            await read();
            return null;
        }
        catch (Exception exception)
        {
            PublishStore(isReachable: false);
            return exception;
        }
    }

    /// <summary>The requests of the listeners; null without listeners, and then the reader ends.</summary>
    private (IReadOnlyList<LiveTopic> Topics, IReadOnlyList<Guid> Jobs)? Wanted()
    {
        lock (_lock)
        {
            if (_listeners.Count == 0)
            {
                _newest.Clear();
                _isReading = false;
                return null;
            }

            var jobs = _listeners.SelectMany(listener => listener.Topics.Jobs).Distinct().Order().ToList();
            foreach (var key in _newest.Keys.OfType<Guid>().Except(jobs).ToList())
            {
                _newest.Remove(key);
            }

            return ([.. _listeners.SelectMany(listener => listener.Topics.Whole).Distinct()], jobs);
        }
    }

    /// <summary>The jobs of this round: all, or the next in the order of their ids.</summary>
    private List<Guid> Turn(IReadOnlyList<Guid> jobs)
    {
        if (jobs.Count <= JobsOfRound)
        {
            return [.. jobs];
        }

        var turn = jobs.Where(id => id.CompareTo(_lastJob) > 0).Concat(jobs).Take(JobsOfRound).ToList();
        _lastJob = turn[^1];
        return turn;
    }

    private void Publish(Guid id, JobDetails? job)
    {
        if (job is not null)
        {
            Publish(id, "job", JsonSerializer.SerializeToUtf8Bytes(LiveJob.Of(job), ApiJson.Default.LiveJob), job);
            return;
        }

        // The job is pruned, or never existed: the last that was seen of it tells who has seen it.
        JobDetails? seen;
        lock (_lock)
        {
            seen = _newest.GetValueOrDefault(id)?.Job;
        }

        var gone = LiveEvent.Gone(id, sequence: 0);
        Publish(id, gone.Name, gone.Data, seen);
    }

    private void PublishStore(bool isReachable) => Publish(
        Store, "store", JsonSerializer.SerializeToUtf8Bytes(new LiveStore(isReachable), ApiJson.Default.LiveStore));

    /// <summary>Sends the event to listeners who asked for it, unless they have it already.</summary>
    public void Publish(object key, string name, byte[] data, JobDetails? job = null)
    {
        lock (_lock)
        {
            if (_newest.TryGetValue(key, out var known) && known.Name == name && known.Data.AsSpan().SequenceEqual(data))
            {
                return;
            }

            var change = new LiveEvent(key, name, data, ++_sequence) { Job = job };
            _newest[key] = change;
            foreach (var listener in _listeners.Where(listener => IsFor(listener, change)))
            {
                listener.Offer(change);
            }
        }
    }

    private static bool IsFor(LiveListener listener, LiveEvent change) => change.Key switch
    {
        LiveTopic topic => listener.Topics.Whole.Contains(topic),
        Guid id => listener.Topics.Jobs.Contains(id),
        _ => true,
    };

    private static string Name(LiveTopic topic) => $"{topic}".ToLowerInvariant();

    /// <summary>Waits until the next round; shorter when a listener comes, but at least a fifth of a second.</summary>
    private async Task PauseAsync(TimeSpan reading)
    {
        await Task.Delay(Shortest, time);
        var rest = (options.LiveInterval > ShareOfReading * reading ? options.LiveInterval : ShareOfReading * reading) - Shortest;
        if (rest > TimeSpan.Zero)
        {
            using var over = new CancellationTokenSource(rest, time);
            try
            {
                await _wake.Reader.ReadAsync(over.Token);
            }
            catch (OperationCanceledException)
            {
                // The next round is due.
            }
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);
}
