using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Saves the reports of running attempts.</summary>
internal static class SaveReports
{
    public static int Run(InMemoryState state, IReadOnlyList<AttemptReport> reports)
    {
        var saved = 0;
        foreach (var report in reports)
        {
            if (state.Live.Find(report.JobId) is { } job && job.RunsUnder(report.ClaimNo))
            {
                Save(state, job, report);
                saved++;
            }
        }

        return saved;
    }

    private static void Save(InMemoryState state, LiveJob job, AttemptReport report)
    {
        state.Live.Update(job, job.Row with
        {
            Progress = report.Progress ?? job.Row.Progress,
            ProgressText = StoredText.Clean(report.ProgressText) ?? job.Row.ProgressText,
        });

        if (report.Lines.Count == 0)
        {
            return;
        }

        if (!state.Logs.TryGetValue(report.JobId, out var lines))
        {
            state.Logs[report.JobId] = lines = [];
        }

        lines.AddRange(report.Lines.Select(line => line with { At = StoreTime.Cut(line.At), Text = StoredText.Clean(line.Text) }));
    }
}
