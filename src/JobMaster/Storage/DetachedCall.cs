namespace JobMaster.Storage;

/// <summary>Starts work for many callers on one caller's thread, without that caller's ambient transaction or activity.</summary>
internal static class DetachedCall
{
    private static readonly ExecutionContext Context = Capture();

    public static Task<TResult> Run<T, TResult>(Func<T, Task<TResult>> work, T argument)
    {
        Task<TResult>? task = null;
        ExecutionContext.Run(Context, _ => task = work(argument), null);
        return task!;
    }

    /// <summary>A thread started unsafely has no ambient context.</summary>
    private static ExecutionContext Capture()
    {
        ExecutionContext? context = null;
        var thread = new Thread(() => context = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return context!;
    }
}
