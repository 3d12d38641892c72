using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>Why a store did not record an outcome.</summary>
internal enum NotRecorded
{
    /// <summary>The store is unavailable, for all outcomes alike.</summary>
    Away,

    /// <summary>The store failed and does not say whether the same call may succeed later.</summary>
    Unknown,

    /// <summary>Another transaction holds the job.</summary>
    Held,

    /// <summary>The store refuses the content of the outcome.</summary>
    Refused,
}

/// <summary>The meaning of failures to record outcomes, how long to wait after them, and their log messages.</summary>
internal sealed class OutcomeFailures(NodeServices node)
{
    /// <summary>The longest wait for an unavailable store, and for a transaction that holds a job.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The wait after the store refused even a plain failure.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<NotRecorded, long> _said = [];

    public NotRecorded Of(Exception exception) =>
        node.Store.IsHeld(exception) ? NotRecorded.Held
        : node.Store.IsRefusal(exception) ? NotRecorded.Refused
        : exception is JobMasterStoreException || node.Store.IsTransient(exception) ? NotRecorded.Away
        : NotRecorded.Unknown;

    public TimeSpan Pause(NotRecorded why, int attempt)
    {
        var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(attempt, 10)));
        return (why == NotRecorded.Refused ? Slow : pause < Longest ? pause : Longest) * (0.75 + (node.Random.NextDouble() / 2));
    }

    /// <summary>Outcomes that wait for an unavailable store.</summary>
    public void SayKept(Exception exception, int count, TimeSpan pause)
    {
        if (MaySay(NotRecorded.Away, pause))
        {
            Log.OutcomesHeld(node.Logger, exception, count, pause);
        }
    }

    /// <summary>An outcome that waits separately from the others.</summary>
    public void SayApart(HeldJob held, NotRecorded why, Exception exception, int count, TimeSpan pause)
    {
        switch (why)
        {
            case NotRecorded.Held:
                if (MaySay(why, Longest))
                {
                    Log.OutcomeBlocked(node.Logger, held.Outcome!.Kind, held.Job.Id, held.Job.DefinitionId);
                }

                break;
            case NotRecorded.Refused:
                if (MaySay(why, Longest))
                {
                    Log.FailureRefused(node.Logger, exception, held.Job.Id, held.Job.DefinitionId, pause);
                }

                break;
            default:
                SayKept(exception, count, pause);
                break;
        }
    }

    /// <summary>
    /// Replaces an outcome whose content the store refuses with a plain failure, so that its job does not run for ever.
    /// </summary>
    public void PutFailure(HeldJob held, Exception exception)
    {
        var refused = held.Outcome!;
        held.IsRefused = true;
        var error = $"The store refused the outcome '{refused.Kind}' of this attempt ({exception.GetType().Name}).";
        held.Outcome = new AttemptOutcome
        {
            JobId = held.Job.Id,
            ClaimNo = held.Job.ClaimNo,
            Kind = OutcomeKind.Failed,
            Duration = refused.Duration,
            Error = error,
            Fingerprint = FailureFingerprint.Of(error),
            IsResent = refused.IsResent,
        };
        Log.OutcomeRefused(node.Logger, exception, held.Job.Id);
    }

    /// <summary>
    /// Whether a message may be logged now. Many outcomes fail in an outage, so the log gets one message per wait, not one per outcome.
    /// </summary>
    private bool MaySay(NotRecorded what, TimeSpan distance)
    {
        lock (_lock)
        {
            var now = node.Time.GetTimestamp();
            if (_said.TryGetValue(what, out var last) && node.Time.GetElapsedTime(last, now) < distance)
            {
                return false;
            }

            _said[what] = now;
            return true;
        }
    }
}
