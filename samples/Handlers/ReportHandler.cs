using JobMaster;
using Microsoft.Extensions.Options;

namespace Handlers;

/// <summary>Writes a file.</summary>
internal sealed record Report(string Name, IReadOnlyList<string> Lines);

internal sealed class ReportSettings
{
    public string Folder { get; set; } = "reports";
}

/// <summary>
/// Retry: a few times at short intervals, for a share that is away or a file that someone has open. Idempotency: the file is written beside
/// its place and moved into it. A reader sees the old one or the new one, never half of one, and a second run leaves the same file.
/// </summary>
[JobMasterDefinitionId("report")]
[JobMasterMaxNumberOfRetries(5)]
[JobMasterRetry(RetryBackoff.Fixed, seconds: 5, Jitter = 0.5)]
internal sealed class ReportHandler(IOptions<ReportSettings> settings) : IJobHandler<Report>
{
    public async Task HandleAsync(Report payload, JobContext job, CancellationToken cancellationToken)
    {
        if (payload.Name != Path.GetFileName(payload.Name) || payload.Name.AsSpan().Trim(' ').Trim('.').IsEmpty)
        {
            job.Attempt.Fail($"'{payload.Name}' is no name of a file.");
            return;
        }

        var folder = Directory.CreateDirectory(settings.Value.Folder).FullName;
        var draft = Path.Combine(folder, $".{job.Id}.{job.Attempt.Number}");
        try
        {
            await File.WriteAllLinesAsync(draft, payload.Lines, cancellationToken);
            File.Move(draft, Path.Combine(folder, payload.Name), overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }

        job.Attempt.SetResult(new { Path = Path.Combine(folder, payload.Name), payload.Lines.Count });
    }
}
