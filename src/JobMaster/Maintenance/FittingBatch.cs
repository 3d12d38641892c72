namespace JobMaster.Maintenance;

/// <summary>
/// How many rows one step may move or remove. A step that takes too long fails as a whole, and what belongs to a job may be two log lines
/// or two thousand, so that the same step would fail for ever. After a failure it becomes a quarter, and it grows again while steps
/// succeed.
/// </summary>
internal sealed class FittingBatch
{
    private readonly int _most;

    /// <param name="most">The most rows of a step, and those of the first.</param>
    public FittingBatch(int most) => (_most, Size) = (most, most);

    public int Size { get; private set; }

    public void Failed() => Size = Math.Max(1, Size / 4);

    public void Succeeded() => Size = Math.Min(_most, Size * 2);

    /// <summary>Makes one step of the size that fits by now. Its failure is the caller's.</summary>
    /// <param name="step">The step; told how many rows it may take.</param>
    /// <param name="cancellationToken">What fails once it has fired says nothing of the size.</param>
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
