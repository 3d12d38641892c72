using System.Text.Json;

namespace JobMaster.Benchmarks;

/// <summary>One read of the dashboard's overview.</summary>
/// <param name="Seconds">After how many seconds the page repeats it.</param>
/// <param name="Path">Its address below the cluster.</param>
internal sealed record OverviewRead(int Seconds, Func<string> Path)
{
    /// <summary>The most calls it makes.</summary>
    public int MostCalls { get; init; } = 1;

    /// <summary>What the next call adds to the address; null after the last one.</summary>
    public Func<JsonElement, string?> Next { get; init; } = _ => null;

    public async Task RunAsync(HttpClient caller, CancellationToken cancellationToken = default)
    {
        string? more = "";
        for (int call = 0; call < MostCalls && more is not null; call++)
        {
            using var answer = await caller.GetAsync(Path() + more, cancellationToken);
            byte[] text = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            answer.EnsureSuccessStatusCode();
            using var page = JsonDocument.Parse(text);
            more = Next(page.RootElement);
        }
    }

    /// <summary>Repeats it as the page does, beginning at any time; returns how often.</summary>
    public async Task<long> RepeatAsync(HttpClient caller, CancellationToken cancellationToken)
    {
        long reads = 0;
        double share = Random.Shared.NextDouble();
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(Seconds * share), TimeProvider.System, cancellationToken);
                await RunAsync(caller, cancellationToken);
                reads++;
                share = 0.9 + (Random.Shared.NextDouble() * 0.2);
            }
        }
        catch (OperationCanceledException)
        {
            return reads;
        }
    }
}
