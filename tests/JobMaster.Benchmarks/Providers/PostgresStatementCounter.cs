using System.Diagnostics.Metrics;
using Npgsql;

namespace JobMaster.Benchmarks.Providers;

/// <summary>
/// Counts statements by the driver's own metric, which knows every command of this process, and commits by the transaction numbers the
/// server has given out, which only transactions that write get. Those of other clients of the server count too.
/// </summary>
internal sealed class PostgresStatementCounter : IStatementCounter
{
    private readonly MeterListener _listener = new();
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _read;
    private long _statements;

    private PostgresStatementCounter(NpgsqlConnection connection)
    {
        _connection = connection;
        _read = new NpgsqlCommand("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint", connection);
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Npgsql", Name: "db.client.operation.duration" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _statements));
        _listener.Start();
    }

    public static async Task<PostgresStatementCounter> StartAsync(string server) => new(await PostgresBenchmarkPlace.OpenAsync(server));

    public async Task<StatementCount> ReadAsync()
    {
        long commits = (long)(await _read.ExecuteScalarAsync())!;

        // Without the one that was just asked.
        return new StatementCount(Interlocked.Decrement(ref _statements), commits);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _read.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
