using System.Threading.Channels;

namespace JobMaster.Execution;

/// <summary>
/// Outcomes that cannot be recorded with others: another transaction holds their job, or the store fails only for them. Each is sent alone,
/// at growing intervals, until it is recorded or fenced, and occupies no pump meanwhile.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="failures">Classifies failures.</param>
/// <param name="send">Sends a batch; returns null once it is recorded, otherwise the reason why not.</param>
/// <param name="unflushed">How many outcomes wait in all.</param>
/// <param name="givenUp">Fires when the node stops waiting for them.</param>
internal sealed class HeldOutcomes(
    NodeServices node, OutcomeFailures failures, Func<List<HeldJob>, Task<Exception?>> send, Func<int> unflushed,
    CancellationToken givenUp)
{
    /// <summary>How many are sent at the same time; each may wait for a lock on its own connection.</summary>
    private const int AtOnce = 8;

    /// <summary>How long a failed call keeps its turn, so that thousands of calls do not hit an unavailable store.</summary>
    private static readonly TimeSpan TurnKept = TimeSpan.FromSeconds(1);

    private readonly Channel<int> _turns = Turns();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _empty;
    private int _count;

    /// <summary>Starts to send the outcome.</summary>
    public void Add(HeldJob held) => Start(held, null);

    /// <summary>Starts to send the outcome again, first after a pause.</summary>
    public void Add(HeldJob held, NotRecorded why, Exception exception) => Start(held, (why, exception));

    /// <summary>Waits until all outcomes are recorded. The caller must add no more.</summary>
    public Task EmptyAsync()
    {
        lock (_lock)
        {
            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_count == 0)
            {
                _empty.SetResult();
            }

            return _empty.Task;
        }
    }

    private void Start(HeldJob held, (NotRecorded Why, Exception Exception)? failure)
    {
        lock (_lock)
        {
            _count++;
        }

        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _ = Task.Run(() => SendUntilRecordedAsync(held, failure), CancellationToken.None);
    }

    private async Task SendUntilRecordedAsync(HeldJob held, (NotRecorded Why, Exception Exception)? failure)
    {
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                if (failure is var (why, exception))
                {
                    var pause = failures.Pause(why, attempt);
                    failures.SayApart(held, why, exception, unflushed(), pause);
                    await Task.Delay(pause, node.Time, givenUp).ConfigureAwait(false);
                }

                failure = await SendInTurnAsync(held).ConfigureAwait(false);
                if (failure is null)
                {
                    Recorded();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (givenUp.IsCancellationRequested)
        {
            // Its job comes back after this session is found dead.
        }
    }

    private async Task<(NotRecorded Why, Exception Exception)?> SendInTurnAsync(HeldJob held)
    {
        var turn = await _turns.Reader.ReadAsync(givenUp).ConfigureAwait(false);
        try
        {
            var exception = await send([held]).ConfigureAwait(false);
            if (exception is not null && failures.Of(exception) == NotRecorded.Refused && !held.IsRefused)
            {
                failures.PutFailure(held, exception);
                exception = await send([held]).ConfigureAwait(false);
            }

            if (exception is null)
            {
                return null;
            }

            var why = failures.Of(exception);
            if (why is NotRecorded.Away or NotRecorded.Unknown)
            {
                await Task.Delay(TurnKept, node.Time, givenUp).ConfigureAwait(false);
            }

            return (why, exception);
        }
        finally
        {
            _turns.Writer.TryWrite(turn);
        }
    }

    private void Recorded()
    {
        lock (_lock)
        {
            if (--_count == 0)
            {
                _empty?.TrySetResult();
            }
        }
    }

    private static Channel<int> Turns()
    {
        var turns = Channel.CreateBounded<int>(AtOnce);
        for (var turn = 0; turn < AtOnce; turn++)
        {
            turns.Writer.TryWrite(turn);
        }

        return turns;
    }
}
