namespace JobMaster;

/// <summary>How the wait between attempts grows.</summary>
public enum RetryBackoff
{
    /// <summary>Doubles each time. By default, jitter adds up to a quarter.</summary>
    Exponential = 1,

    /// <summary>Stays the same.</summary>
    Fixed = 2,

    /// <summary>Grows by the first wait each time.</summary>
    Linear = 3,
}

/// <summary>How long to wait before a failed job is tried again. Derive from it to write your own policy.</summary>
public abstract class JobRetryPolicy
{
    /// <summary>
    /// The default: 5 seconds, doubling up to one hour. Jitter adds up to a quarter, so that jobs that failed together do not return
    /// together.
    /// </summary>
    public static JobRetryPolicy Default { get; } = Exponential(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));

    /// <summary>
    /// Doubles from <paramref name="first"/> up to <paramref name="max"/>. Jitter adds up to a quarter by default.
    /// </summary>
    /// <param name="first">The wait after the first failure.</param>
    /// <param name="max">The longest wait before jitter.</param>
    /// <param name="jitter">The largest share of the wait that jitter adds, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, or the jitter is not from 0 to 1.</exception>
    public static JobRetryPolicy Exponential(TimeSpan first, TimeSpan max, double jitter = 0.25) =>
        new BackoffRetryPolicy(RetryBackoff.Exponential, first, max, jitter);

    /// <summary>Always waits the same time, optionally with jitter.</summary>
    /// <param name="delay">The wait.</param>
    /// <param name="jitter">
    /// The largest share of the wait that jitter adds, 0 to 1. Jitter keeps jobs that failed together from returning together.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or the jitter is not from 0 to 1.</exception>
    /// <example>
    /// <code>
    /// config.AddJobHandler&lt;ChargeHandler&gt;(JobRetryPolicy.Fixed(TimeSpan.FromSeconds(30), jitter: 0.5));
    /// </code>
    /// </example>
    public static JobRetryPolicy Fixed(TimeSpan delay, double jitter = 0) =>
        new BackoffRetryPolicy(RetryBackoff.Fixed, delay, delay, jitter);

    /// <summary>Waits <paramref name="step"/>, then twice that, then three times, up to <paramref name="max"/>.</summary>
    /// <param name="step">The wait after the first failure, and the time that each later one adds.</param>
    /// <param name="max">The longest wait before jitter.</param>
    /// <param name="jitter">The largest share of the wait that jitter adds, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, or the jitter is not from 0 to 1.</exception>
    public static JobRetryPolicy Linear(TimeSpan step, TimeSpan max, double jitter = 0) =>
        new BackoffRetryPolicy(RetryBackoff.Linear, step, max, jitter);

    /// <summary>Returns how long to wait, or null to fail the job for good. Called only while retries are left.</summary>
    /// <param name="numberOfFailures">The number of failures, including this one: 1 after the first.</param>
    /// <param name="exception">The exception of the attempt.</param>
    /// <param name="random">A random number from 0 to 1 for jitter.</param>
    public abstract TimeSpan? GetDelay(int numberOfFailures, Exception exception, double random);
}

internal sealed class BackoffRetryPolicy : JobRetryPolicy
{
    /// <summary>The longest <see cref="TimeSpan"/>, in seconds.</summary>
    private const double Longest = 922_337_203_000;

    private readonly RetryBackoff _backoff;
    private readonly TimeSpan _first;
    private readonly TimeSpan _max;
    private readonly double _jitter;

    public BackoffRetryPolicy(RetryBackoff backoff, TimeSpan first, TimeSpan max, double jitter)
    {
        if (!IsJitter(jitter))
        {
            throw new ArgumentOutOfRangeException(nameof(jitter), jitter, "The jitter is a share of the wait, from 0 to 1.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(first, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, TimeSpan.Zero);
        (_backoff, _first, _max, _jitter) = (backoff, first, max, jitter);
    }

    public static bool IsJitter(double value) => value is >= 0 and <= 1;

    public override TimeSpan? GetDelay(int numberOfFailures, Exception exception, double random)
    {
        var seconds = _first.TotalSeconds * _backoff switch
        {
            RetryBackoff.Fixed => 1,
            RetryBackoff.Linear => numberOfFailures,
            _ => Math.Pow(2, Math.Min(numberOfFailures - 1, 62)),
        };
        var capped = Math.Min(seconds, _max.TotalSeconds);
        return TimeSpan.FromSeconds(Math.Min(capped * (1 + (random * _jitter)), Longest));
    }
}
