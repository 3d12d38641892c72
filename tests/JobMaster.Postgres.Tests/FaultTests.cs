using System.Diagnostics;
using JobMaster.Conformance.Jobs;
using JobMaster.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>Tests that disturb the whole server, so nothing runs beside them.</summary>
[CollectionDefinition(nameof(WholeServer), DisableParallelization = true)]
public sealed class WholeServer;

/// <summary>A server that cuts connections, restarts or refuses: every accepted job has one recorded outcome.</summary>
[Collection(nameof(WholeServer))]
public sealed class FaultTests : PostgresSchema
{
    private const int MessagesBetweenCuts = 10;

    private readonly Probe _probe = new();

    [Fact]
    public async Task Every_job_is_recorded_once_though_connections_are_cut_all_the_time()
    {
        await using var app = await StartAsync();
        using var done = new CancellationTokenSource();
        var cutting = CutAsync(app, done.Token);

        var jobs = await ScheduleAsync(app, 300);
        await FinishedAsync(app, jobs);
        await done.CancelAsync();
        (await cutting).ShouldBeGreaterThan(0);

        await AllSucceededAsync(jobs);
    }

    [Fact]
    [NeedsOwnServer("postgres")]
    public async Task Every_job_is_recorded_once_though_the_server_restarts()
    {
        await using var app = await StartAsync();
        var jobs = await ScheduleAsync(app, 100);
        await ServersAsync("restart");
        jobs.AddRange(await ScheduleAsync(app, 100));
        await FinishedAsync(app, jobs);
        await ServersAsync("kill");
        await ServersAsync("start");
        jobs.AddRange(await ScheduleAsync(app, 100));
        await FinishedAsync(app, jobs);

        await AllSucceededAsync(jobs);
    }

    [Theory]
    [NeedsOwnServer("postgres")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_ends_in_its_time_though_the_server_is_frozen(bool isRunning)
    {
        var finish = new TaskCompletionSource();
        _probe.Run = _ => finish.Task;
        var app = await StartAsync(config => config.Options.ShutdownGracePeriod = TimeSpan.FromSeconds(1));
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await _probe.NextAsync();
        if (!isRunning)
        {
            finish.SetResult();
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }

        await ServersAsync("freeze");
        TimeSpan stopped, disposed;
        try
        {
            finish.TrySetResult();
            long started = Stopwatch.GetTimestamp();
            await app.Host.StopAsync().Soon();
            stopped = Stopwatch.GetElapsedTime(started);
            await ((IAsyncDisposable)app.Host).DisposeAsync().AsTask().Soon();
            disposed = Stopwatch.GetElapsedTime(started);
        }
        finally
        {
            await ServersAsync("thaw");
        }

        // The grace period and 6 seconds, and what a busy machine adds.
        stopped.ShouldBeLessThan(TimeSpan.FromSeconds(12));
        disposed.ShouldBeLessThan(TimeSpan.FromSeconds(17));
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    [InlineData(PostgresErrorCodes.QueryCanceled)]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction)]
    public void Errors_that_pass_are_tried_again(string code) =>
        Store.IsTransient(new PostgresException("", "ERROR", "ERROR", code)).ShouldBeTrue();

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation)]
    [InlineData(PostgresErrorCodes.NotNullViolation)]
    [InlineData(PostgresErrorCodes.UndefinedTable)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData(PostgresErrorCodes.InvalidPassword)]
    public void Errors_that_stay_are_not_tried_again(string code) =>
        Store.IsTransient(new PostgresException("", "ERROR", "ERROR", code)).ShouldBeFalse();

    [Fact]
    public async Task A_statement_that_takes_too_long_is_tried_again()
    {
        var running = await RunOneAsync();
        var store = Open(options => options.ConnectionString += ";Options=-c statement_timeout=300ms");
        await using var holder = await ConnectAsync();
        await using (await holder.BeginTransactionAsync())
        {
            await RowsAsync(holder, $"select id from {T}job for update");
            var failure = await Should.ThrowAsync<PostgresException>(() => store.Jobs.RecordAsync([Succeeded(running)], default));
            store.IsTransient(failure).ShouldBeTrue(failure.SqlState);
        }

        (await store.Jobs.RecordAsync([Succeeded(running)], default)).ShouldBe([Storage.RecordResult.Recorded]);
    }

    private Task<TestApp> StartAsync(Action<JobMasterClusterConfig>? configure = null) => TestApp.StartAsync(
        config =>
        {
            configure?.Invoke(config);
            config
                .UsePostgres(PostgresFixture.ConnectionString, options => options.ConnectionString += $";Application Name={Fixture.Schema}")
                .UseSqlSchemaForMaster(Fixture.Schema).UseSqlTablePrefixForMaster("jobmaster_").AddJobHandler<ProbeHandler>().AddWorker();
        },
        services => services.AddSingleton(_probe));

    private static async Task<List<Guid>> ScheduleAsync(TestApp app, int count)
    {
        var ids = new List<Guid>();
        while (ids.Count < count)
        {
            try
            {
                ids.Add((await app.Jobs.OnceNowAsync<ProbeHandler>()).Id);
            }
            catch (JobMasterStoreException)
            {
                // Told so, a caller schedules again. What was not accepted is not counted.
            }
        }

        return ids;
    }

    private static async Task FinishedAsync(TestApp app, List<Guid> jobs)
    {
        foreach (var id in jobs)
        {
            while (true)
            {
                try
                {
                    await app.WaitAsync(id, JobState.Succeeded);
                    break;
                }
                catch (Exception exception) when (exception is NpgsqlException or JobMasterStoreException)
                {
                    await app.Logs.NextAsync();
                }
            }
        }
    }

    private async Task AllSucceededAsync(List<Guid> jobs)
    {
        await using var connection = await ConnectAsync();
        (await RowsAsync(connection, $"select id from {T}job_history where state = 4"))
            .Distinct()
            .Count(id => jobs.Contains(Guid.Parse(id)))
            .ShouldBe(jobs.Count);
        (await RowsAsync(connection, $"select id from {T}job_history group by id having count(*) > 1")).ShouldBeEmpty();
    }

    /// <summary>Cuts connections again whenever the app has said a few more things.</summary>
    private async Task<int> CutAsync(TestApp app, CancellationToken done)
    {
        int cut = 0;
        await using var killer = await ConnectAsync();
        while (!done.IsCancellationRequested)
        {
            cut += (
                await RowsAsync(
                    killer,
                    $"select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{Fixture.Schema}' and random() < " +
                    "0.3"))
                    .Count;
            for (int message = 0; message < MessagesBetweenCuts; message++)
            {
                await app.Logs.NextAsync();
            }
        }

        return cut;
    }

    private static async Task ServersAsync(string command)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "../../../../servers.sh");
        using var process = Process.Start(new ProcessStartInfo(script, [command, "postgres"]) { RedirectStandardOutput = true })!;
        await process.WaitForExitAsync().WaitAsync(TestTime.Patience * 3);
        process.ExitCode.ShouldBe(0);
        await PostgresFixture.ForgetConnectionsAsync();
    }
}
