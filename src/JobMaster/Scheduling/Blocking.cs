namespace JobMaster;

/// <summary>
/// The one place that blocks on a task. The call starts on the caller's own thread without its synchronization context, so it cannot
/// wait for the thread it holds. The runtime sees the blocked thread and lets the pool grow, so a burst of blocking callers may be slow
/// but never hangs.
/// </summary>
internal static class Blocking
{
    public static T Run<T>(Func<Task<T>> call)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
#pragma warning disable RS0030 // This file is the one that may.
            return call().GetAwaiter().GetResult();
#pragma warning restore RS0030
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    public static void Run(Func<Task> call) => Run(async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    });
}
