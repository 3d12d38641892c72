using JobMaster.Sql;
using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite;

/// <summary>The schema in the SQLite file. Reading its version first ensures that the file can be used.</summary>
internal sealed class SqliteSchemaStore(
    SqlStoreParts parts, SqliteFile file, SqliteFailures failures, Func<string, string?>? networkFileSystemOf) : SqlSchemaStore(parts)
{
    private readonly SqlStoreParts parts = parts;

    public override async Task<int> ReadVersionAsync(CancellationToken cancellationToken)
    {
        CheckPlace();
        try
        {
            // An empty transaction needs the same access as a write.
            await parts.Runner.WriteAsync(static (_, _) => new ValueTask<bool>(true), cancellationToken).ConfigureAwait(false);
            return await base.ReadVersionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException exception)
        {
            if (failures.ExplainUnusable(exception) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    private void CheckPlace()
    {
        string? directory = Path.GetDirectoryName(file.Path);
        if (directory is not null && !Directory.Exists(directory))
        {
            throw new JobMasterStoreException(
                $"The directory {directory} of the SQLite file {file.Path} does not exist. Create it, or give another path.");
        }

        if (Directory.Exists(file.Path))
        {
            throw new JobMasterStoreException(
                $"The SQLite file {file.Path} is a directory. Give the path of a file in it, such as " +
                $"{Path.Combine(file.Path, "jobmaster.db")}.");
        }

        if (file.IsReadOnly)
        {
            throw new JobMasterStoreException(
                $"The connection string opens the SQLite file {file.Path} read-only. Remove 'Mode=ReadOnly' from it.");
        }

        if (!file.MayBeCreated && !File.Exists(file.Path))
        {
            throw new JobMasterStoreException(
                $"The SQLite file {file.Path} does not exist, and 'Mode=ReadWrite' of the connection string does not create it. " +
                "Correct the path, or remove the mode.");
        }

        if (networkFileSystemOf?.Invoke(file.Path) is { } network)
        {
            throw new JobMasterStoreException(
                $"The SQLite file {file.Path} is on a network file system ({network}), where SQLite's locks are often broken and the " +
                "file can be damaged. "
                + "Put it on a local disk, use a database server as master, or set SqliteStoreOptions.AllowNetworkFileSystem if you know " +
                    "its locks work.");
        }
    }
}
