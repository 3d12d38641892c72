using System.Text.Json;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Benchmarks.Providers;

/// <summary>The values of a raw job: those the library stores for the same job.</summary>
internal static class RawJob
{
    public const string Lane = JobMasterWorkerOptions.DefaultLane;

    public const string Payload = "{\"Number\":0}";

    public const string TablePrefix = "jm_";

    public const int MaxRetries = 10;

    public static readonly long Timeout = SqlTime.ToMicroseconds(TimeSpan.FromMinutes(5));

    /// <summary>How old a message may be to be admitted.</summary>
    public static readonly long DedupeWindow = SqlTime.ToMicroseconds(TimeSpan.FromDays(27));

    /// <summary>The job as the library makes it for an agent.</summary>
    public static NewJob New() => new()
    {
        Id = AgentJobId.Create(TimeProvider.System.GetUtcNow()),
        DefinitionId = WorkHandler.DefinitionId,
        Lane = Lane,
        Priority = JobMasterPriority.Medium,
        Timeout = SqlTime.ToInterval(Timeout),
        MaxRetries = MaxRetries,
        Payload = Payload,
    };

    /// <summary>Succeeded jobs as the statements take them.</summary>
    public static string Succeeded(IReadOnlyList<JobClaim> claims) => JsonRows.Write(claims, WriteSucceeded);

    private static void WriteSucceeded(Utf8JsonWriter writer, JobClaim claim)
    {
        writer.WriteStartObject();
        writer.Id("id", claim.JobId);
        writer.Number("claim_no", claim.ClaimNo);
        writer.Number("state", 4);
        writer.Number("duration", 1);
        writer.WriteEndObject();
    }
}
