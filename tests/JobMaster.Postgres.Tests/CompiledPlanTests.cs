using JobMaster.Conformance;
using JobMaster.Sql;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>A server that takes every plan for expensive and compiles it, as a server does by default after wrong statistics.</summary>
public sealed class CompiledPlanFixture : PostgresFixture
{
    protected override string StoreConnectionString =>
        ConnectionString + ";Options=-c jit=on -c jit_above_cost=0 -c jit_inline_above_cost=0 -c jit_optimize_above_cost=0";
}

public sealed class CompiledPlanClaimConformance : ClaimConformance<CompiledPlanFixture>;

public sealed class CompiledPlanSessionConformance : SessionConformance<CompiledPlanFixture>;

/// <summary>On which connections the store turns the compiling of plans off.</summary>
public sealed class CompiledPlanTests : PostgresSchema
{
    private static readonly SqlStatement Setting = new("setting", "select current_setting('jit')");

    [Fact]
    public async Task No_connection_of_the_store_compiles_plans()
    {
        var runner = Open(options => options.ConnectionString += ";Options=-c jit=on").Parts.Runner;
        (await runner.ReadAsync(ReadSettingAsync, default)).ShouldBe(["off"]);
        (await runner.InsertAsync(ReadSettingAsync, default)).ShouldBe(["off"]);
        runner.Beat(writes: false, commands => commands.Query(Setting, reader => reader.GetString(0))).ShouldBe(["off"]);
    }

    [Fact]
    public async Task A_data_source_of_the_app_keeps_its_setting()
    {
        await using var source = NpgsqlDataSource.Create(PostgresFixture.ConnectionString + ";Options=-c jit=on");
        var store = Open(options => (options.ConnectionString, options.DataSource) = (null, source));
        (await store.Parts.Runner.ReadAsync(ReadSettingAsync, default)).ShouldBe(["on"]);
    }

    private static ValueTask<List<string>> ReadSettingAsync(SqlCommands commands, CancellationToken cancellationToken) =>
        commands.QueryAsync(Setting, reader => reader.GetString(0), cancellationToken);
}
