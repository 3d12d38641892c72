using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Stores this node's counts on the master, a batch every few seconds. A batch with a lost reply is sent again unchanged under its
/// sequence; new counts go with the next batch. Nothing is counted twice, and only a killed process loses its last seconds. While nothing
/// is counted it rests, so that it wakes no thread of an idle node.
/// </summary>
internal sealed class StatisticWriter : INodeRole
{
    /// <summary>
    /// How many takes are kept separately in an outage. Later ones join the last, so memory is limited and no count is lost.
    /// </summary>
    private const int MostTakes = 60;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private readonly NodeServices _node;
    private readonly NodeStatistics _statistics;
    private readonly Action _written;
    private readonly PollingLoop _loop;

    private readonly List<Taken> _waiting = [];
    private List<Taken>? _sent;
    private Guid? _writer;
    private long _sequence;
    private long _takenAt;

    /// <summary>When it last took counts, or looked for them; while it rests, <see cref="_takenAt"/> advances without it.</summary>
    private long _lookedAt;
    private bool _mayBeFiled;
    private bool _isResting;
    private int _isRunning;

    /// <param name="node">The node.</param>
    /// <param name="statistics">Its counts.</param>
    /// <param name="written">Called after counts were written.</param>
    public StatisticWriter(NodeServices node, NodeStatistics statistics, Action written)
    {
        (_node, _statistics, _written) = (node, statistics, written);
        _takenAt = _lookedAt = node.Time.GetTimestamp();
        _loop = node.Loop("Write statistics", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>Stores the remaining counts at an orderly stop. A failure is logged.</summary>
    public async Task FlushAsync()
    {
        try
        {
            // Twice: the first run may only settle a batch whose reply was lost.
            await WriteAsync(CancellationToken.None).ConfigureAwait(false);
            if (_waiting.Count > 0)
            {
                await WriteAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            Log.StatisticsLeft(_node.Logger, exception);
        }
    }

    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_isResting)
        {
            // The first count after a rest wakes it. The count is written after the usual time, together with those that follow.
            (_isResting, _takenAt) = (false, _node.Time.GetTimestamp());
        }
        else if (!await WriteAsync(cancellationToken).ConfigureAwait(false))
        {
            _isResting = true;
            return Timeout.InfiniteTimeSpan;
        }

        return Between * (0.75 + (_node.Random.NextDouble() / 2));
    }

    /// <returns>Whether there may be more to write. If not, the next count wakes the loop.</returns>
    private async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
        {
            // The node stops while a run of the loop hangs in the store.
            return true;
        }

        try
        {
            var isBusy = Take() || _waiting.Count > 0 || _sent is not null;
            if (_node.Mode.Mode != ClusterMode.Archive)
            {
                await SendAsync(cancellationToken).ConfigureAwait(false);
            }

            if (isBusy)
            {
                return true;
            }

            // It starts to listen, then looks once more: a count between the take and the listening wakes nobody.
            _statistics.NotifyNext(_loop.Wake);
            return Take();
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    /// <summary>Dates the counts by the middle of their period.</summary>
    /// <returns>Whether there were any counts.</returns>
    private bool Take()
    {
        var (since, now) = (_takenAt, _node.Time.GetTimestamp());
        var periods = (int)Math.Clamp(_node.Time.GetElapsedTime(_lookedAt, now) / Between, 1, int.MaxValue / 2);
        _takenAt = _lookedAt = now;
        var counts = _statistics.Take(periods);
        if (counts.Count == 0)
        {
            return false;
        }

        var at = since + ((now - since) / 2);
        if (_waiting.Count < MostTakes)
        {
            _waiting.Add(new Taken(at, counts));
        }
        else
        {
            _waiting[^1] = new Taken(at, Joined(_waiting[^1].Counts, counts));
        }

        return true;
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_sent is null)
        {
            if (_waiting.Count == 0)
            {
                return;
            }

            (_sent, _mayBeFiled) = ([.. _waiting], false);
            _waiting.Clear();
            _sequence++;
        }

        if (await FileAsync(_sent, cancellationToken).ConfigureAwait(false) == StatisticAnswer.UnknownWriter)
        {
            // The writer was forgotten because it had nothing to write for a long time.
            _writer = null;
            if (!_mayBeFiled)
            {
                await FileAsync(_sent, cancellationToken).ConfigureAwait(false);
            }

            // A batch that was sent before may have been counted before the writer was forgotten. It is dropped, because no count may be
            // added twice.
        }

        _sent = null;
        _written();
    }

    /// <returns>The result for the batch; null if the store refused it.</returns>
    private async Task<StatisticAnswer?> FileAsync(List<Taken> batch, CancellationToken cancellationToken)
    {
        if (_writer is not { } writer)
        {
            writer = JobIds.Next(_node.Time);
            await _node.Store.Statistics.RegisterAsync(writer, cancellationToken).ConfigureAwait(false);
            (_writer, _sequence) = (writer, 1);
        }

        try
        {
            return await _node.Store.Statistics.AddAsync(writer, _sequence, Aged(batch), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (_node.Store.IsRefusal(exception))
        {
            Log.StatisticsRefused(_node.Logger, exception);
            return null;
        }
        catch (Exception)
        {
            _mayBeFiled = true;
            throw;
        }
    }

    private List<NewStatistic> Aged(List<Taken> takes) =>
    [
        .. takes.SelectMany(take =>
        {
            var age = _node.Time.GetElapsedTime(take.At);
            return take.Counts.Select(statistic => statistic with { Age = age });
        }),
    ];

    private static List<NewStatistic> Joined(IReadOnlyList<NewStatistic> one, IReadOnlyList<NewStatistic> other) =>
    [
        .. one.Concat(other).GroupBy(statistic => (statistic.Scope, statistic.Name)).Select(same => same.First() with
        {
            Counts = [.. Enumerable.Range(0, StatisticSlots.Count).Select(slot => same.Sum(statistic => statistic.Counts[slot]))],
        }),
    ];

    private sealed record Taken(long At, IReadOnlyList<NewStatistic> Counts);
}
