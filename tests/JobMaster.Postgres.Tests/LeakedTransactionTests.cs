using System.Collections.Concurrent;
using System.Data.Common;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Postgres.Tests;

/// <summary>Handlers that call FinishInAsync and return with the transaction open.</summary>
public sealed class LeakedTransactionTests : PostgresSchema
{
    private readonly Probe _probe = new();

    [Fact]
    public async Task Transactions_that_handlers_leave_open_hold_up_no_other_outcome()
    {
        var open = new ConcurrentBag<DbConnection>();
        _probe.Run = async job =>
        {
            if (job.MsgData.TryGetStringValue("Name") == "leak")
            {
                var connection = await ConnectAsync();
                open.Add(connection);
                await job.Attempt.FinishInAsync(await connection.BeginTransactionAsync());
            }
        };
        await using var app = await TestApp.StartAsync(
            config => config
                .UsePostgres(PostgresFixture.ConnectionString)
                .UseSqlSchemaForMaster(Fixture.Schema).UseSqlTablePrefixForMaster("jobmaster_").AddJobHandler<ProbeHandler>()
                .AddWorker(worker => worker.MaxConcurrency(20)),
            services => services.AddSingleton(_probe));
        var leak = WriteableMessageData.New().SetStringValue("Name", "leak");
        var leaks = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Repeat(leak, 6));
        for (int leaked = 0; leaked < leaks.Count; leaked++)
        {
            await _probe.NextAsync();
        }

        // More leaks than batches are on the wire at once.
        for (int round = 0; round < 5; round++)
        {
            var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }

        (await Task.WhenAll(leaks.Select(job => app.Monitor.GetAsync(job.Id)))).ShouldAllBe(job => job!.State == JobState.Running);
        _probe.Run = _ => Task.CompletedTask;
        foreach (var connection in open)
        {
            await connection.DisposeAsync();
        }

        await Task.WhenAll(leaks.Select(job => app.WaitAsync(job.Id, JobState.Succeeded)));
    }
}
