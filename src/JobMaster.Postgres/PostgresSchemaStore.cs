using JobMaster.Sql;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>The schema, and the check whether the server can be used.</summary>
internal sealed class PostgresSchemaStore(SqlStoreParts parts, PostgresFailures failures, string description) : SqlSchemaStore(parts)
{
    private const int OldestServer = 130000;

    /// <summary>How many seconds a migration may take: it may build an index, or wait for another starter that does.</summary>
    private const int LongestMigration = 600;

    private readonly SqlStoreParts _parts = parts;

    public override async Task<int> ReadVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var server = await _parts.Runner.ReadAsync(
                (commands, token) => commands.QueryAsync(
                    _parts.Statements["read_server"], static reader =>
                        (reader.GetInt32(0), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3)), token),
                cancellationToken).ConfigureAwait(false);
            Check(server[0]);
            return await base.ReadVersionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception)
        {
            if (failures.ExplainUnusable(exception) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    protected override async ValueTask LockAsync(SqlCommands commands, CancellationToken cancellationToken)
    {
        commands.TimeoutSeconds = LongestMigration;
        await commands.ExecuteAsync(_parts.Statements["lock_schema"], cancellationToken).ConfigureAwait(false);
    }

    private void Check((int Version, string Encoding, bool IsStandby, bool OnlyReads) server)
    {
        if (server.Version < OldestServer)
        {
            throw new JobMasterStoreException($"{description} is server version {server.Version / 10000}. Use Postgres 13 or later.");
        }

        if (server.Encoding != "UTF8")
        {
            throw new JobMasterStoreException(
                $"{description} keeps text as {server.Encoding}, which cannot hold all of it. Use a database with encoding UTF8.");
        }

        if (server.IsStandby)
        {
            throw new JobMasterStoreException(
                $"{description} is a standby, which cannot be written to. Connect to the primary; 'Target Session Attributes=primary' " +
                "finds it.");
        }

        if (server.OnlyReads)
        {
            throw new JobMasterStoreException(
                $"{description} begins transactions that only read: default_transaction_read_only is on. Turn it off for this role, " +
                "this database, or in 'Options' of the connection string.");
        }
    }
}
