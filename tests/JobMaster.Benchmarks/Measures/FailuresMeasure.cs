using System.Diagnostics;
using System.Globalization;
using JobMaster.Benchmarks.Measuring;
using JobMaster.Monitoring;
using JobMaster.Storage;

namespace JobMaster.Benchmarks.Measures;

/// <summary>How long the list of failure groups takes beside many failed jobs of a few groups, then with many small groups too.</summary>
internal sealed class FailuresMeasure : IMeasure
{
    private const int Batch = 1000;
    private const int Groups = 20;
    private const int Calls = 5;

    public string Name => "failures";

    public bool IsBig => true;

    public async Task RunAsync(MeasureContext context)
    {
        var (provider, scale, report) = context;
        await using var place = await provider.CreateAsync();
        await using var raw = await place.OpenRawAsync();
        await using var store = place.Open();
        int jobs = scale.FailedJobs;

        await FailAsync(jobs, number => number % Groups);
        await TimeAsync($"of {jobs:N0} failed jobs, {Groups} groups");
        await FailAsync(jobs / 10, number => Groups + number);
        await TimeAsync($"of {jobs / 10:N0} more, each a group of its own");

        async Task FailAsync(int count, Func<int, int> groupOf)
        {
            for (int from = 0; from < count; from += Batch)
            {
                await raw.InsertAsync(Math.Min(Batch, count - from));
                var claims = await raw.ClaimAsync(Batch);
                await store.Jobs.RecordAsync([.. claims.Select((claim, i) => Failed(claim, groupOf(from + i)))], CancellationToken.None);
            }

            while (await store.Failures.FoldAsync(Batch, CancellationToken.None) > 0)
            {
            }
        }

        async Task TimeAsync(string what)
        {
            var monitor = new FailureMonitor(store);
            List<double> lists = [], ones = [];
            for (int call = 0; call < Calls; call++)
            {
                long startedAt = Stopwatch.GetTimestamp();
                var groups = await monitor.ListGroupsAsync();
                lists.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
                startedAt = Stopwatch.GetTimestamp();
                await monitor.GetGroupAsync(groups[0].Fingerprint);
                ones.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
            }

            report.Add($"list of failure groups, {what}", Order.Median(lists), "ms");
            report.Add($"one failure group, {what}", Order.Median(ones), "ms");
        }
    }

    internal static AttemptOutcome Failed(JobClaim claim, int group) => new()
    {
        JobId = claim.JobId,
        ClaimNo = claim.ClaimNo,
        Kind = OutcomeKind.Failed,
        Error = "System.InvalidOperationException: The address service is down.",
        Fingerprint = group.ToString("x16", CultureInfo.InvariantCulture),
        Duration = TimeSpan.FromMilliseconds(5),
    };
}
