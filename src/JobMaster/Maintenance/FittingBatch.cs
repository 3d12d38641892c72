namespace JobMaster.Maintenance;

/// <summary>
/// How many jobs one step may remove. A step that takes too long fails as a whole, and what belongs to a job may be two log lines or two
/// thousand, so that the same step would fail for ever. After a failure it becomes a quarter, and it grows again while steps succeed.
/// </summary>
internal sealed class FittingBatch
{
    private readonly int _most;

    /// <param name="most">The most jobs of a step, and those of the first.</param>
    public FittingBatch(int most) => (_most, Size) = (most, most);

    public int Size { get; private set; }

    public void Failed() => Size = Math.Max(1, Size / 4);

    public void Succeeded() => Size = Math.Min(_most, Size * 2);
}
