using System.Threading.Channels;

namespace JobMaster.Execution;

/// <summary>
/// Outcomes that cannot be recorded with others: another transaction holds their job, or the store fails for them alone. Each is sent
/// alone, less and less often, until it is recorded or fenced, and takes no pump meanwhile.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="failures">What failures mean.</param>
/// <param name="send">Sends a batch; null once it is recorded, else why it was not.</param>
/// <param name="unflushed">How many outcomes wait in all.</param>
/// <param name="givenUp">Fires when the node stops waiting for them.</param>
internal sealed class HeldOutcomes(
    NodeServices node, OutcomeFailures failures, Func<List<HeldJob>, Task<Exception?>> send, Func<int> unflushed,
    CancellationToken givenUp)
{
    /// <summary>So many are sent at once; each may wait for a lock on a connection of its own.</summary>
    private const int AtOnce = 8;

    /// <summary>How long a failure keeps its turn, so that a store that is away is not asked by thousands.</summary>
    private static readonly TimeSpan TurnKept = TimeSpan.FromSeconds(1);

    private readonly Channel<int> _turns = Turns();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _empty;
    private int _count;

    /// <summary>Sends the outcome from now on.</summary>
    public void Add(HeldJob held) => Start(held, null);

    /// <summary>Sends the outcome again from now on, first after a pause.</summary>
    public void Add(HeldJob held, NotRecorded why, Exception exception) => Start(held, (why, exception));

    /// <summary>Waits until all are recorded. None may be added any more.</summary>
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
            // Its job comes back when this session is found dead.
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
