using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>A server that answers and cannot be used, until an administrator mends it: no outcome is lost or recorded as another.</summary>
public sealed class UnusableTests : PostgresSchema
{
    private readonly Probe _probe = new();

    private string Role => $"{Fixture.Schema}_run";

    private string Database => $"{Fixture.Schema}_db";

    private string OfRole => new NpgsqlConnectionStringBuilder(PostgresFixture.ConnectionString)
    {
        Username = Role, Password = "secret", ApplicationName = Fixture.Schema,
    }.ConnectionString;

    [Fact]
    public async Task An_outcome_outlives_the_time_in_which_the_role_may_not_log_in()
    {
        await WithRoleAsync(() => OutlivesAsync(
            OfRole, Fixture.Schema, takeAway: async () =>
            {
                await Fixture.ExecuteAsync($"alter role {Role} nologin");
                await Fixture.ExecuteAsync(
                    $"select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{Fixture.Schema}'");
            },
            giveBack: () => Fixture.ExecuteAsync($"alter role {Role} login")));
    }

    [Fact]
    public async Task An_outcome_outlives_the_time_in_which_the_role_lacks_a_grant()
    {
        await WithRoleAsync(() => OutlivesAsync(
            OfRole, Fixture.Schema,
            takeAway: () => Fixture.ExecuteAsync($"revoke insert on {T}job_history from {Role}"),
            giveBack: () => Fixture.ExecuteAsync($"grant insert on {T}job_history to {Role}")));
    }

    [Fact]
    public async Task An_outcome_outlives_the_time_in_which_its_table_is_not_there()
    {
        await OutlivesAsync(
            PostgresFixture.ConnectionString, Fixture.Schema,
            takeAway: () => Fixture.ExecuteAsync($"alter table {T}job_history rename to elsewhere"),
            giveBack: () => Fixture.ExecuteAsync($"alter table {Fixture.Schema}.elsewhere rename to jobmaster_job_history"));
    }

    [Fact]
    public async Task An_outcome_outlives_the_time_in_which_the_database_has_another_name()
    {
        await Fixture.ExecuteAsync($"create database {Database}");
        try
        {
            await OutlivesAsync(
                new NpgsqlConnectionStringBuilder(PostgresFixture.ConnectionString) { Database = Database }.ConnectionString, "jobmaster",
                takeAway: () => RenameAsync(Database, Database + "_x"), giveBack: () => RenameAsync(Database + "_x", Database));
        }
        finally
        {
            await Fixture.ExecuteAsync($"drop database if exists {Database} with (force)");
        }
    }

    [Fact]
    public async Task A_start_on_a_database_that_only_reads_says_what_to_turn_off()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(PostgresFixture.ConnectionString)
        {
            Options = "-c default_transaction_read_only=on",
        }.ConnectionString;

        var refused = await Should.ThrowAsync<JobMasterStoreException>(() => TestApp.StartAsync(
            config => config.UsePostgres(connectionString).UseSqlSchemaForMaster(Fixture.Schema).AddWorker()));
        refused.Message.ShouldContain("default_transaction_read_only is on. Turn it off for this role");
    }

    /// <summary>Runs a job whose outcome comes while the store cannot be used.</summary>
    private async Task OutlivesAsync(string connectionString, string schema, Func<Task> takeAway, Func<Task> giveBack)
    {
        var finish = new TaskCompletionSource();
        _probe.Run = _ => finish.Task;
        await using var app = await TestApp.StartAsync(
            config => config.UsePostgres(connectionString).UseSqlSchemaForMaster(schema).UseSqlTablePrefixForMaster("jobmaster_")
                .AddJobHandler<ProbeHandler>().AddWorker(),
            services => services.AddSingleton(_probe));
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await _probe.NextAsync();

        await takeAway();
        finish.SetResult();
        await app.Logs.WaitAsync(message => message.StartsWith("1 outcome(s) could not be recorded yet", StringComparison.Ordinal));
        await giveBack();

        await FinishedAsync(app, job.Id);
        _probe.Runs.Count.ShouldBe(1);
        app.Logs.Warnings.ShouldNotContain(message =>
            message.Contains("plain failure", StringComparison.Ordinal) || message.Contains("was refused", StringComparison.Ordinal));
    }

    /// <summary>The connections of the pool that were cut fail one call each.</summary>
    private static Task FinishedAsync(TestApp app, Guid id) => Eventually.BecomesAsync(
        "the outcome is recorded",
        async () =>
        {
            try
            {
                return (await app.Monitor.GetAsync(id))!.State == JobState.Succeeded;
            }
            catch (JobMasterStoreException)
            {
                return false;
            }
        },
        TestTime.Patience,
        () => app.Logs.Text);

    private Task RenameAsync(string from, string to) => Eventually.BecomesAsync(
        $"{from} is renamed",
        async () =>
        {
            try
            {
                await Fixture.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{from}'");
                await Fixture.ExecuteAsync($"alter database {from} rename to {to}");
                return true;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ObjectInUse)
            {
                return false;
            }
        },
        TestTime.Patience);

    private async Task WithRoleAsync(Func<Task> run)
    {
        await Fixture.ExecuteAsync(
            $"create role {Role} login password 'secret'; grant usage on schema {Fixture.Schema} to {Role}; "
            + $"grant select, insert, update, delete on all tables in schema {Fixture.Schema} to {Role}; "
            + $"grant execute on all functions in schema {Fixture.Schema} to {Role}");
        try
        {
            await run();
        }
        finally
        {
            await Fixture.ExecuteAsync($"drop owned by {Role}; drop role {Role}");
        }
    }
}
