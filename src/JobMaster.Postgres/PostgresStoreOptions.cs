using Npgsql;

namespace JobMaster.Postgres;

/// <summary>The options of the Postgres store.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>An Npgsql connection string.</summary>
    /// <value>The default is null: give this, or <see cref="DataSource"/>.</value>
    public string? ConnectionString { get; set; }

    /// <summary>The app's own data source. The store uses it as it is and never disposes it.</summary>
    /// <value>The default is null: give this, or <see cref="ConnectionString"/>.</value>
    public NpgsqlDataSource? DataSource { get; set; }

    /// <summary>
    /// Whether one connection of this process listens, so that jobs of other processes start immediately instead of at the next poll.
    /// </summary>
    /// <value>
    /// The default is true. The store never listens behind a pooler. If notifications do not arrive, it detects this and polls.
    /// </value>
    public bool UseNotifications { get; set; } = true;

    /// <summary>
    /// Whether statements are prepared on the server. They are never prepared behind a pooler; a data source of the app decides itself.
    /// </summary>
    /// <value>The default is true.</value>
    public bool PrepareStatements { get; set; } = true;

    /// <summary>How many batches of one kind, inserts or outcomes, may be sent at the same time.</summary>
    /// <value>The default is 3.</value>
    public int WriteConcurrency { get; set; } = 3;

    /// <summary>
    /// How often a claim starts at the front of a queue instead of where the last claim ended. A transaction that commits late can put a
    /// job before that position. Such a job is found within this time, or within ten times the duration of a scan from the front. Zero
    /// starts each claim at the front.
    /// </summary>
    /// <value>The default is 2 seconds.</value>
    public TimeSpan ClaimFullScanInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a statement may take.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pools that outlive their stores; null if each store has its own.</summary>
    internal PostgresPools? Pools { get; set; }

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
