using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Postgres.Tests;

/// <summary>Outcomes of jobs whose row a transaction of the app holds.</summary>
public sealed class HeldRowTests : PostgresSchema
{
    private static readonly TimeSpan FarBelowTheCommandTimeout = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_held_row_delays_no_other_outcome_of_its_batch_and_its_own_is_recorded_when_it_is_let_go(bool fails)
    {
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var probe = new Probe
        {
            Run = async job =>
            {
                await leave.Task;
                if (fails && job.Attempt.Number == 1)
                {
                    throw new IOException("once");
                }
            },
        };
        await using var app = await TestApp.StartAsync(
            config => config
                .UsePostgres(PostgresFixture.ConnectionString)
                .UseSqlSchemaForMaster(Fixture.Schema).UseSqlTablePrefixForMaster("jobmaster_").AddJobHandler<ProbeHandler>()
                .AddWorker(worker => worker.MaxConcurrency(40)),
            services => services.AddSingleton(probe));
        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Repeat(WriteableMessageData.New(), 40));
        for (int started = 0; started < jobs.Count; started++)
        {
            await probe.NextAsync();
        }

        var held = jobs[17];
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await RowsAsync(connection, $"select id from {T}job where id = '{held.Id}' for update");
        leave.SetResult();

        await Task.WhenAll(jobs.Where(job => job.Id != held.Id).Select(job => app.WaitAsync(job.Id, JobState.Succeeded)))
            .WaitAsync(FarBelowTheCommandTimeout);
        (await app.Monitor.GetAsync(held.Id)).ShouldNotBeNull().State.ShouldBe(JobState.Running);
        await transaction.RollbackAsync();
        var attempts = (await app.WaitAsync(held.Id, JobState.Succeeded)).NumberOfFailures;
        attempts.ShouldBe(fails ? 1 : 0);
    }
}
