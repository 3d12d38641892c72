using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>The role that runs needs no right to create anything.</summary>
public sealed class RoleTests : PostgresSchema
{
    private string Role => $"{Fixture.Schema}_run";

    [Fact]
    public async Task A_role_with_the_documented_grants_runs_everything()
    {
        await CreateRoleAsync(
            $"grant usage on schema {Fixture.Schema} to {Role}; grant select, insert, update, delete on all tables in schema " +
            $"{Fixture.Schema} to {Role}; "
            + $"grant execute on all functions in schema {Fixture.Schema} to {Role}");
        try
        {
            var connectionString = new NpgsqlConnectionStringBuilder(PostgresFixture.ConnectionString)
            {
                Username = Role,
                Password = "secret"
            }.ConnectionString;
            var clock = new Conformance.MovableClock(DateTimeOffset.UtcNow);
            var store = Open(options => options.ConnectionString = connectionString, clock);
            (await store.Schema.ReadVersionAsync(default)).ShouldBe(store.Schema.SupportedVersions.Newest);
            await store.Schema.MigrateAsync(default);
            await store.Jobs.InsertAsync([Job(), Job() with { IdempotencyKey = "k" }], false, default);
            var request = await RequestAsync();
            store.Sessions.Beat(
                new BeatRequest { SessionIds = [request.SessionId], Raise = true, Queues = [Queue] }).Dues.ShouldHaveSingleItem();
            var jobs = await store.Jobs.ClaimAsync(request, default);
            clock.Move(TimeSpan.FromDays(30));

            (
                await store.Jobs.RecordAsync([Succeeded(jobs[0]), Succeeded(jobs[1])], default)).ShouldAllBe(result =>
                    result == RecordResult.Recorded);
            clock.Move(TimeSpan.FromDays(30));
            (await store.Retention.PruneAsync(new PruneRequest(TimeSpan.FromDays(7), TimeSpan.FromDays(7), 100), default)).ShouldBe(2);
            (await store.Schedules.AdvertiseAsync([new ProfileContent("p", "h", 0, ["k"])], default)).ShouldHaveSingleItem();
            var schedule = Schedule(clock.Now);
            (await store.Schedules.InsertAsync(schedule, default)).ShouldBeTrue();
            var step = new ScheduleStep
            {
                ScheduleId = schedule.Id, Version = 1, State = RecurringScheduleState.Ended,
                Occurrences = [new PlannedOccurrence(clock.Now, OccurrenceResult.Fired, null, Job(clock.Now))],
            };
            (await store.Schedules.StepAsync([step], default)).ShouldHaveSingleItem().Jobs.ShouldHaveSingleItem();
            clock.Move(TimeSpan.FromDays(30));
            (await store.Schedules.PruneAsync(TimeSpan.FromDays(7), 100, default)).ShouldBe(3);
        }
        finally
        {
            await Fixture.ExecuteAsync($"drop owned by {Role}; drop role {Role}");
        }
    }

    [Fact]
    public async Task A_role_without_grants_is_told_what_to_do()
    {
        await CreateRoleAsync($"grant usage on schema {Fixture.Schema} to {Role}");
        try
        {
            var connectionString = new NpgsqlConnectionStringBuilder(PostgresFixture.ConnectionString)
            {
                Username = Role,
                Password = "secret"
            }.ConnectionString;
            var store = Open(options => options.ConnectionString = connectionString);
            var refusal = await Should.ThrowAsync<JobMasterStoreException>(() => store.Jobs.InsertAsync([Job()], false, default));
            refusal.Message.ShouldContain("Grant the role");
        }
        finally
        {
            await Fixture.ExecuteAsync($"drop owned by {Role}; drop role {Role}");
        }
    }

    [Fact]
    public async Task A_role_that_may_not_create_the_schema_is_told_two_ways_out()
    {
        string schema = $"{Fixture.Schema}_own";
        await CreateRoleAsync("");
        try
        {
            var connectionString = new NpgsqlConnectionStringBuilder(PostgresFixture.ConnectionString)
            {
                Username = Role,
                Password = "secret"
            }.ConnectionString;
            Task<TestApp> StartAsync() => TestApp.StartAsync(
                config =>
                    config.UsePostgres(connectionString).UseSqlSchemaForMaster(schema).AddJobHandler<ProbeHandler>(), services =>
                        services.AddSingleton(new Probe()));

            var message = (await Should.ThrowAsync<JobMasterStoreException>(StartAsync())).Message;
            message.ShouldContain($"an administrator can run 'create schema {schema} authorization <role>'");
            message.ShouldContain("UseSqlSchemaForMaster names a schema that the role may use");
            message.ShouldNotContain("Start the database");
            await Fixture.ExecuteAsync($"create schema {schema} authorization {Role}");
            await using var app = await StartAsync();
            (await app.Monitor.ListAsync(new JobFilter())).Jobs.ShouldBeEmpty();
        }
        finally
        {
            await Fixture.ExecuteAsync($"drop owned by {Role} cascade; drop role {Role}");
        }
    }

    private static StoredSchedule Schedule(DateTimeOffset nextAt) => new()
    {
        Id = Guid.CreateVersion7(), State = RecurringScheduleState.Active, DefinitionId = "email.send", Lane = Queue.Lane,
        Priority = Queue.Priority,
        Timeout = TimeSpan.FromMinutes(1), MaxRetries = 3, TypeId = NeverExprCompiler.TypeId, Expression = "", Anchor = nextAt,
        NextAt = nextAt,
        Misfire = MisfirePolicy.RunOnce, MisfireGrace = TimeSpan.Zero, MisfireLimit = 1, Overlap = OverlapPolicy.Allow, CreatedAt = nextAt,
        UpdatedAt = nextAt,
    };

    private Task<int> CreateRoleAsync(string grants) => Fixture.ExecuteAsync($"create role {Role} login password 'secret'; {grants}");
}
