namespace JobMaster;

/// <summary>How the wait between attempts grows.</summary>
public enum RetryBackoff
{
    /// <summary>Doubles each time. Unless said otherwise up to a quarter of jitter comes on top.</summary>
    Exponential = 1,

    /// <summary>Is always the same.</summary>
    Fixed = 2,

    /// <summary>Grows by the first wait each time.</summary>
    Linear = 3,
}

/// <summary>How long to wait before a failed job is tried again. Derive from it for a policy of your own.</summary>
public abstract class JobRetryPolicy
{
    /// <summary>
    /// The default: 5 seconds, doubling up to one hour, with up to a quarter of jitter on top so that jobs that failed together do not
    /// return together.
    /// </summary>
    public static JobRetryPolicy Default { get; } = Exponential(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));

    /// <summary>
    /// Doubles from <paramref name="first"/> up to <paramref name="max"/>, with jitter on top, up to a quarter unless said otherwise.
    /// </summary>
    /// <param name="first">The wait after the first failure.</param>
    /// <param name="max">The longest wait before jitter.</param>
    /// <param name="jitter">The most jitter adds, as a share of the wait, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, or the jitter is not from 0 to 1.</exception>
    public static JobRetryPolicy Exponential(TimeSpan first, TimeSpan max, double jitter = 0.25) =>
        new BackoffRetryPolicy(RetryBackoff.Exponential, first, max, jitter);

    /// <summary>Always waits the same time, with jitter on top if that is wanted.</summary>
    /// <param name="delay">The wait.</param>
    /// <param name="jitter">The most jitter adds, as a share of the wait, 0 to 1. Some keeps jobs that failed together from returning
    /// together.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or the jitter is not from 0 to 1.</exception>
    /// <example>
    /// <code>
    /// config.AddJobHandler&lt;ChargeHandler&gt;(JobRetryPolicy.Fixed(TimeSpan.FromSeconds(30), jitter: 0.5));
    /// </code>
    /// </example>
    public static JobRetryPolicy Fixed(TimeSpan delay, double jitter = 0) =>
        new BackoffRetryPolicy(RetryBackoff.Fixed, delay, delay, jitter);

    /// <summary>Waits <paramref name="step"/>, then twice that, then three times, up to <paramref name="max"/>.</summary>
    /// <param name="step">The wait after the first failure, and what each later one adds.</param>
    /// <param name="max">The longest wait before jitter.</param>
    /// <param name="jitter">The most jitter adds, as a share of the wait, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, or the jitter is not from 0 to 1.</exception>
    public static JobRetryPolicy Linear(TimeSpan step, TimeSpan max, double jitter = 0) =>
        new BackoffRetryPolicy(RetryBackoff.Linear, step, max, jitter);

    /// <summary>How long to wait, or null to fail the job at once. Asked only while retries are left.</summary>
    /// <param name="numberOfFailures">Failures so far, this one included: 1 after the first.</param>
    /// <param name="exception">What the attempt failed with.</param>
    /// <param name="random">A random number from 0 to 1 for jitter.</param>
    public abstract TimeSpan? GetDelay(int numberOfFailures, Exception exception, double random);
}

internal sealed class BackoffRetryPolicy : JobRetryPolicy
{
    /// <summary>What a time can hold, in seconds.</summary>
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
