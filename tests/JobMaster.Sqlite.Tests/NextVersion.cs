using System.Data.Common;
using JobMaster.Conformance;
using JobMaster.Storage;

namespace JobMaster.Sqlite.Tests;

/// <summary>
/// The statements of this version on a schema to which a later one has added a column to every table: what nodes not yet updated do during
/// a rolling
/// upgrade. A migration only adds, so each statement must name what it reads and writes.
/// </summary>
public sealed class NextVersionFixture : ITransactionalStoreFixture
{
    private readonly SqliteFixture current = new();

    public async Task PrepareAsync()
    {
        await current.PrepareAsync();
        await using var store = current.Open(null);
        await store.Schema.MigrateAsync(default);
        await using var connection = await current.OpenConnectionAsync();
        var tables = new List<string>();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "select name from sqlite_master where type = 'table' and name not like 'sqlite%'";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        tables.Count.ShouldBeGreaterThan(8);
        foreach (string table in tables)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"alter table {table} add column of_next_version text not null default 'new'";
            await command.ExecuteNonQueryAsync();
        }
    }

    public IMasterStore Open(TimeProvider? storeClock) => current.Open(storeClock);

    public Task<DbConnection> OpenConnectionAsync() => current.OpenConnectionAsync();

    public Task CleanUpAsync() => current.CleanUpAsync();
}

public sealed class NextVersionCancelConformance : CancelConformance<NextVersionFixture>;

public sealed class NextVersionInsertConformance : InsertConformance<NextVersionFixture>;

public sealed class NextVersionMoveConformance : MoveConformance<NextVersionFixture>;

public sealed class NextVersionRecordConformance : RecordConformance<NextVersionFixture>;

public sealed class NextVersionRescueConformance : RescueConformance<NextVersionFixture>;

public sealed class NextVersionRetentionConformance : RetentionConformance<NextVersionFixture>;

public sealed class NextVersionTransactionConformance : TransactionConformance<NextVersionFixture>;

public sealed class NextVersionAuditConformance : AuditConformance<NextVersionFixture>;

public sealed class NextVersionChangeConformance : ChangeConformance<NextVersionFixture>;

public sealed class NextVersionOperationConformance : OperationConformance<NextVersionFixture>;

public sealed class NextVersionFailureGroupConformance : FailureGroupConformance<NextVersionFixture>;

public sealed class NextVersionFailureMoveConformance : FailureMoveConformance<NextVersionFixture>;

public sealed class NextVersionFailureOperationConformance : FailureOperationConformance<NextVersionFixture>;

public sealed class NextVersionMovedReplayConformance : MovedReplayConformance<NextVersionFixture>;
