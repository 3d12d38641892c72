using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;

namespace JobMaster.Tests.Docs.Given;

/// <summary>What the documents' code takes as given. It is only ever compiled against.</summary>
public static class Things
{
    public static WebApplicationBuilder builder => null!;

    public static JobMasterClusterConfig config => null!;

    public static IJobMasterScheduler jobs => null!;

    public static IJobMasterScheduler scheduler => null!;

    public static IJobMasterMonitor monitor => null!;

    public static IJobMasterCluster cluster => null!;

    public static SqliteTransaction transaction => null!;

    public static MessageData data => null!;

    public static MessageData message => null!;

    public static Guid id => default;

    public static Guid failedId => default;

    public static Guid jobId => default;

    public static string fingerprint => null!;

    public static MessageData correctedData => null!;

    public static byte[] newKey => null!;

    public static byte[] oldKey => null!;

    public static DateTimeOffset from => default;

    public static DateTimeOffset opening => default;

    public static DateTimeOffset closing => default;
}

public sealed record Welcome(string To);

public sealed record ChargeCard(string Number);

public sealed class HelloHandler : GivenHandler;

public sealed class CleanupHandler : GivenHandler;

public sealed class ReportHandler : GivenHandler;

public sealed class PollHandler : GivenHandler;

public sealed class SyncHandler : GivenHandler;

public abstract class GivenHandler : IJobHandler
{
    public Task HandleAsync(JobContext job) => Task.CompletedTask;
}
