using System.Diagnostics;

namespace JobMaster.Benchmarks;

/// <summary>The payload of a job that keeps its slot for a while.</summary>
internal sealed record HeldWork(int Number);

/// <summary>Keeps its slot, and notes when one was last started beside as many as <see cref="Few"/> others.</summary>
[JobMasterDefinitionId("benchmark.held")]
internal sealed class HeldWorkHandler : IJobHandler<HeldWork>
{
    /// <summary>Fewer than the slots of a worker that nobody has set.</summary>
    public const int Few = 3;

    private static readonly TimeSpan Holds = TimeSpan.FromMilliseconds(250);
    private static int _running;
    private static long _lastBeyond;

    /// <summary>When one was last started beside so many others.</summary>
    public static long LastBeyond => Volatile.Read(ref _lastBeyond);

    public async Task HandleAsync(HeldWork payload, JobContext job, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _running) > Few)
        {
            Volatile.Write(ref _lastBeyond, Stopwatch.GetTimestamp());
        }

        await Task.Delay(Holds, CancellationToken.None);
        Interlocked.Decrement(ref _running);
    }
}
