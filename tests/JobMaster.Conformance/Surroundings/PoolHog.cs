namespace JobMaster.Conformance.Surroundings;

/// <summary>Keeps the thread pool starved: again and again every thread of it is blocked for a while, and what is queued waits.</summary>
internal sealed class PoolHog : IDisposable
{
    private static readonly TimeSpan Blocked = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Free = TimeSpan.FromMilliseconds(60);

    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public PoolHog()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "Pool hog" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
    }

    private void Run()
    {
        ThreadPool.GetMinThreads(out int threads, out _);
        do
        {
            var release = new ManualResetEventSlim();
            for (var i = 0; i < threads * 2; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static blocked => blocked.Wait(), release, preferLocal: false);
            }

            _stop.Wait(Blocked);
            release.Set();
        }
        while (!_stop.Wait(Free));
    }
}
