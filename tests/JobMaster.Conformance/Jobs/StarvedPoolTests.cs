namespace JobMaster.Conformance.Jobs;

/// <summary>Names the collection of tests that must not run beside others because they take every pool thread of the process.</summary>
public static class StarvedPoolTests
{
    public const string Name = "Starved pool";

    /// <summary>More work items than the pool has threads to start with, so that none is left.</summary>
    public static int Crowd
    {
        get
        {
            ThreadPool.GetMinThreads(out int threads, out _);
            return threads * 8;
        }
    }
}
