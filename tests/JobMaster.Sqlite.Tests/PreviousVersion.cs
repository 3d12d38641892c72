using System.Data.Common;
using JobMaster.Conformance;
using JobMaster.Storage;

namespace JobMaster.Sqlite.Tests;

/// <summary>
/// The statements of the version before, as pinned in <c>Pinned</c>, on the schema of this one: what nodes not yet updated do during a rolling upgrade.
/// The suites are those that ask for nothing this version added; claims and sessions are part of all of them. <c>list_sessions</c> is left out, as this version reads a column more.
/// </summary>
public sealed class PreviousVersionFixture : ITransactionalStoreFixture
{
    private readonly SqliteFixture current = new();

    public Task PrepareAsync() => current.PrepareAsync();

    public IMasterStore Open(TimeProvider? storeClock) => current.Open(storeClock, typeof(PreviousVersionFixture).Assembly);

    public Task<DbConnection> OpenConnectionAsync() => current.OpenConnectionAsync();

    public Task CleanUpAsync() => current.CleanUpAsync();
}

public sealed class PreviousVersionCancelConformance : CancelConformance<PreviousVersionFixture>;

public sealed class PreviousVersionClaimRaceConformance : ClaimRaceConformance<PreviousVersionFixture>;

public sealed class PreviousVersionFenceConformance : FenceConformance<PreviousVersionFixture>;

public sealed class PreviousVersionInsertConformance : InsertConformance<PreviousVersionFixture>;

public sealed class PreviousVersionKeyConformance : KeyConformance<PreviousVersionFixture>;

public sealed class PreviousVersionMoveConformance : MoveConformance<PreviousVersionFixture>;

public sealed class PreviousVersionReadConformance : ReadConformance<PreviousVersionFixture>;

public sealed class PreviousVersionRecordConformance : RecordConformance<PreviousVersionFixture>;

public sealed class PreviousVersionReportConformance : ReportConformance<PreviousVersionFixture>;

public sealed class PreviousVersionRescueConformance : RescueConformance<PreviousVersionFixture>;

public sealed class PreviousVersionRetentionConformance : RetentionConformance<PreviousVersionFixture>;

public sealed class PreviousVersionSettingConformance : SettingConformance<PreviousVersionFixture>;

public sealed class PreviousVersionTransactionConformance : TransactionConformance<PreviousVersionFixture>;
