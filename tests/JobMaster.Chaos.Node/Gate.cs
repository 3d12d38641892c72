namespace JobMaster.Chaos;

/// <summary>What held jobs wait for.</summary>
internal sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task WaitAsync() => _opened.Task;

    /// <summary>Holds the calling thread.</summary>
    public void Block() => _open.Wait();

    public void Open()
    {
        _open.Set();
        _opened.TrySetResult();
    }

    public void Dispose() => _open.Dispose();
}
