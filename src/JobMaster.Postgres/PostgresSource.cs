using System.Transactions;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>The source of connections. None ever enlists in an ambient transaction or keeps state of a session.</summary>
internal sealed class PostgresSource : IAsyncDisposable
{
    private const int PreparedStatements = 100;

    /// <summary>
    /// Plans are made for each call, and each call is short, so compiling a plan takes longer than running it. A server compiles plans that
    /// it estimates as expensive, for example after wrong statistics. Not set behind a pooler, which would refuse it.
    /// </summary>
    private const string NoCompiledPlans = "-c jit=off";

    private readonly NpgsqlConnectionStringBuilder? _given;
    private readonly bool _mayPrepare;
    private readonly SemaphoreSlim _creating = new(1, 1);
    private readonly NpgsqlDataSource? _ofTheApp;
    private readonly PostgresPools? _shared;
    private volatile NpgsqlDataSource? _source;
    private volatile bool _prepares;

    public PostgresSource(PostgresStoreOptions options)
    {
        if (options.ConnectionString is null == options.DataSource is null)
        {
            throw new JobMasterConfigurationException(options.DataSource is null
                ? "Postgres has neither a connection string nor a data source. Set ConnectionString, or give the Use… call a data " +
                    "source; in configuration, set ConnectionString or ConnectionStringName."
                : "Postgres has both a connection string and a data source. Keep one of them.");
        }

        _ofTheApp = _source = options.DataSource;
        _shared = options.Pools;
        CommandTimeout = options.CommandTimeout;
        NpgsqlConnectionStringBuilder named;
        try
        {
            named = new NpgsqlConnectionStringBuilder(options.ConnectionString ?? options.DataSource!.ConnectionString);
        }
        catch (ArgumentException exception)
        {
            throw new JobMasterConfigurationException(
                $"The Postgres connection string cannot be read: {exception.Message} Give for example " +
                "'Host=localhost;Database=app;Username=app;Password=…'.",
                exception);
        }

        if (options.ConnectionString is not null && string.IsNullOrWhiteSpace(named.Host))
        {
            throw new JobMasterConfigurationException(
                "The Postgres connection string names no host. Give for example 'Host=localhost;Database=app;Username=app;Password=…'.");
        }

        if (options.DataSource is not null && named.Multiplexing)
        {
            throw new JobMasterConfigurationException(
                "The data source has Multiplexing=true, with which the heartbeat and the listener have no connection to themselves. Give " +
                "UsePostgres a data source without it, or a connection string.");
        }

        Description = "Postgres " +
            $"{named.Host}{(named.Port == NpgsqlConnection.DefaultPort ? "" : ":" + named.Port)}/{named.Database ?? named.Username}";
        if (options.ConnectionString is null)
        {
            return;
        }

        named.Enlist = false;
        named.Multiplexing = false;
        named.NoResetOnClose = true;
        named.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
        named.ApplicationName ??= "JobMaster";
        _mayPrepare = options.PrepareStatements && !named.ShouldSerialize("Max Auto Prepare");
        _given = named;
    }

    public string Description { get; }

    public TimeSpan CommandTimeout { get; }

    /// <summary>Opens a connection of the pool.</summary>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        using var apart = Apart();
        var source = _source ?? await CreateAsync(cancellationToken).ConfigureAwait(false);
        return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether statements are prepared: on the store's own connections without a pooler.</summary>
    public async ValueTask<bool> PreparesAsync(CancellationToken cancellationToken)
    {
        _ = _source ?? await CreateAsync(cancellationToken).ConfigureAwait(false);
        return _prepares;
    }

    /// <summary>
    /// Opens a connection to keep for one purpose, blocking the calling thread. It is outside the pool, unless the pool is the app's.
    /// </summary>
    public NpgsqlConnection OpenOwn(TimeSpan patience)
    {
        using var apart = Apart();
        if (_given is null)
        {
            return _ofTheApp!.OpenConnection();
        }

        var opened = new NpgsqlConnection(OwnConnectionString(patience));
        try
        {
            opened.Open();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Like <see cref="OpenOwn"/>, without blocking.</summary>
    public async ValueTask<NpgsqlConnection> OpenOwnAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var apart = Apart();
        if (_given is null)
        {
            return await _ofTheApp!.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }

        var opened = new NpgsqlConnection(OwnConnectionString(patience));
        try
        {
            await opened.OpenAsync(cancellationToken).ConfigureAwait(false);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_ofTheApp is null && _shared is null && _source is { } created)
        {
            await created.DisposeAsync().ConfigureAwait(false);
        }

        _creating.Dispose();
    }

    /// <summary>Hides the caller's ambient transaction while a connection opens.</summary>
    private static TransactionScope? Apart() =>
        Transaction.Current is null ? null : new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);

    private string OwnConnectionString(TimeSpan patience)
    {
        int seconds = (int)Math.Ceiling(patience.TotalSeconds);
        var own = new NpgsqlConnectionStringBuilder(_given!.ConnectionString)
        {
            Pooling = false,
            CommandTimeout = seconds,
            Timeout = Math.Min(_given.Timeout, seconds),
        };
        if (_prepares)
        {
            own.Options = $"{own.Options} {NoCompiledPlans}".TrimStart();
        }

        return own.ConnectionString;
    }

    private async ValueTask<NpgsqlDataSource> CreateAsync(CancellationToken cancellationToken)
    {
        await _creating.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_source is { } created)
            {
                return created;
            }

            var pool = _shared is null
                ? await MakeAsync(cancellationToken).ConfigureAwait(false)
                : await _shared.GetAsync(_given!.ConnectionString, () => MakeAsync(CancellationToken.None)).ConfigureAwait(false);
            _prepares = pool.Prepares;
            return _source = pool.Source;
        }
        finally
        {
            _creating.Release();
        }
    }

    private async Task<PostgresPools.Pool> MakeAsync(CancellationToken cancellationToken)
    {
        var pooled = new NpgsqlConnectionStringBuilder(_given!.ConnectionString);
        bool prepares = _mayPrepare && await IsDirectAsync(cancellationToken).ConfigureAwait(false);
        if (prepares)
        {
            pooled.MaxAutoPrepare = PreparedStatements;
            pooled.AutoPrepareMinUsages = 2;

            // These tables fill and empty all day: a plan cached while they were empty would be used when they are full.
            pooled.Options = $"{pooled.Options} {NoCompiledPlans} -c plan_cache_mode=force_custom_plan".TrimStart();
        }

        return new PostgresPools.Pool(NpgsqlDataSource.Create(pooled.ConnectionString), prepares);
    }

    private async ValueTask<bool> IsDirectAsync(CancellationToken cancellationToken)
    {
        var probe = await OpenOwnAsync(CommandTimeout, cancellationToken).ConfigureAwait(false);
        await using (probe.ConfigureAwait(false))
        {
            return await IsDirectAsync(probe, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether the driver talks to the server itself. A pooler reports its own process numbers, and may give each statement to
    /// another server process.
    /// </summary>
    public async ValueTask<bool> IsDirectAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(ReadProcess, connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is int process
                && process == connection.ProcessID;
        }
    }

    /// <summary>The statement that reads the number of the server process.</summary>
    public required string ReadProcess { get; init; }
}
