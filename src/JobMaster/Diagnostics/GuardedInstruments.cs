using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JobMaster.Diagnostics;

/// <summary>Measures without ever throwing: listeners are the app's code and run inside each of these calls.</summary>
internal static class GuardedInstruments
{
    /// <summary>Creates a meter; the app's factory may refuse to.</summary>
    public static Meter CreateMeter(string name, IMeterFactory? meters)
    {
        try
        {
            return meters?.Create(name) ?? new Meter(name);
        }
        catch (Exception)
        {
            return new Meter(name);
        }
    }

    /// <summary>Creates an instrument; null when a listener throws as it is published.</summary>
    public static T? Create<T>(Func<T> create)
        where T : Instrument
    {
        try
        {
            return create();
        }
        catch (Exception)
        {
            return null;
        }
    }

    public static void Count(this Counter<long>? counter, long number, in TagList tags)
    {
        try
        {
            counter?.Add(number, tags);
        }
        catch (Exception)
        {
            // The listener loses its measurement; nobody else loses anything.
        }
    }

    public static void Count(this UpDownCounter<long>? counter, long number, in TagList tags)
    {
        try
        {
            counter?.Add(number, tags);
        }
        catch (Exception)
        {
            // As above.
        }
    }

    public static void Measure(this Histogram<double>? histogram, double value, in TagList tags)
    {
        try
        {
            histogram?.Record(value, tags);
        }
        catch (Exception)
        {
            // As above.
        }
    }

    /// <summary>Ends a meter or a source, which tells its listeners.</summary>
    public static void End(IDisposable? source)
    {
        try
        {
            source?.Dispose();
        }
        catch (Exception)
        {
            // The node is going: what a listener makes of that is its own affair.
        }
    }
}
