using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JobMaster.Diagnostics;

/// <summary>Measures without ever throwing: listeners are the app's code and run inside each of these calls.</summary>
internal static class GuardedInstruments
{
    /// <summary>Creates a meter; the app's factory may throw.</summary>
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

    /// <summary>Creates an instrument; null if a listener throws when it is published.</summary>
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
            // Only the listener's own measurement is lost.
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

    /// <summary>Disposes a meter or a source, which notifies its listeners.</summary>
    public static void End(IDisposable? source)
    {
        try
        {
            source?.Dispose();
        }
        catch (Exception)
        {
            // The node is stopping; a failing listener does not matter to it.
        }
    }
}
