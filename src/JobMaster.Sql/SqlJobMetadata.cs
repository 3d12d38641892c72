using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Stores indexed metadata values of jobs, in the transaction that stores the jobs. The rows belong to the jobs and stay until the jobs are
/// pruned.
/// </summary>
internal sealed class SqlJobMetadata
{
    private readonly IReadOnlyList<string> names;
    private readonly SqlStatement insertMetadata;

    public SqlJobMetadata(SqlStoreParts parts) => (names, insertMetadata) = (parts.IndexedMetadata, parts.Statements["insert_metadata"]);

    /// <summary>Whether some of the jobs may have an indexed value.</summary>
    public bool Concerns(IReadOnlyList<NewJob> jobs)
    {
        for (int i = 0; i < jobs.Count && names.Count > 0; i++)
        {
            if (jobs[i].Metadata is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Stores the values of the stored jobs.</summary>
    /// <param name="commands">The connection's commands, within the transaction.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="stored">The ids of the stored jobs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask FileAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, IEnumerable<Guid> stored, CancellationToken cancellationToken)
    {
        var ids = stored.ToHashSet();
        var rows = jobs.Where(job => ids.Contains(job.Id))
            .SelectMany(job => MetadataMatch.Indexed(StoredText.Clean(job.Metadata), names).Select(value => (job.Id, Value: value)))
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
