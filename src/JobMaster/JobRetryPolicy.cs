namespace JobMaster;

/// <summary>How the wait between attempts grows.</summary>
public enum RetryBackoff
{
    /// <summary>Doubles each time, with up to a quarter of jitter on top.</summary>
    Exponential = 1,

    /// <summary>Is always the same.</summary>
    Fixed = 2,

    /// <summary>Grows by the first wait each time.</summary>
    Linear = 3,
}

/// <summary>How long to wait before a failed job is tried again. Derive from it for a policy of your own.</summary>
public abstract class JobRetryPolicy
{
    /// <summary>The default: 5 seconds, doubling up to one hour, with up to a quarter of jitter on top so that jobs that failed together do not return together.</summary>
    public static JobRetryPolicy Default { get; } = Exponential(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));

    /// <summary>Doubles from <paramref name="first"/> up to <paramref name="max"/>, with up to a quarter of jitter on top.</summary>
    /// <param name="first">The wait after the first failure.</param>
    /// <param name="max">The longest wait before jitter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative.</exception>
    public static JobRetryPolicy Exponential(TimeSpan first, TimeSpan max) => new BackoffRetryPolicy(RetryBackoff.Exponential, first, max);

    /// <summary>Always waits the same time.</summary>
    /// <param name="delay">The wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static JobRetryPolicy Fixed(TimeSpan delay) => new BackoffRetryPolicy(RetryBackoff.Fixed, delay, delay);

    /// <summary>Waits <paramref name="step"/>, then twice that, then three times, up to <paramref name="max"/>.</summary>
    /// <param name="step">The wait after the first failure, and what each later one adds.</param>
    /// <param name="max">The longest wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative.</exception>
    public static JobRetryPolicy Linear(TimeSpan step, TimeSpan max) => new BackoffRetryPolicy(RetryBackoff.Linear, step, max);

    /// <summary>How long to wait, or null to fail the job at once. Asked only while retries are left.</summary>
    /// <param name="numberOfFailures">Failures so far, this one included: 1 after the first.</param>
    /// <param name="exception">What the attempt failed with.</param>
    /// <param name="random">A random number from 0 to 1 for jitter.</param>
    public abstract TimeSpan? GetDelay(int numberOfFailures, Exception exception, double random);
}

internal sealed class BackoffRetryPolicy : JobRetryPolicy
{
    private readonly RetryBackoff _backoff;
    private readonly TimeSpan _first;
    private readonly TimeSpan _max;

    public BackoffRetryPolicy(RetryBackoff backoff, TimeSpan first, TimeSpan max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, TimeSpan.Zero);
        (_backoff, _first, _max) = (backoff, first, max);
    }

    public override TimeSpan? GetDelay(int numberOfFailures, Exception exception, double random)
    {
        var seconds = _first.TotalSeconds * _backoff switch
        {
            RetryBackoff.Fixed => 1,
            RetryBackoff.Linear => numberOfFailures,
            _ => Math.Pow(2, Math.Min(numberOfFailures - 1, 62)),
        };
        var capped = Math.Min(seconds, _max.TotalSeconds);
        return TimeSpan.FromSeconds(_backoff == RetryBackoff.Exponential ? capped * (1 + (random / 4)) : capped);
    }
}
