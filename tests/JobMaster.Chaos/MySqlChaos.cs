using JobMaster.TestServers;
using Xunit.Abstractions;

namespace JobMaster.Chaos;

// In the collections of their SQLite twins: both at once would be more processes than a small machine runs in time.
[NeedsServer("mysql")]
[Collection("crash")]
public sealed class MySqlCrashTests(ITestOutputHelper output) : CrashTests<MySqlPlace>(output);

[NeedsServer("mysql")]
[OnlyLong]
[Collection("recurring")]
public sealed class MySqlRecurringCrashTests(ITestOutputHelper output) : RecurringCrashTests<MySqlPlace>(output);

[NeedsServer("mysql")]
[OnlyLong]
[Collection("poison")]
public sealed class MySqlPoisonTests(ITestOutputHelper output) : PoisonTests<MySqlPlace>(output);

[NeedsServer("mysql")]
[OnlyLong]
[Collection("stall")]
public sealed class MySqlStallTests : StallTests<MySqlPlace>;

[NeedsServer("mysql")]
[Collection("start")]
public sealed class MySqlStartTests : StartTests<MySqlPlace>;

[NeedsServer("mysql")]
[Collection("start")]
public sealed class MySqlOwnTransactionTests : OwnTransactionTests<MySqlPlace>;

[NeedsServer("mysql")]
[OnlyLong]
[Collection("keys")]
public sealed class MySqlKeyCrashTests(ITestOutputHelper output) : KeyCrashTests<MySqlPlace>(output);

[NeedsServer("mysql")]
[OnlyLong]
[Collection("keys")]
public sealed class MySqlLimitCrashTests(ITestOutputHelper output) : LimitCrashTests<MySqlPlace>(output);

[NeedsServer("mysql")]
[OnlyLong]
[Collection("operation")]
public sealed class MySqlOperationCrashTests(ITestOutputHelper output) : OperationCrashTests<MySqlPlace>(output);

[NeedsServer("mysql")]
[OnlyLong]
[Collection("operation")]
public sealed class MySqlCanaryCrashTests(ITestOutputHelper output) : CanaryCrashTests<MySqlPlace>(output);
