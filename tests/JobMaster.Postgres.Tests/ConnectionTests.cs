using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Sql;
using JobMaster.Storage;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>What connections the store works on, and how long it waits on them.</summary>
public sealed class ConnectionTests : PostgresSchema
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(10, 3)]
    [InlineData(30, 5)]
    [InlineData(600, 5)]
    public void A_beat_may_take_a_third_of_the_heartbeat_timeout_and_at_most_5_seconds(int timeout, int patience) =>
        SqlBeatLink.PatienceFor(TimeSpan.FromSeconds(timeout)).ShouldBe(TimeSpan.FromSeconds(patience));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_beat_that_hangs_fails_in_time_whoever_owns_the_connections(bool isOfTheApp)
    {
        await using var source = NpgsqlDataSource.Create(PostgresFixture.ConnectionString + ";Command Timeout=300");
        var options = isOfTheApp
            ? new PostgresStoreOptions { DataSource = source }
            : new PostgresStoreOptions { ConnectionString = PostgresFixture.ConnectionString };
        await using var store = PostgresMasterStore.Create(
            StoreContexts.Create(null, Fixture.Schema) with { HeartbeatTimeout = TimeSpan.FromSeconds(3) }, options);
        var session = (await RequestAsync()).SessionId;
        var beat = new BeatRequest { SessionIds = [session], Raise = true, Queues = [Queue] };
        await using var holder = await ConnectAsync();
        await using (await holder.BeginTransactionAsync())
        {
            await RowsAsync(holder, $"select id from {T}session for update");
            long started = TimeProvider.System.GetTimestamp();
            var failure = await Should.ThrowAsync<NpgsqlException>(Task.Run(() => store.Sessions.Beat(beat)).Soon());
            store.IsTransient(failure).ShouldBeTrue();
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        }

        store.Sessions.Beat(beat).Sessions.ShouldContain(found => found.SessionId == session && found.Beat == 1);
    }

    [Fact]
    public async Task A_data_source_that_multiplexes_is_refused_with_the_remedy()
    {
        await using var source = NpgsqlDataSource.Create(PostgresFixture.ConnectionString + ";Multiplexing=true");
        Should.Throw<JobMasterConfigurationException>(() =>
            Open(options => (options.ConnectionString, options.DataSource) = (null, source)))
            .Message.ShouldContain("Give UsePostgres a data source without it");
    }

    [Fact]
    public async Task A_connection_string_that_multiplexes_serves_beats_and_claims_all_the_same()
    {
        var store = Open(options => options.ConnectionString += ";Multiplexing=true");
        var request = await RequestAsync(1);
        await InsertAsync();
        store.Sessions.Beat(
            new BeatRequest { SessionIds = [request.SessionId], Raise = true, Queues = [Queue] }).Sessions.ShouldNotBeEmpty();
        (await store.Jobs.ClaimAsync(request, default)).ShouldHaveSingleItem();
    }
}
