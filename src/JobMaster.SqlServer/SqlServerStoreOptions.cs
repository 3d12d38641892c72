using Microsoft.Data.SqlClient;

namespace JobMaster;

/// <summary>The options of the SQL Server and Azure SQL store.</summary>
public sealed class SqlServerStoreOptions
{
    /// <summary>
    /// A Microsoft.Data.SqlClient connection string, which may name a managed identity. It names the database that holds the tables.
    /// </summary>
    /// <value>The default is null: give this, or <see cref="CreateConnection"/>.</value>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Makes connections in the app's own way, for example with an access token. Each is new and closed; the store opens and disposes it.
    /// </summary>
    /// <value>The default is null: give this, or <see cref="ConnectionString"/>.</value>
    public Func<SqlConnection>? CreateConnection { get; set; }

    /// <summary>How many batches of one kind, inserts or outcomes, may be sent at the same time.</summary>
    /// <value>The default is 3.</value>
    public int WriteConcurrency { get; set; } = 3;

    /// <summary>How long a statement may take.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <exception cref="JobMasterConfigurationException">A value cannot be used.</exception>
    internal void Check()
    {
        string?[] problems =
        [
            WriteConcurrency < 1 ? $"WriteConcurrency {WriteConcurrency} must be at least 1." : null,
            CommandTimeout <= TimeSpan.Zero ? $"CommandTimeout {CommandTimeout} must be more than zero." : null,
        ];
        string found = string.Join(' ', problems.Where(problem => problem is not null));
        if (found.Length > 0)
        {
            throw new JobMasterConfigurationException($"The SQL Server options cannot work: {found}");
        }
    }
}
