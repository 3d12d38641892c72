using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite;

/// <summary>The database file as the options name it.</summary>
internal sealed class SqliteFile
{
    public SqliteFile(SqliteStoreOptions options)
    {
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
                $"The SQLite connection string cannot be read: {exception.Message} Give a path, or for example 'Data Source=jobs.db'.", exception);
        }

        if (given.Mode == SqliteOpenMode.Memory || given.DataSource.Length == 0 || given.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase))
        {
            throw new JobMasterConfigurationException(
                "An SQLite database in memory cannot be a master store, because it ends with its connection. Give the path of a file; for tests there is the in-memory store of JobMaster.Testing.");
        }

        if (options.LockWait <= TimeSpan.Zero)
        {
            throw new JobMasterConfigurationException($"LockWait is {options.LockWait}: give a time above zero.");
        }

        if (given.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new JobMasterConfigurationException($"The SQLite data source '{given.DataSource}' is a URI. Give the plain path of the file.");
        }

        Path = System.IO.Path.GetFullPath(given.DataSource, System.IO.Path.GetFullPath(options.BaseDirectory ?? "."));
        IsReadOnly = given.Mode == SqliteOpenMode.ReadOnly;
        given.DataSource = Path;
        given.Pooling = false;
        given.Cache = SqliteCacheMode.Default;
        given.DefaultTimeout = 1;
        ConnectionString = given.ConnectionString;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Whether the connection string asks for reading only.</summary>
    public bool IsReadOnly { get; }

    /// <summary>What every connection is opened with: unpooled, because the store keeps its own.</summary>
    public string ConnectionString { get; }
}
