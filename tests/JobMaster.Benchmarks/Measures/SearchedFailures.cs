using System.Globalization;
using JobMaster.Storage;

namespace JobMaster.Benchmarks.Measures;

/// <summary>Failed jobs to search: of the definitions, lanes and tenants of the finished ones, in a few groups and a rare one.</summary>
internal static class SearchedFailures
{
    private const int Batch = 1000;
    private const int Groups = 20;
    private const int Lanes = 8;

    /// <summary>The fingerprint of a twentieth of them.</summary>
    public static string Fingerprint { get; } = Of(7);

    /// <summary>The fingerprint of one in ten thousand.</summary>
    public static string RareFingerprint { get; } = Of(Groups);

    /// <summary>Lets so many jobs fail, now.</summary>
    public static async Task LoadAsync(IMasterStore store, long jobs)
    {
        var session = Guid.CreateVersion7();
        string[] lanes = [.. Enumerable.Range(0, Lanes).Select(lane => $"l{lane}")];
        await store.Sessions.StartAsync(
            new NewSession { Id = session, WorkerName = "load", NodeName = "load", Lanes = lanes, Concurrency = Batch, Version = "1" },
            CancellationToken.None);
        var request = new ClaimRequest
        {
            SessionId = session, FreeSlots = Batch,
            Queues = [.. lanes.Select(lane => new QueueShare(new JobQueue(lane, JobMasterPriority.Medium), Batch))],
        };
        for (long from = 0; from < jobs; from += Batch)
        {
            await store.Jobs.InsertAsync(
                [.. Enumerable.Range(0, (int)Math.Min(Batch, jobs - from)).Select(at => New(from + at))], mayBeStored: false,
                CancellationToken.None);
            var claimed = await store.Jobs.ClaimAsync(request, CancellationToken.None);
            await store.Jobs.RecordAsync([.. claimed.Select((job, at) => Failed(job, from + at))], CancellationToken.None);
        }

        while (await store.Failures.FoldAsync(Batch, CancellationToken.None) > 0)
        {
        }
    }

    private static NewJob New(long number) => new()
    {
        Id = Guid.CreateVersion7(),
        DefinitionId = $"d{number % 30}",
        Lane = $"l{number % Lanes}",
        Tenant = number % 2 == 0 ? $"t{number % 1000}" : null,
        Priority = JobMasterPriority.Medium,
        Timeout = TimeSpan.FromMinutes(5),
        MaxRetries = 0,
        Payload = $$"""{"Number":{{number}}}""",
    };

    private static AttemptOutcome Failed(StoredJob job, long number) => new()
    {
        JobId = job.Id,
        ClaimNo = job.ClaimNo,
        Kind = OutcomeKind.Failed,
        Error = "System.TimeoutException: The address service is down.",
        Fingerprint = number % 10_000 == 1 ? RareFingerprint : Of(number % Groups),
        Duration = TimeSpan.FromMilliseconds(5),
    };

    private static string Of(long group) => group.ToString("x16", CultureInfo.InvariantCulture);
}
