namespace JobMaster.Testing;

/// <summary>A random source that several threads may use.</summary>
internal sealed class SeededRandom(int seed) : Random(seed)
{
    private readonly Lock _lock = new();

    public override double NextDouble()
    {
        lock (_lock)
        {
            return base.NextDouble();
        }
    }
}
