using System.Globalization;
using MySqlConnector;

namespace JobMaster.Benchmarks.Providers;

/// <summary>
/// Counts by the server's own status: the statements that read or write rows, and the transactions committed. Those of other clients of the
/// server count too, and a statement of its own counts as committed although it only reads.
/// </summary>
internal sealed class MySqlStatementCounter : IStatementCounter
{
    private readonly MySqlConnection _connection;
    private readonly MySqlCommand _read;
    private long _own;

    private MySqlStatementCounter(MySqlConnection connection)
    {
        _connection = connection;
        _read = new MySqlCommand(
            """
            select variable_name, variable_value from information_schema.global_status
            where variable_name in (
              'Com_select', 'Com_insert', 'Com_insert_select', 'Com_update', 'Com_update_multi', 'Com_delete', 'Com_delete_multi',
              'Com_set_option', 'Handler_commit')
            """,
            connection);
    }

    public static async Task<MySqlStatementCounter> StartAsync(string server) => new(await MySqlBenchmarkPlace.OpenAsync(server));

    public async Task<StatementCount> ReadAsync()
    {
        (long statements, long commits) = (0, 0);
        await using var reader = await _read.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            long count = long.Parse(reader.GetString(1), CultureInfo.InvariantCulture);
            if (reader.GetString(0).Equals("Handler_commit", StringComparison.OrdinalIgnoreCase))
            {
                commits = count;
            }
            else
            {
                statements += count;
            }
        }

        // Without those that were just asked.
        return new StatementCount(statements - ++_own, commits);
    }

    public async ValueTask DisposeAsync()
    {
        await _read.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
