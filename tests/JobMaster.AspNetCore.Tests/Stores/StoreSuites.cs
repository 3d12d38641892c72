using JobMaster.TestServers;

namespace JobMaster.AspNetCore.Tests.Stores;

public sealed class InMemorySubmitTests() : SubmitTests(ApiStore.InMemory());

public sealed class SqliteSubmitTests() : SubmitTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresSubmitTests() : SubmitTests(ApiStore.Postgres());

public sealed class InMemoryOperateTests() : OperateTests(ApiStore.InMemory());

public sealed class SqliteOperateTests() : OperateTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresOperateTests() : OperateTests(ApiStore.Postgres());

public sealed class InMemoryFailureTests() : FailureTests(ApiStore.InMemory());

public sealed class SqliteFailureTests() : FailureTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresFailureTests() : FailureTests(ApiStore.Postgres());

public sealed class InMemoryRepeatTests() : RepeatTests(ApiStore.InMemory());

public sealed class SqliteRepeatTests() : RepeatTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresRepeatTests() : RepeatTests(ApiStore.Postgres());

public sealed class InMemoryStatisticTests() : StatisticTests(ApiStore.InMemory());

public sealed class SqliteStatisticTests() : StatisticTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresStatisticTests() : StatisticTests(ApiStore.Postgres());

public sealed class InMemoryCancelledTests() : CancelledTests(ApiStore.InMemory());

public sealed class SqliteCancelledTests() : CancelledTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresCancelledTests() : CancelledTests(ApiStore.Postgres());

public sealed class InMemorySearchFilterTests() : SearchFilterTests(ApiStore.InMemory());

public sealed class SqliteSearchFilterTests() : SearchFilterTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresSearchFilterTests() : SearchFilterTests(ApiStore.Postgres());

public sealed class InMemoryManyJobsTests() : ManyJobsTests(ApiStore.InMemory());

public sealed class SqliteManyJobsTests() : ManyJobsTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresManyJobsTests() : ManyJobsTests(ApiStore.Postgres());

public sealed class InMemoryRepeatedRouteTests() : RepeatedRouteTests(ApiStore.InMemory());

public sealed class SqliteRepeatedRouteTests() : RepeatedRouteTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresRepeatedRouteTests() : RepeatedRouteTests(ApiStore.Postgres());

public sealed class InMemoryBatchRefusalTests() : BatchRefusalTests(ApiStore.InMemory());

public sealed class SqliteBatchRefusalTests() : BatchRefusalTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresBatchRefusalTests() : BatchRefusalTests(ApiStore.Postgres());

public sealed class InMemoryUnchangedTests() : UnchangedTests(ApiStore.InMemory());

public sealed class SqliteUnchangedTests() : UnchangedTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresUnchangedTests() : UnchangedTests(ApiStore.Postgres());

public sealed class InMemoryLimitMatrixTests() : LimitMatrixTests(ApiStore.InMemory());

public sealed class SqliteKestrelLimitMatrixTests() : LimitMatrixTests(ApiStore.Sqlite(), overKestrel: true);

[NeedsServer("postgres")]
public sealed class PostgresLimitMatrixTests() : LimitMatrixTests(ApiStore.Postgres());

public sealed class InMemoryAgainTests() : AgainTests(ApiStore.InMemory());

public sealed class SqliteAgainTests() : AgainTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresAgainTests() : AgainTests(ApiStore.Postgres());

public sealed class InMemoryKeyBindingTests() : KeyBindingTests(ApiStore.InMemory());

public sealed class SqliteKeyBindingTests() : KeyBindingTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresKeyBindingTests() : KeyBindingTests(ApiStore.Postgres());

public sealed class InMemoryNewerPayloadTests() : NewerPayloadTests(ApiStore.InMemory());

public sealed class SqliteNewerPayloadTests() : NewerPayloadTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresNewerPayloadTests() : NewerPayloadTests(ApiStore.Postgres());

public sealed class InMemoryScheduleKeepTests() : ScheduleKeepTests(ApiStore.InMemory());

public sealed class SqliteScheduleKeepTests() : ScheduleKeepTests(ApiStore.Sqlite());

[NeedsServer("postgres")]
public sealed class PostgresScheduleKeepTests() : ScheduleKeepTests(ApiStore.Postgres());
