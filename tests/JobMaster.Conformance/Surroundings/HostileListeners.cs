using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JobMaster.Conformance.Surroundings;

/// <summary>Listeners to the library's spans and metrics that throw at random out of every callback.</summary>
internal sealed class HostileListeners : IDisposable
{
    private const string Source = "JobMaster";

    private readonly HostileDice _dice;
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();
    private volatile bool _isArmed;

    public HostileListeners(HostileDice dice)
    {
        _dice = dice;
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Source && Harm("ShouldListenTo"),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                Harm("Sample") ? ActivitySamplingResult.AllDataAndRecorded : default,
            ActivityStarted = _ => Harm("ActivityStarted"),
            ActivityStopped = _ => Harm("ActivityStopped"),
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == Source && Harm("InstrumentPublished"))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((_, _, _, _) => Harm("A measurement's callback"));
        _meters.SetMeasurementEventCallback<double>((_, _, _, _) => Harm("A measurement's callback"));
        _meters.Start();

        // What was there before belongs to others.
        _isArmed = true;
    }

    public void Dispose()
    {
        _isArmed = false;
        _activities.Dispose();
        _meters.Dispose();
    }

    private bool Harm(string who)
    {
        if (_isArmed)
        {
            _dice.MayThrow(who);
        }

        return true;
    }
}
