using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Which attempts a fault hits.</summary>
public sealed class Attempts
{
    private readonly Func<StoredJob, Func<double>, bool> _hits;

    private Attempts(Func<StoredJob, Func<double>, bool> hits) => _hits = hits;

    /// <summary>All of them. A job that crashes on each ends as failed: worker lost.</summary>
    public static Attempts Every { get; } = new((_, _) => true);

    /// <summary>The first attempt of each job.</summary>
    public static Attempts First { get; } = Number(1);

    /// <summary>The handlers' type, or null for all handlers.</summary>
    internal Type? HandlerType { get; private init; }

    /// <summary>One attempt of each job.</summary>
    /// <param name="number">The number of the attempt, from 1, as <see cref="JobAttempt.Number"/>.</param>
    public static Attempts Number(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return new Attempts((job, _) => job.ClaimNo == number);
    }

    /// <summary>Some, drawn with the seed of the cluster. Every run hits the same jobs, whatever order they run in.</summary>
    /// <param name="share">The share of attempts, from 0 to 1.</param>
    public static Attempts Some(double share)
    {
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share goes from 0 to 1.");
        }

        return new Attempts((_, draw) => draw() < share);
    }

    /// <summary>Only the attempts of one handler.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    public Attempts Of<THandler>()
        where THandler : class => new(_hits) { HandlerType = typeof(THandler) };

    internal bool Hits(StoredJob job, Func<double> draw) => _hits(job, draw);
}
