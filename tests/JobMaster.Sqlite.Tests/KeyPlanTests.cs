using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite.Tests;

/// <summary>Keys are looked up one by one, however many there are and whatever the statistics say.</summary>
public sealed partial class KeyPlanTests : StoreFile
{
    private const int Keys = 1_000_000;
    private static readonly string[] Statements = ["read_keys", "move_keys", "drop_keys", "read_rules", "drop_rules", "drop_job_keys"];

    [Fact]
    public async Task Each_statement_on_a_million_keys_searches_its_index()
    {
        var store = await OpenMigratedAsync();
        await using var connection = Connect();
        Check(store, connection, "no keys");
        Execute(connection, $"""
            insert into jobmaster_job_key (key, job_id, created_at)
            with recursive one(at) as (select 1 union all select at + 1 from one where at < {Keys})
            select 'unique definition d' || char(10) || 'key-' || at, randomblob(16), 0 from one;
            insert into jobmaster_job_unique (job_id, key, hold) select job_id, key, 1 from jobmaster_job_key;
            """);
        Check(store, connection, "no statistics");
        Execute(connection, "analyze");
        Check(store, connection, "statistics of a million keys");
    }

    private static void Check(SqliteMasterStore store, SqliteConnection connection, string when)
    {
        foreach (string name in Statements)
        {
            string text = store.Parts.Statements[name].Text;
            using var command = connection.CreateCommand();
            command.CommandText = "explain query plan " + text;
            foreach (string parameter in Parameter().Matches(text).Select(match => match.Value).Distinct())
            {
                command.Parameters.AddWithValue(parameter, DBNull.Value);
            }

            var plan = new List<string>();
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                plan.Add(reader.GetString(3));
            }

            string shown = $"{name}, {when}:\n{string.Join('\n', plan)}";
            plan.ShouldContain(step => step.StartsWith("SEARCH ", StringComparison.Ordinal), shown);
            plan.ShouldNotContain(step => Scan().IsMatch(step), shown);
        }
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameter();

    /// <summary>The table of the sent rows alone may be read whole.</summary>
    [GeneratedRegex("^SCAN (jobmaster_|held|rule|job)")]
    private static partial Regex Scan();
}
