using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JobMaster.Benchmarks.Measuring;

/// <summary>
/// Counts what the cluster of this process does: handlers started, outcomes recorded (by the library's own metric, after they are durable),
/// store calls.
/// </summary>
internal sealed class Tally : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<double> _lateness = new();
    private readonly long[] _startedAt;
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _awaited;
    private long _firstStart;
    private long _lastFinish;
    private long _lastProbe;
    private long _finished;
    private long _storeCalls;
    private long _occurrences;

    /// <param name="awaited">How many recorded outcomes are waited for.</param>
    /// <param name="probes">Jobs numbered 1 to this have the instant of their start noted.</param>
    public Tally(long awaited = long.MaxValue, int probes = 0)
    {
        _awaited = awaited;
        _startedAt = new long[probes + 1];
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (
                instrument is
                {
                    Meter.Name: "JobMaster",
                    Name: "jobmaster.attempts.finished" or "jobmaster.store.duration" or "jobmaster.occurrences"
                })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) =>
        {
            if (instrument.Name == "jobmaster.occurrences")
            {
                Interlocked.Add(ref _occurrences, count);
            }
            else
            {
                Finish(count);
            }
        });
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _storeCalls));
        _listener.Start();
    }

    public long Finished => Interlocked.Read(ref _finished);

    /// <summary>Occurrences of schedules filed.</summary>
    public long Occurrences => Interlocked.Read(ref _occurrences);

    /// <summary>How late the jobs of schedules were started, in milliseconds.</summary>
    public IReadOnlyCollection<double> Lateness => _lateness;

    public long StoreCalls => Interlocked.Read(ref _storeCalls);

    /// <summary>From the first handler's start to the last outcome that was waited for.</summary>
    public TimeSpan Span => Stopwatch.GetElapsedTime(_firstStart, _lastFinish);

    /// <summary>How many jobs have the instant of their start noted.</summary>
    public int Probes => _startedAt.Length - 1;

    /// <summary>When one of them was started last.</summary>
    public long LastProbe => Volatile.Read(ref _lastProbe);

    /// <summary>When the first handler was started.</summary>
    public long FirstStart => _firstStart;

    /// <summary>Begins anew, while nothing runs.</summary>
    /// <param name="awaited">How many recorded outcomes are waited for.</param>
    public void Restart(long awaited)
    {
        (_awaited, _finished, _firstStart) = (awaited, 0, 0);
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Started(int number)
    {
        if (number > 0)
        {
            long now = Stopwatch.GetTimestamp();
            Volatile.Write(ref _startedAt[number], now);
            Volatile.Write(ref _lastProbe, now);
        }
        else if (Volatile.Read(ref _firstStart) == 0)
        {
            Interlocked.CompareExchange(ref _firstStart, Stopwatch.GetTimestamp(), 0);
        }
    }

    /// <summary>A job of a schedule was started so long after its occurrence.</summary>
    public void StartedOccurrence(TimeSpan late) => _lateness.Enqueue(late.TotalMilliseconds);

    /// <summary>When the numbered job's handler was started.</summary>
    public async Task<long> StartOfAsync(int number)
    {
        long waitedFrom = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Volatile.Read(ref _startedAt[number]) is > 0 and var at)
            {
                return at;
            }

            if (Stopwatch.GetElapsedTime(waitedFrom) > Patience)
            {
                throw new TimeoutException($"Job number {number} was not started within {Patience}.");
            }

            await Task.Delay(1);
        }
    }

    /// <summary>Waits until as many outcomes are recorded as were to be awaited.</summary>
    public Task ReachedAsync() => _reached.Task.WaitAsync(Patience);

    public void Dispose() => _listener.Dispose();

    private void Finish(long count)
    {
        if (Interlocked.Add(ref _finished, count) == _awaited)
        {
            _lastFinish = Stopwatch.GetTimestamp();
            _reached.TrySetResult();
        }
    }
}
