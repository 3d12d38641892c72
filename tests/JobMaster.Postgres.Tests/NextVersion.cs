using System.Data.Common;
using JobMaster.Conformance;
using JobMaster.Storage;

namespace JobMaster.Postgres.Tests;

/// <summary>
/// The statements of this version on a schema to which a later one has added a column to every table: what nodes not yet updated do during
/// a rolling upgrade. A migration only adds, so each statement must name what it reads and writes.
/// </summary>
public sealed class NextVersionFixture : ITransactionalStoreFixture
{
    private readonly PostgresFixture _current = new();

    public async Task PrepareAsync()
    {
        await _current.PrepareAsync();
        await using var store = _current.Open(null);
        await store.Schema.MigrateAsync(default);
        await _current.ExecuteAsync(
            $"""
            do $$ declare place record; begin
              for place in
                select relname from pg_class where relnamespace = '{_current.Schema}'::regnamespace and relkind in ('r', 'p') and not relispartition
              loop
                execute format('alter table {_current.Schema}.%I add column of_next_version text not null default ''new''', place.relname);
              end loop;
            end $$
            """);
    }

    public IMasterStore Open(TimeProvider? storeClock) => _current.Open(storeClock);

    public Task<DbConnection> OpenConnectionAsync() => _current.OpenConnectionAsync();

    public Task CleanUpAsync() => _current.CleanUpAsync();
}

public sealed class NextVersionCancelConformance : CancelConformance<NextVersionFixture>;

public sealed class NextVersionInsertConformance : InsertConformance<NextVersionFixture>;

public sealed class NextVersionMoveConformance : MoveConformance<NextVersionFixture>;

public sealed class NextVersionRecordConformance : RecordConformance<NextVersionFixture>;

public sealed class NextVersionRescueConformance : RescueConformance<NextVersionFixture>;

public sealed class NextVersionRetentionConformance : RetentionConformance<NextVersionFixture>;

public sealed class NextVersionTransactionConformance : TransactionConformance<NextVersionFixture>;
