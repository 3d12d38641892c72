namespace JobMaster.Diagnostics;

/// <summary>
/// What a gauge shows: a sample that is taken only while a listener reads the gauge. A measurement shows that one does.
/// </summary>
/// <typeparam name="T">What is sampled.</typeparam>
internal sealed class SampledGauge<T>
{
    private IReadOnlyList<T> _sample = [];
    private volatile bool _wanted;

    /// <summary>The last sample, for a measurement.</summary>
    public IReadOnlyList<T> Measured()
    {
        _wanted = true;
        return _sample;
    }

    /// <summary>Whether a listener has measured since the last call.</summary>
    public bool TakeWanted()
    {
        var wanted = _wanted;
        _wanted = false;
        return wanted;
    }

    public void Set(IReadOnlyList<T> sample) => _sample = sample;
}
