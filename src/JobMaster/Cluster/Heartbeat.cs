using JobMaster.Diagnostics;
using JobMaster.Execution;

namespace JobMaster.Cluster;

/// <summary>
/// Polls the store on its own thread: one statement per poll, which every few polls also raises the heartbeats. It never waits for the
/// thread pool, so handlers that block every pool thread do not make the node look dead.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="poll">Makes the statement and receives the answer.</param>
/// <param name="pool">Watches the app's thread pool; null for none.</param>
internal sealed class Heartbeat(NodeServices node, NodePoll poll, PoolWatch? pool = null)
{
    /// <summary>The least time between polls on request, so that a burst of requests is one poll.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(25);

    private readonly TimeSpan _timeout = node.Options.HeartbeatTimeout;
    private TaskCompletionSource? _ended;
    private long _lastRaise;
    private long _answeredAt;

    /// <summary>How long ago the last answered poll was sent.</summary>
    public TimeSpan Silence => node.Time.GetElapsedTime(Volatile.Read(ref _answeredAt));

    private TimeSpan RaiseEvery => _timeout / 6;

    private TimeSpan PollEvery => node.Options.PollInterval < RaiseEvery ? node.Options.PollInterval : RaiseEvery;

    public void Start()
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _lastRaise = _answeredAt = node.Time.GetTimestamp();
        node.Polls.Open();
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = _ended;
        new Thread(() => Run(ended)) { IsBackground = true, Name = $"JobMaster heartbeat ({node.Options.ClusterId})" }.Start();
    }

    /// <summary>
    /// Ends the polls. If the current statement hangs, its thread is abandoned: it uses no object that could be disposed meanwhile, and it
    /// ends when the statement does.
    /// </summary>
    /// <returns>Ends with the current statement.</returns>
    public Task StopAsync()
    {
        node.Polls.Close();
        return _ended?.Task ?? Task.CompletedTask;
    }

    private void Run(TaskCompletionSource ended)
    {
        var failures = 0;
        while (node.Polls.Take())
        {
            TimeSpan pause;
            try
            {
                BeatOnce();
                Succeeded(failures);
                failures = 0;
                pause = PollEvery * (0.9 + (node.Random.NextDouble() / 5));
            }
            catch (Exception exception)
            {
                pause = RetryPause(failures);
                Failed(exception, failures++, pause);
            }

            Wait(pause);
        }

        node.Polls.Served();
        ended.TrySetResult();
    }

    private void BeatOnce()
    {
        var sentAt = node.Time.GetTimestamp();
        var raise = node.Time.GetElapsedTime(_lastRaise, sentAt) >= RaiseEvery;
        var question = poll.Ask(raise, sentAt);
        var answer = node.Store.Sessions.Beat(question.Request);
        if (!node.Polls.IsOpen)
        {
            // The node is gone, so no code needs the answer.
            return;
        }

        _lastRaise = raise ? sentAt : _lastRaise;
        Volatile.Write(ref _answeredAt, sentAt);
        poll.Answer(question, answer);
    }

    /// <summary>A failed beat is repeated well within a third of the timeout.</summary>
    private TimeSpan RetryPause(int failures)
    {
        var pause = TimeSpan.FromMilliseconds(50 * Math.Pow(2, Math.Min(failures, 10)));
        return (pause < RaiseEvery ? pause : RaiseEvery) * (0.5 + (node.Random.NextDouble() / 2));
    }

    /// <summary>Logs the first failure of an outage with its stack, the others in one line.</summary>
    private void Failed(Exception exception, int failuresBefore, TimeSpan pause)
    {
        if (node.Polls.IsOpen)
        {
            Log.BeatFailed(
                node.Logger, failuresBefore == 0 ? exception : null, node.Options.ClusterId, node.Store.Description, pause,
                ErrorText.MessageOf(exception));
        }
    }

    private void Succeeded(int failuresBefore)
    {
        if (failuresBefore > 0 && node.Polls.IsOpen)
        {
            Log.StoreAnswers(node.Logger, node.Options.ClusterId, node.Store.Description, failuresBefore);
        }
    }

    /// <summary>
    /// The system clock's timers fire on the thread pool, so this thread waits by itself. Any other clock must wake the thread.
    /// </summary>
    private void Wait(TimeSpan pause)
    {
        if (node.Time == TimeProvider.System)
        {
            pool?.Look();
            node.Polls.Pause(Spacing);
            pool?.Look();
            node.Polls.Wait(pause - Spacing);
        }
        else
        {
            using var timer = node.Time.CreateTimer(
                static polls => ((PollRequests)polls!).Request(), node.Polls, pause, Timeout.InfiniteTimeSpan);
            node.Polls.Served();

            // An app's own clock also fires its timers on the pool. Even if the pool is starved, this thread continues after the same real
            // time.
            node.Polls.Wait(node.Time is IPatientClock ? TimeSpan.MaxValue : pause);
        }
    }
}
