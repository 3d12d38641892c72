using JobMaster.TestServers;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

// In the collections of their SQLite twins: both at once would be more processes than a small machine runs in time.
[NeedsServer("postgres")]
[Collection("crash")]
public sealed class PostgresCrashTests(ITestOutputHelper output) : CrashTests<PostgresPlace>(output);

[NeedsServer("postgres")]
[Collection("recurring")]
public sealed class PostgresRecurringCrashTests(ITestOutputHelper output) : RecurringCrashTests<PostgresPlace>(output);

[NeedsServer("postgres")]
[Collection("poison")]
public sealed class PostgresPoisonTests(ITestOutputHelper output) : PoisonTests<PostgresPlace>(output);

[NeedsServer("postgres")]
[Collection("stall")]
public sealed class PostgresStallTests : StallTests<PostgresPlace>;

[NeedsServer("postgres")]
[Collection("start")]
public sealed class PostgresStartTests : StartTests<PostgresPlace>;

[NeedsServer("postgres")]
[Collection("start")]
public sealed class PostgresOwnTransactionTests : OwnTransactionTests<PostgresPlace>;

[NeedsServer("postgres")]
[Collection("keys")]
public sealed class PostgresKeyCrashTests(ITestOutputHelper output) : KeyCrashTests<PostgresPlace>(output);

[NeedsServer("postgres")]
[Collection("keys")]
public sealed class PostgresLimitCrashTests(ITestOutputHelper output) : LimitCrashTests<PostgresPlace>(output);

[NeedsServer("postgres")]
[Collection("operation")]
public sealed class PostgresOperationCrashTests(ITestOutputHelper output) : OperationCrashTests<PostgresPlace>(output);

[NeedsServer("postgres")]
[Collection("operation")]
public sealed class PostgresCanaryCrashTests(ITestOutputHelper output) : CanaryCrashTests<PostgresPlace>(output);
