using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>How often calls read the store: not once for each job that is sent, and nothing that they do not show.</summary>
public sealed class StoreReadTests
{
    private const string Definitions = "jobmaster.store.definitions";
    private const string Batch = "clusters/default/jobs/batch";

    [Fact]
    public async Task A_batch_reads_the_definitions_once_however_many_jobs_it_has()
    {
        await using var app = await ApiApp.StartAsync();
        await app.UntilDefinitionsAreKnownAsync();
        using var client = app.Caller("admin");
        using var reads = new StoreReads(app);
        string jobs = string.Join(',', Enumerable.Repeat("""{"definitionId":"greet","payload":{"Name":"Ada"},"afterSeconds":60}""", 50));
        (await client.PostJsonAsync(Batch, $$"""{"jobs":[{{jobs}}]}""")).Status.ShouldBe(HttpStatusCode.Created);
        reads.Of(Definitions).ShouldBe(1);
    }

    [Fact]
    public async Task A_batch_is_checked_against_the_definitions_that_were_read()
    {
        await using var app = await ApiApp.StartAsync();
        await app.UntilDefinitionsAreKnownAsync();
        using var client = app.Caller("admin");
        var (status, body, _) = await client.PostJsonAsync(
            Batch, """{"jobs":[{"definitionId":"greet","payload":{"Name":"Ada"}},{"definitionId":"greet","payload":{"Name":7}}]}""");
        status.ShouldBe(HttpStatusCode.BadRequest);
        body.ToString().ShouldContain("$.jobs[1].payload.Name");
        (await app.Monitor.Jobs.CountAsync()).Ready.ShouldBe(0);
    }

    [Fact]
    public async Task The_list_of_lanes_counts_no_final_jobs()
    {
        await using var app = await ApiApp.StartAsync();
        using var client = app.Caller("admin");
        using var reads = new StoreReads(app);
        (await client.GetJsonAsync("clusters/default/lanes")).Status.ShouldBe(HttpStatusCode.OK);
        (reads.Of("jobmaster.store.count_live"), reads.Of("jobmaster.store.count")).ShouldBe((1, 0));
    }

    /// <summary>The store calls of one app from now on, by operation.</summary>
    private sealed class StoreReads : IDisposable
    {
        private readonly MeterListener _listener;
        private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);

        public StoreReads(ApiApp app)
        {
            var meters = app.App.Services.GetRequiredService<IMeterFactory>();
            _listener = new MeterListener
            {
                InstrumentPublished = (instrument, listener) =>
                {
                    if (instrument.Name == "jobmaster.store.duration" && ReferenceEquals(instrument.Meter.Scope, meters))
                    {
                        listener.EnableMeasurementEvents(instrument);
                    }
                },
            };
            _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            {
                foreach (var (name, text) in tags)
                {
                    if (name == "jobmaster.operation")
                    {
                        _calls.AddOrUpdate((string)text!, 1, (_, count) => count + 1);
                    }
                }
            });
            _listener.Start();
        }

        public int Of(string operation) => _calls.GetValueOrDefault(operation);

        public void Dispose() => _listener.Dispose();
    }
}
