namespace JobMaster.Maintenance;

/// <summary>
/// How many rows one step may move or remove. A step that takes too long fails as a whole, and a job may have two log lines or two
/// thousand, so the same step could fail for ever. After a failure the size drops to a quarter; it grows again while steps succeed.
/// </summary>
internal sealed class FittingBatch
{
    private readonly int _most;

    /// <param name="most">The most rows of a step, and the size of the first one.</param>
    public FittingBatch(int most) => (_most, Size) = (most, most);

    public int Size { get; private set; }

    public void Failed() => Size = Math.Max(1, Size / 4);

    public void Succeeded() => Size = Math.Min(_most, Size * 2);

    /// <summary>Runs one step of the present size. Its exception goes to the caller.</summary>
    /// <param name="step">The step; its argument is the most rows it may take.</param>
    /// <param name="cancellationToken">Failures after it has fired do not change the size.</param>
    public async Task<T> RunAsync<T>(Func<int, CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            var result = await step(Size, cancellationToken).ConfigureAwait(false);
            Succeeded();
            return result;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            Failed();
            throw;
        }
    }
}
