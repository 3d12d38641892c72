using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Stores indexed metadata values of jobs, in the transaction that stores the jobs. The rows belong to the jobs and stay until the jobs are
/// pruned, so a job that only moves needs none.
/// </summary>
internal sealed class FileMetadata(SqlStoreParts parts) : ISqlJobStep
{
    private readonly IReadOnlyList<string> names = parts.IndexedMetadata;
    private readonly SqlStatement insertMetadata = parts.Statements["insert_metadata"];

    public bool Concerns(in MovedJob job) => names.Count > 0 && job.New?.Metadata is not null;

    public async ValueTask RunAsync(SqlCommands commands, IReadOnlyList<MovedJob> jobs, CancellationToken cancellationToken)
    {
        var rows = jobs
            .SelectMany(job => MetadataMatch.Indexed(StoredText.Clean(job.New!.Metadata), names).Select(value => (job.Id, Value: value)))
            .OrderBy(row => row.Value.Name, StringComparer.Ordinal).ThenBy(row => row.Value.Value, StringComparer.Ordinal)
            .ToList();
        if (rows.Count > 0)
        {
            await commands.ExecuteAsync(insertMetadata, cancellationToken, SqlArgument.Json("metadata", JsonRows.Write(rows, Write)))
                .ConfigureAwait(false);
        }
    }

    private static void Write(Utf8JsonWriter writer, (Guid Id, JobMetadataValue Value) row)
    {
        writer.WriteStartObject();
        writer.Id("id", row.Id);
        writer.Text("name", row.Value.Name);
        writer.Text("value", row.Value.Value);
        writer.WriteEndObject();
    }
}
