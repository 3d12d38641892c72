using System.Collections.Concurrent;
using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>Saves progress and log lines of running attempts in batches, a few times a second, at any rate of reports.</summary>
internal sealed class AttemptReporter : INodeRole
{
    private const int MaxBatch = 500;

    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(250);

    private readonly NodeServices _node;
    private readonly PollingLoop _loop;
    private readonly ConcurrentDictionary<RunningAttempt, byte> _changed = new();
    private long? _lastSaved;

    public AttemptReporter(NodeServices node)
    {
        _node = node;
        _loop = node.Loop("Report progress", RunOnceAsync);
        CallbackFailed = (job, exception) => Log.TokenCallbackFailed(node.Logger, exception, job.Id, job.DefinitionId);
    }

    /// <summary>Logs an exception of a callback on an attempt's token. One delegate for all attempts of the node.</summary>
    public Action<StoredJob, Exception> CallbackFailed { get; }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    public void Changed(RunningAttempt attempt)
    {
        if (_changed.TryAdd(attempt, 0))
        {
            _loop.Wake();
        }
    }

    /// <summary>
    /// Saves the attempt's remaining log lines and waits for those on their way. The store refuses lines after the outcome is recorded.
    /// </summary>
    /// <param name="attempt">The attempt, which has ended.</param>
    public Task FlushAsync(RunningAttempt attempt) => attempt.HasReported ? FlushReportsAsync(attempt) : Task.CompletedTask;

    private async Task FlushReportsAsync(RunningAttempt attempt)
    {
        _changed.TryRemove(attempt, out _);
        var last = attempt.HasUnsavedLines ? attempt.TakeReport(saved: null) : null;
        await attempt.LinesSaved.ConfigureAwait(false);
        if (last is not null)
        {
            await SaveAsync([last]).ConfigureAwait(false);
        }
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_changed.IsEmpty)
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (_lastSaved is { } last && _node.Time.GetElapsedTime(last) is var since && since < Spacing)
        {
            return Spacing - since;
        }

        var saved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            foreach (var batch in BatchBytes.Cut(TakeReports(saved.Task), MaxBatch, BatchBytes.Of))
            {
                await SaveAsync(batch).ConfigureAwait(false);
            }
        }
        finally
        {
            // Attempts wait for this before their outcome is recorded.
            saved.SetResult();
        }

        _lastSaved = _node.Time.GetTimestamp();
        return _changed.IsEmpty ? Timeout.InfiniteTimeSpan : Spacing;
    }

    private List<AttemptReport> TakeReports(Task saved)
    {
        var reports = new List<AttemptReport>();
        foreach (var attempt in _changed.Keys)
        {
            _changed.TryRemove(attempt, out _);
            if (attempt.TakeReport(saved) is { } report)
            {
                reports.Add(report);
            }
        }

        return reports;
    }

    private async Task SaveAsync(IReadOnlyList<AttemptReport> reports)
    {
        try
        {
            await _node.Store.Jobs.ReportAsync(reports, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Progress and log lines only describe the work. Losing some while the store is unavailable must not delay or fail the work.
            Log.ReportsDropped(_node.Logger, exception, reports.Count);
        }
    }
}
