using System.Net.Http.Json;
using JobMaster.Conformance;

namespace JobMaster.Chaos;

/// <summary>The sample <c>Recurring</c>, run as its readers run it.</summary>
public sealed class RecurringSampleTests
{
    private const string Listens = "Now listening on: ";

    [Fact]
    public async Task It_fires_its_schedules_and_has_stored_them_once_when_it_is_started_again()
    {
        await using var place = new SamplePlace("Recurring");
        var first = await RunAsync(place, "Schedule 'nightly' of profile 'Maintenance' was added");
        var second = await RunAsync(place, "two seconds have passed");

        first.Select(schedule => schedule.Key).ShouldBe(["often", "weekdays at nine", "nightly"], ignoreOrder: true);
        first.ShouldAllBe(schedule => schedule.NextOccurrence != null);
        second.Select(schedule => schedule.Id).ShouldBe(first.Select(schedule => schedule.Id));
    }

    /// <summary>Starts it, and stops it when it has fired, has printed what is awaited and has stored all it stores.</summary>
    private static async Task<List<Schedule>> RunAsync(SamplePlace place, string awaited)
    {
        var sample = place.Start("--urls", "http://127.0.0.1:0");
        await sample.Lines.WaitAsync(line => line.Contains(Listens, StringComparison.Ordinal));
        await sample.Lines.WaitAsync(line => line.EndsWith("two seconds have passed", StringComparison.Ordinal));
        await sample.Lines.WaitAsync(line => line.Contains(awaited, StringComparison.Ordinal));
        var address = sample.Lines.Text.Split('\n')
            .First(line => line.Contains(Listens, StringComparison.Ordinal))
            .Split(Listens)[1]
            .Trim();
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        List<Schedule> schedules = [];
        await Eventually.BecomesAsync(
            "all schedules are stored",
            async () => (schedules = (await http.GetFromJsonAsync<List<Schedule>>("/schedules"))!).Count >= 3,
            ChaosSettings.Patience);
        (await sample.StopAsync()).ShouldBe(0);
        return schedules;
    }

    private sealed record Schedule(Guid Id, string Key, DateTimeOffset? NextOccurrence);
}
