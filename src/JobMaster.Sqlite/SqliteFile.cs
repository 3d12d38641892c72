using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite;

/// <summary>The database file of the options.</summary>
internal sealed class SqliteFile
{
    public SqliteFile(SqliteStoreOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            throw new JobMasterConfigurationException("The SQLite connection string is empty. Give the path of a file, such as 'jobs.db'.");
        }

        SqliteConnectionStringBuilder given;
        try
        {
            given = options.ConnectionString.Contains('=', StringComparison.Ordinal)
                ? new SqliteConnectionStringBuilder(options.ConnectionString)
                : new SqliteConnectionStringBuilder { DataSource = options.ConnectionString };
        }
        catch (ArgumentException exception)
        {
            throw new JobMasterConfigurationException(
                $"The SQLite connection string cannot be read: {exception.Message} Give a path, or for example 'Data Source=jobs.db'.",
                exception);
        }

        if (given.DataSource.Length == 0)
        {
            throw new JobMasterConfigurationException(
                "The SQLite connection string names no file. Give a path, or for example 'Data Source=jobs.db'.");
        }

        if (given.Mode == SqliteOpenMode.Memory || given.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase))
        {
            throw new JobMasterConfigurationException(
                "An SQLite database in memory cannot keep jobs, because it ends with its connection. Give the path of a file; for tests " +
                "there is the in-memory store of JobMaster.Testing.");
        }

        if (!Enum.IsDefined(options.Synchronous))
        {
            throw new JobMasterConfigurationException(
                $"Synchronous {options.Synchronous} is not one of {string.Join(", ", Enum.GetNames<SqliteSynchronous>())}.");
        }

        if (options.LockWait <= TimeSpan.Zero)
        {
            throw new JobMasterConfigurationException($"LockWait {options.LockWait} must be more than zero.");
        }

        if (given.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new JobMasterConfigurationException(
                $"The SQLite data source '{given.DataSource}' is a URI. Give the plain path of the file.");
        }

        Path = System.IO.Path.GetFullPath(given.DataSource, System.IO.Path.GetFullPath(options.BaseDirectory ?? "."));
        IsReadOnly = given.Mode == SqliteOpenMode.ReadOnly;
        MayBeCreated = given.Mode == SqliteOpenMode.ReadWriteCreate;
        given.DataSource = Path;
        given.Pooling = false;
        given.Cache = SqliteCacheMode.Default;
        given.DefaultTimeout = 1;
        ConnectionString = given.ConnectionString;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Whether the connection string opens the file for reading only.</summary>
    public bool IsReadOnly { get; }

    /// <summary>Whether the connection string lets a missing file be created.</summary>
    public bool MayBeCreated { get; }

    /// <summary>The connection string of every connection: unpooled, because the store keeps its own.</summary>
    public string ConnectionString { get; }
}
