using JobMaster;

namespace Handlers;

/// <summary>Counts the primes of a range.</summary>
internal sealed record CountPrimes(int From, int To);

/// <summary>
/// Retry: none, as the same input fails again; a lost worker costs no retry. Idempotency: it changes nothing but its result. It looks at
/// the token and reports progress now and then, so that it can be cancelled and its worker can be stopped in time.
/// </summary>
[JobMasterDefinitionId("count-primes")]
[JobMasterWorkerLane("cpu")]
[JobMasterTimeout(600)]
[JobMasterMaxNumberOfRetries(0)]
internal sealed class CountPrimesHandler : IJobHandler<CountPrimes>
{
    private const int ChunkSize = 100_000;

    public Task HandleAsync(CountPrimes payload, JobContext job, CancellationToken cancellationToken)
    {
        if (payload.From < 0 || payload.To < payload.From)
        {
            job.Attempt.Fail($"{payload.From} to {payload.To} is no range of natural numbers.");
            return Task.CompletedTask;
        }

        var count = 0;
        for (long start = payload.From; start <= payload.To; start += ChunkSize)
        {
            var (first, last) = ((int)start, (int)Math.Min(payload.To, start + ChunkSize - 1));
            cancellationToken.ThrowIfCancellationRequested();
            count += Enumerable.Range(first, last - first + 1).Count(IsPrime);
            job.Attempt.ReportProgress((last - payload.From + 1.0) / (payload.To - payload.From + 1.0), $"up to {last}");
        }

        job.Attempt.SetResult(new { Count = count });
        return Task.CompletedTask;
    }

    private static bool IsPrime(int number)
    {
        for (long divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0)
            {
                return false;
            }
        }

        return number > 1;
    }
}
