using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Sql;
using JobMaster.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Postgres.Tests;

/// <summary>A store behind PgBouncer in transaction mode, which gives each transaction to whichever server process is free.</summary>
public sealed class PooledFixture : PostgresFixture
{
    public static string PoolerConnectionString => TestServer.ConnectionString("pgbouncer");

    protected override string StoreConnectionString => PoolerConnectionString;
}

[NeedsServer("pgbouncer")]
public sealed class PooledAdmissionConformance : AdmissionConformance<PooledFixture>;

[NeedsServer("pgbouncer")]
public sealed class PooledClaimConformance : ClaimConformance<PooledFixture>;

[NeedsServer("pgbouncer")]
public sealed class PooledClaimRaceConformance : ClaimRaceConformance<PooledFixture>;

[NeedsServer("pgbouncer")]
public sealed class PooledInsertConformance : InsertConformance<PooledFixture>;

[NeedsServer("pgbouncer")]
public sealed class PooledLifeTests : LifeConformance<PooledFixture>;

[NeedsServer("pgbouncer")]
public sealed class PooledRecordConformance : RecordConformance<PooledFixture>;

[NeedsServer("pgbouncer")]
public sealed class PooledRescueConformance : RescueConformance<PooledFixture>;

[NeedsServer("pgbouncer")]
public sealed class PooledSessionConformance : SessionConformance<PooledFixture>;

/// <summary>What the store does without behind a pooler, by itself.</summary>
[NeedsServer("pgbouncer")]
public sealed class PoolerTests : PostgresSchema
{
    [Fact]
    public async Task Nothing_is_prepared()
    {
        var store = Open(options => options.ConnectionString = PooledFixture.PoolerConnectionString);
        var prepared = new SqlStatement("prepared", "select count(*) from pg_prepared_statements");
        for (int call = 0; call < 5; call++)
        {
            (
                await store.Parts.Runner.ReadAsync(
                    (commands, token) => commands.QueryAsync(prepared, reader => reader.GetInt64(0), token), default))[0]
                    .ShouldBe(0);
        }
    }

    [Fact]
    public async Task The_settings_of_the_server_hold_on_every_connection()
    {
        var runner = Open(options => options.ConnectionString = PooledFixture.PoolerConnectionString).Parts.Runner;
        var setting = new SqlStatement("setting", "select current_setting('jit')");
        await using var direct = await ConnectAsync();
        var atTheServer = await RowsAsync(direct, setting.Text);

        (
            await runner.ReadAsync((commands, token) => commands.QueryAsync(setting, reader => reader.GetString(0), token), default))
                .ShouldBe(atTheServer);
        (
            await runner.InsertAsync((commands, token) => commands.QueryAsync(setting, reader => reader.GetString(0), token), default))
                .ShouldBe(atTheServer);
        runner.Beat(writes: false, commands => commands.Query(setting, reader => reader.GetString(0))).ShouldBe(atTheServer);
    }

    [Fact]
    public async Task It_does_not_listen_and_finds_the_jobs_of_other_processes_by_polling()
    {
        var probe = new Probe();
        await using var node = await TestApp.StartAsync(
            config =>
            {
                config.UsePostgres(PooledFixture.PoolerConnectionString)
                    .UseSqlSchemaForMaster(Fixture.Schema)
                    .AddJobHandler<ProbeHandler>()
                    .AddWorker();
                config.Options.PollInterval = TimeSpan.FromMilliseconds(200);
            },
            services => services.AddSingleton(probe));
        await node.Logs.WaitAsync(message => message.StartsWith("There is a pooler between this process", StringComparison.Ordinal));

        await using var producer = await TestApp.StartAsync(
            config =>
                config.UsePostgres(PooledFixture.PoolerConnectionString)
                    .UseSqlSchemaForMaster(Fixture.Schema)
                    .AddJobHandler<ProbeHandler>(),
            services => services.AddSingleton(probe));
        var job = await producer.Jobs.OnceNowAsync<ProbeHandler>();

        await node.WaitAsync(job.Id, JobState.Succeeded);
    }
}
