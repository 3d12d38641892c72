using System.Globalization;
using JobMaster.Sql;
using MySqlConnector;

namespace JobMaster.MySql.Tests;

/// <summary>
/// The server commits each statement of a migration by itself, so a node that is ended in its middle leaves some of them done. The next
/// node runs the migration again from its beginning.
/// </summary>
public sealed class RepeatedMigrationTests : IAsyncLifetime
{
    private static readonly SqlStatements Statements = new(typeof(MySqlMasterStore).Assembly, null, "jobmaster_");

    private readonly MySqlFixture _fixture = new();

    public Task InitializeAsync() => _fixture.PrepareAsync();

    public Task DisposeAsync() => _fixture.CleanUpAsync();

    public static TheoryData<int, double> Ends
    {
        get
        {
            var ends = new TheoryData<int, double>();
            for (int step = 0; step < Statements.Migrations.Count; step++)
            {
                ends.Add(step, 0.5);
                ends.Add(step, 1);
            }

            return ends;
        }
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_migration_that_was_ended_in_its_middle_runs_again(int step, double done)
    {
        foreach (var migration in Statements.Migrations.Take(step))
        {
            await ExecuteAsync(migration.Text);
        }

        // All but the last statement, which records the version, or half of those.
        string[] statements = Statements.Migrations[step].Text.Split(";\n", StringSplitOptions.RemoveEmptyEntries);
        await ExecuteAsync(string.Join(";\n", statements[..(int)Math.Ceiling((statements.Length - 1) * done)]));

        await using var store = _fixture.Open(null);
        await store.Schema.MigrateAsync(default);

        (await store.Schema.ReadVersionAsync(default)).ShouldBe(store.Schema.SupportedVersions.Newest);
        (await KeysOfCallsAsync()).ShouldBe(3);
    }

    /// <summary>The columns of the index that the fourth migration changes.</summary>
    private async Task<int> KeysOfCallsAsync()
    {
        await using var connection = (MySqlConnection)await _fixture.OpenConnectionAsync();
        await using var command = new MySqlCommand(
            """
            select count(*) from information_schema.statistics
            where table_schema = database() and table_name = 'jobmaster_audit' and index_name = 'audit_call'
            """,
            connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = (MySqlConnection)await _fixture.OpenConnectionAsync();
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
