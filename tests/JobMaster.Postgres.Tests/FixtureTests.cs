using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>What one test does to the server's connections reaches no other test.</summary>
public sealed class FixtureTests : PostgresSchema
{
    [Fact]
    public async Task A_connection_that_was_cut_while_nobody_used_it_is_not_given_to_the_next_test()
    {
        await (await Fixture.OpenConnectionAsync()).DisposeAsync();
        await Fixture.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{Fixture.Schema}'");

        await using var next = (NpgsqlConnection)await Fixture.OpenConnectionAsync();

        (await RowsAsync(next, "select 'answered'")).ShouldBe(["answered"]);
    }
}
