using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Saves the reports of running attempts: first progress, then log lines.</summary>
internal sealed class SqlJobReport(SqlStoreParts parts)
{
    private readonly SqlStatement reportProgress = parts.Statements["report_progress"];
    private readonly SqlStatement insertLog = parts.Statements["insert_log"];

    public async ValueTask<bool> RunAsync(SqlCommands commands, IReadOnlyList<AttemptReport> reports, CancellationToken cancellationToken)
    {
        var progress = reports.Where(report => report.Progress is not null || report.ProgressText is not null).ToList();
        if (progress.Count > 0)
        {
            await commands.ExecuteAsync(
                reportProgress, cancellationToken,
                SqlArgument.Json("reports", JsonRows.Write(progress, WriteProgress))).ConfigureAwait(false);
        }

        var lines = reports.SelectMany(report => report.Lines, (report, line) => (report.JobId, report.ClaimNo, Line: line)).ToList();
        if (lines.Count > 0)
        {
            await commands.ExecuteAsync(
                insertLog, cancellationToken, SqlArgument.Json("lines", JsonRows.Write(lines, WriteLine))).ConfigureAwait(false);
        }

        return true;
    }

    private static void WriteProgress(Utf8JsonWriter writer, AttemptReport report)
    {
        writer.WriteStartObject();
        writer.Id("id", report.JobId);
        writer.Number("claim_no", report.ClaimNo);
        writer.Fraction("progress", report.Progress);
        writer.Text("progress_text", report.ProgressText);
        writer.WriteEndObject();
    }

    private static void WriteLine(Utf8JsonWriter writer, (Guid JobId, int ClaimNo, JobLogLine Line) row)
    {
        writer.WriteStartObject();
        writer.Id("id", row.JobId);
        writer.Number("claim_no", row.ClaimNo);
        writer.Time("at", row.Line.At);
        writer.Number("level", (int)row.Line.Level);
        writer.Text("text", row.Line.Text);
        writer.WriteEndObject();
    }
}
