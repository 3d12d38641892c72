using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace MultiAgent;

/// <summary>Prints when the host stops how many jobs its workers had from each agent.</summary>
internal sealed class AdmittedReport(string role) : BackgroundService
{
    private readonly ConcurrentDictionary<string, long> _admitted = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "jobmaster.messages.admitted")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => Add(count, tags));
        listener.Start();
        await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (agent, count) in _admitted)
        {
            Console.WriteLine($"{role}: {count} jobs came from {agent}");
        }
    }

    private void Add(long count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (name == "jobmaster.agent")
            {
                _admitted.AddOrUpdate($"{value}", count, (_, before) => before + count);
            }
        }
    }
}
