using JobMaster.Sql;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>Statements sent again and again are parsed once.</summary>
public sealed class PreparedStatementTests : PostgresSchema
{
    [Fact]
    public async Task Statements_are_prepared_on_the_server() => (await PreparedAfterReadingAsync(Open())).ShouldBeGreaterThan(0);

    [Fact]
    public async Task Nothing_is_prepared_when_the_option_is_off() =>
        (await PreparedAfterReadingAsync(Open(options => options.PrepareStatements = false))).ShouldBe(0);

    [Fact]
    public async Task Nothing_is_prepared_when_the_connection_string_says_so() =>
        (await PreparedAfterReadingAsync(Open(options => options.ConnectionString += ";Max Auto Prepare=0"))).ShouldBe(0);

    [Fact]
    public async Task A_data_source_of_the_app_decides_itself()
    {
        await using var source = NpgsqlDataSource.Create(PostgresFixture.ConnectionString);
        (await PreparedAfterReadingAsync(Open(options => (options.ConnectionString, options.DataSource) = (null, source)))).ShouldBe(0);
    }

    private static async Task<long> PreparedAfterReadingAsync(PostgresMasterStore store)
    {
        for (int call = 0; call < 3; call++)
        {
            await store.Reads.CountAsync(10, default);
        }

        // The pool gives the connection that was used last.
        var prepared = new SqlStatement("prepared", "select count(*) from pg_prepared_statements");
        return (
            await store.Parts.Runner.ReadAsync(
                (commands, token) => commands.QueryAsync(prepared, reader => reader.GetInt64(0), token), default))[0];
    }
}
