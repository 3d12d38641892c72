namespace JobMaster.Diagnostics;

/// <summary>
/// The value of a gauge: a sample that is taken only while a listener reads the gauge. A measurement shows that one does.
/// </summary>
/// <typeparam name="T">The type of the sample.</typeparam>
internal sealed class SampledGauge<T>
{
    private volatile IReadOnlyList<T> _sample = [];
    private int _wanted;

    /// <summary>Called at the first measurement since <see cref="TakeWanted"/>.</summary>
    public Action? BecameWanted { get; set; }

    /// <summary>The last sample, for a measurement.</summary>
    public IReadOnlyList<T> Measured()
    {
        var sample = _sample;
        if (Volatile.Read(ref _wanted) == 0 && Interlocked.Exchange(ref _wanted, 1) == 0)
        {
            BecameWanted?.Invoke();
        }

        return sample;
    }

    /// <summary>Whether a listener has measured since the last call.</summary>
    public bool TakeWanted() => Interlocked.Exchange(ref _wanted, 0) == 1;

    public void Set(IReadOnlyList<T> sample) => _sample = sample;
}
