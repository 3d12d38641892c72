using JobMaster.Conformance.Jobs;

namespace JobMaster.Sqlite.Tests;

public sealed class SqliteLifeTests : LifeConformance<SqliteFixture>;

public sealed class SqliteSchedulerTests : SchedulerConformance<SqliteFixture>;

public sealed class SqliteWorkerTests : WorkerConformance<SqliteFixture>;

public sealed class SqliteRecoveryTests : RecoveryConformance<SqliteFixture>;

public sealed class SqliteFaultTests : FaultConformance<SqliteFixture>;

public sealed class SqliteTransactionJobsTests : TransactionJobsConformance<SqliteFixture>;

public sealed class SqliteStarvedPoolTests : StarvedPoolConformance<SqliteFixture>;
