using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace JobMaster.Postgres.Tests;

/// <summary>Keys are looked up one by one, however many there are and whatever the statistics say.</summary>
public sealed class KeyPlanTests : PostgresSchema
{
    private const int Keys = 250_000;
    private static readonly string[] Statements =
        ["insert_keys", "read_keys", "hold_keys", "move_keys", "drop_keys", "read_rules", "drop_job_keys"];

    [Fact]
    public async Task Each_statement_on_many_keys_reads_its_index_only()
    {
        await using var connection = await ConnectAsync();
        await CheckAsync(connection, "no statistics, no keys");
        await FillAsync();
        await Store.Jobs.InsertAsync(Jobs(1000), false, default);
        await CheckAsync(connection, "no statistics");
        foreach (string table in (string[])["job_key", "job_unique", "job"])
        {
            await Fixture.ExecuteAsync($"analyze {T}{table}");
        }

        await CheckAsync(connection, "statistics of many keys");
    }

    private Task<int> FillAsync() => Fixture.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
        insert into {T}job_key (key, job_id, created_at)
        select 'unique definition d' || chr(10) || 'key-' || at, gen_random_uuid(), now() from generate_series(1, {Keys}) at;
        insert into {T}job_unique (job_id, key, hold) select job_id, key, 1 from {T}job_key
        """));

    private async Task CheckAsync(NpgsqlConnection connection, string when)
    {
        foreach (string name in Statements)
        {
            var plan = await RowsAsync(connection, "explain " + Store.Parts.Statements[name].Text, Parameters());
            string text = $"{name}, {when}:\n{string.Join('\n', plan)}";
            plan.ShouldNotContain(line => line.Contains("Seq Scan on jobmaster_", StringComparison.Ordinal), text);
        }
    }

    private static NpgsqlParameter[] Parameters()
    {
        string id = Guid.CreateVersion7().ToString();
        string keys = $$"""[{"key":"unique definition d\nkey-7","id":"{{id}}","turn":0,"hold":1},{"key":"other","id":"{{id}}","turn":0}]""";
        return
        [
            new("keys", NpgsqlDbType.Json) { Value = keys },
            new("ids", NpgsqlDbType.Json) { Value = $"""["{id}"]""" },
            new("patience", NpgsqlDbType.Text) { Value = DBNull.Value },
            new("now", NpgsqlDbType.TimestampTz) { Value = DBNull.Value },
        ];
    }
}
