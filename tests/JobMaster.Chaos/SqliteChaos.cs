using Xunit.Abstractions;

namespace JobMaster.Chaos;

[Collection("crash")]
public sealed class SqliteCrashTests(ITestOutputHelper output) : CrashTests<SqlitePlace>(output);

[Collection("recurring")]
public sealed class SqliteRecurringCrashTests(ITestOutputHelper output) : RecurringCrashTests<SqlitePlace>(output);

[Collection("poison")]
public sealed class SqlitePoisonTests(ITestOutputHelper output) : PoisonTests<SqlitePlace>(output);

[Collection("stall")]
public sealed class SqliteStallTests : StallTests<SqlitePlace>;

[Collection("start")]
public sealed class SqliteStartTests : StartTests<SqlitePlace>;

[Collection("start")]
public sealed class SqliteOwnTransactionTests : OwnTransactionTests<SqlitePlace>;

[Collection("keys")]
public sealed class SqliteKeyCrashTests(ITestOutputHelper output) : KeyCrashTests<SqlitePlace>(output);

[Collection("keys")]
public sealed class SqliteLimitCrashTests(ITestOutputHelper output) : LimitCrashTests<SqlitePlace>(output);

[Collection("operation")]
public sealed class SqliteOperationCrashTests(ITestOutputHelper output) : OperationCrashTests<SqlitePlace>(output);

[Collection("operation")]
public sealed class SqliteCanaryCrashTests(ITestOutputHelper output) : CanaryCrashTests<SqlitePlace>(output);
