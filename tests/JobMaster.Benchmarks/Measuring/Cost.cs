using System.Diagnostics;

namespace JobMaster.Benchmarks.Measuring;

/// <summary>What a stretch of work took of this process.</summary>
internal readonly record struct Cost(int Jobs, TimeSpan Time, TimeSpan Cpu, long Bytes)
{
    /// <summary>Two kinds of work done to the same jobs, one after the other.</summary>
    public static Cost operator +(Cost one, Cost other) =>
        new(one.Jobs, one.Time + other.Time, one.Cpu + other.Cpu, one.Bytes + other.Bytes);

    public static Cost Slower(Cost one, Cost other) => PerSecond(one) < PerSecond(other) ? one : other;

    public static double PerSecond(Cost cost) => cost.Jobs / cost.Time.TotalSeconds;

    public static double CpuMicroseconds(Cost cost) => cost.Cpu.TotalMicroseconds / cost.Jobs;

    public static double BytesPerJob(Cost cost) => (double)cost.Bytes / cost.Jobs;
}

/// <summary>A stretch of work being timed. What was allocated before it is collected first.</summary>
internal readonly struct Stretch
{
    private readonly long _startedAt;
    private readonly TimeSpan _cpu;
    private readonly long _bytes;

    private Stretch(long bytes, TimeSpan cpu, long startedAt) => (_bytes, _cpu, _startedAt) = (bytes, cpu, startedAt);

    public static Stretch Begin()
    {
        GC.Collect();
        return new Stretch(GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
    }

    /// <param name="jobs">How many jobs it was for.</param>
    /// <param name="time">How long it took, where the caller knows better.</param>
    public Cost End(int jobs, TimeSpan? time = null)
    {
        var elapsed = time ?? Stopwatch.GetElapsedTime(_startedAt);
        return new Cost(jobs, elapsed, Environment.CpuUsage.TotalTime - _cpu, GC.GetTotalAllocatedBytes(precise: true) - _bytes);
    }
}
