using JobMaster.Sql;
using JobMaster.Testing;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>Inserts keep connections of their own, a few and not for ever.</summary>
public sealed class InsertLinksTests : PostgresSchema
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task Inserts_one_after_the_other_use_one_connection_and_prepare_their_statement_once()
    {
        var store = OpenNamed();
        for (int call = 0; call < 5; call++)
        {
            await store.Jobs.InsertAsync([Job()], false, default);
        }

        (await Fixture.ReadAsync<long>($"{Connections} and query like '%on conflict (id) do nothing%'")).ShouldBe(1);
    }

    [Fact]
    public async Task More_inserts_at_once_than_are_kept_go_through_the_pool()
    {
        var store = OpenNamed(options => options.WriteConcurrency = 2);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => store.Jobs.InsertAsync(Jobs(100), false, default))));

        (await Store.Reads.CountAsync(2000, default)).ShouldHaveSingleItem().Count.ShouldBe(1000);
    }

    [Fact]
    public async Task Cut_connections_cost_one_call_that_may_be_made_again()
    {
        var store = OpenNamed();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => store.Jobs.InsertAsync([Job()], false, default)));
        await Fixture.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{Fixture.Schema}'");

        store.IsTransient(await Should.ThrowAsync<NpgsqlException>(store.Jobs.InsertAsync([Job()], false, default))).ShouldBeTrue();

        (await store.Jobs.InsertAsync([Job()], false, default)).ShouldHaveSingleItem().IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task An_insert_the_server_refuses_leaves_its_connection_for_the_next()
    {
        await using var links = Links(most: 1);
        await Should.ThrowAsync<PostgresException>(() => RunAsync(links, "select 1 / 0"));
        links.Unused.ShouldBe(1);

        (await RunAsync(links, "select 7")).ShouldBe(7);
    }

    [Fact]
    public async Task What_is_unused_for_a_while_is_closed()
    {
        await using var links = Links(most: 1);
        int first = await RunAsync(links, "select pg_backend_pid()");
        _clock.Advance(InsertLinks.IdleTime / 2);
        (await RunAsync(links, "select pg_backend_pid()")).ShouldBe(first);

        _clock.Advance(InsertLinks.IdleTime / 2);
        links.Unused.ShouldBe(1);
        _clock.Advance(InsertLinks.IdleTime);
        links.Unused.ShouldBe(0);

        (await RunAsync(links, "select pg_backend_pid()")).ShouldNotBe(first);
    }

    private string Connections => $"select count(*) from pg_stat_activity where application_name = '{Fixture.Schema}'";

    private PostgresMasterStore OpenNamed(Action<PostgresStoreOptions>? configure = null) => Open(options =>
    {
        options.ConnectionString += $";Application Name={Fixture.Schema}";
        configure?.Invoke(options);
    });

    private InsertLinks Links(int most)
    {
        var options = new PostgresStoreOptions { ConnectionString = PostgresFixture.ConnectionString };
        return new InsertLinks(
            new PostgresSource(options) { ReadProcess = "" }, new PostgresDialect(new PostgresFailures("", "")), most, _clock);
    }

    private static async Task<int> RunAsync(InsertLinks links, string sql)
    {
        links.TryReserve().ShouldBeTrue();
        links.TryReserve().ShouldBeFalse();
        return (
            await links.RunAsync(
                async (commands, token) => await commands.QueryAsync(new SqlStatement("test", sql), reader => reader.GetInt32(0), token),
                default))[0];
    }
}
