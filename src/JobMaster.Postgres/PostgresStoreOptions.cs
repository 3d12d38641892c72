using Npgsql;

namespace JobMaster.Postgres;

/// <summary>How the Postgres store works.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>Where the database is, as an Npgsql connection string.</summary>
    /// <value>The default is null: give this, or <see cref="DataSource"/>.</value>
    public string? ConnectionString { get; set; }

    /// <summary>The app's own data source, used as it is and never disposed by the store.</summary>
    /// <value>The default is null: give this, or <see cref="ConnectionString"/>.</value>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>
    /// Whether one connection of this process listens, so that jobs scheduled by another process start at once instead of at the next poll.
    /// </summary>
    /// <value>The default is true. Never done behind a pooler, and where notifications do not arrive the store finds out and polls.</value>
    public bool UseNotifications { get; set; } = true;

    /// <summary>
    /// Whether statements are prepared on the server. Never done behind a pooler, nor on a data source of the app, which decides itself.
    /// </summary>
    /// <value>The default is true.</value>
    public bool PrepareStatements { get; set; } = true;

    /// <summary>How many batches of one kind, inserts or outcomes, may be on the wire at once.</summary>
    /// <value>The default is 3.</value>
    public int WriteConcurrency { get; set; } = 3;

    /// <summary>
    /// How often a claim looks at a queue from its start, not from where the last claim ended. A waiting job that came in behind that
    /// place, from a transaction that committed late, is found within this time, or within ten times as long as such a look takes. Zero
    /// looks from the start each time.
    /// </summary>
    /// <value>The default is 2 seconds.</value>
    public TimeSpan ClaimFullScanInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a statement may take.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <exception cref="JobMasterConfigurationException">A value cannot be used.</exception>
    internal void Check()
    {
        string?[] problems =
        [
            WriteConcurrency < 1 ? $"WriteConcurrency {WriteConcurrency} must be at least 1." : null,
            ClaimFullScanInterval < TimeSpan.Zero ? $"ClaimFullScanInterval {ClaimFullScanInterval} must not be negative." : null,
            CommandTimeout <= TimeSpan.Zero ? $"CommandTimeout {CommandTimeout} must be more than zero." : null,
        ];
        string found = string.Join(' ', problems.Where(problem => problem is not null));
        if (found.Length > 0)
        {
            throw new JobMasterConfigurationException($"The Postgres options cannot work: {found}");
        }
    }
}
