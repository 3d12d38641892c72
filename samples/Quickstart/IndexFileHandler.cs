using System.Text.RegularExpressions;
using JobMaster;

namespace Quickstart;

/// <summary>The message: which file to index, relative to the repository.</summary>
internal sealed record IndexFile(string Path);

/// <summary>
/// Indexes one file. A job can run more than once, so it replaces what the index says about the file rather than adding to it.
/// </summary>
[JobMasterDefinitionId("index-file")]
[JobMasterMaxNumberOfRetries(5)]
[JobMasterRetry(RetryBackoff.Fixed, seconds: 1)]
internal sealed partial class IndexFileHandler(Repository repository, SearchIndex index) : IJobHandler<IndexFile>
{
    public async Task HandleAsync(IndexFile payload, JobContext job, CancellationToken cancellationToken)
    {
        job.Attempt.ReportProgress(0.1, "reading");
        var text = await FlakyDisk.ReadAsync(repository.FullPath(payload.Path), payload.Path, job.NumberOfFailures, cancellationToken);

        job.Attempt.ReportProgress(0.5, "indexing");
        var uses = Word().Matches(text).CountBy(match => match.Value.ToLowerInvariant()).ToList();
        index.Replace(payload.Path, uses);

        job.Attempt.ReportProgress(1, "indexed");
        job.Attempt.SetResult(new { Words = uses.Sum(word => word.Value), DifferentWords = uses.Count });
    }

    [GeneratedRegex(@"\p{L}[\p{L}\p{Nd}_]*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
