namespace JobMaster;

/// <summary>The options of the embedded SQLite store.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>
    /// The database file: a path, or an SQLite connection string such as <c>Data Source=jobs.db</c>. A relative path starts at
    /// <see cref="BaseDirectory"/>.
    /// </summary>
    /// <value>The default is <c>jobmaster.db</c>.</value>
    public string ConnectionString { get; set; } = "jobmaster.db";

    /// <summary>Where a relative path starts.</summary>
    /// <value>The default is the app's content root; without a host, the current directory.</value>
    public string? BaseDirectory { get; set; }

    /// <summary>The failures that a commit survives.</summary>
    /// <value>The default is <see cref="SqliteSynchronous.Full"/>.</value>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>
    /// How long a write waits for the file's write lock while another connection, of this process or another, holds it. After that, the
    /// write fails.
    /// </summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan LockWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether to use a file on a network file system, where SQLite's locks are often broken and the file can be damaged.
    /// </summary>
    /// <value>The default is false: such a file is refused.</value>
    public bool AllowNetworkFileSystem { get; set; }
}
