using JobMaster.Benchmarks.Measures;
using JobMaster.Storage;

namespace JobMaster.Benchmarks.Providers;

/// <summary>What a provider writes to join the benchmarks.</summary>
internal interface IBenchmarkProvider
{
    /// <summary>What is measured.</summary>
    IReadOnlyList<IMeasure> Measures => StoreMeasures.All;

    /// <summary>How many connections the raw loop beside many producers inserts on.</summary>
    int RawInsertConnections { get; }

    /// <summary>How many connections the raw loop beside a drain claims and finishes on.</summary>
    int RawDrainConnections { get; }

    /// <summary>Makes a place nothing else uses, its schema in it.</summary>
    Task<IBenchmarkPlace> CreateAsync();

    /// <summary>Opens the place that is kept under a name, or makes it; it stays when it is disposed.</summary>
    Task<IBenchmarkPlace> KeepAsync(string name) => throw new NotSupportedException("This provider keeps no places.");

    /// <summary>Opens a place another process made, by its name.</summary>
    IBenchmarkPlace Attach(string name);

    /// <summary>Counts what the database is asked from now on, by connections opened from now on.</summary>
    Task<IStatementCounter> CountStatementsAsync();
}

/// <summary>A place for one cluster. Disposed, it is removed by whoever made it.</summary>
internal interface IBenchmarkPlace : IAsyncDisposable
{
    /// <summary>What another process finds it by.</summary>
    string Name { get; }

    /// <summary>Puts a cluster on it.</summary>
    void Use(JobMasterClusterConfig config);

    /// <summary>Adds a worker to it that is given what the raw loop inserts.</summary>
    JobMasterWorkerConfig AddWorker(JobMasterClusterConfig config) => config.AddWorker();

    /// <summary>The store on it, without anything of the core around.</summary>
    IMasterStore Open();

    /// <summary>A connection of its own that runs the provider's statements with nothing around them.</summary>
    Task<IRawLoop> OpenRawAsync();

    /// <summary>Fills history with so many finished jobs of the last thirty days, past the library.</summary>
    Task LoadFinishedAsync(long jobs) => throw new NotSupportedException("Only stores of masters have a history.");

    /// <summary>Opens a transaction that goes on seeing the database as it is now, until it is disposed.</summary>
    Task<IAsyncDisposable> HoldSnapshotAsync();

    /// <summary>Throws unless at least so many jobs went the way that is measured, where there is more than one.</summary>
    Task CheckWayAsync(int jobs) => Task.CompletedTask;
}

/// <summary>The provider's own statements, each call one transaction, its commands prepared once. Used by one caller at a time.</summary>
internal interface IRawLoop : IAsyncDisposable
{
    /// <summary>Inserts so many jobs like those the library is given; due now unless told.</summary>
    Task InsertAsync(int jobs, DateTimeOffset? dueAt = null);

    /// <summary>Claims up to so many jobs.</summary>
    Task<IReadOnlyList<JobClaim>> ClaimAsync(int limit);

    /// <summary>Finishes claimed jobs as succeeded.</summary>
    Task FinishAsync(IReadOnlyList<JobClaim> claims);
}

/// <summary>Counts what the database is asked.</summary>
internal interface IStatementCounter : IAsyncDisposable
{
    Task<StatementCount> ReadAsync();
}

/// <summary>What the database was asked.</summary>
/// <param name="Statements">Statements run, without those that only begin or end transactions and savepoints.</param>
/// <param name="Commits">Transactions committed that wrote something.</param>
internal readonly record struct StatementCount(long Statements, long Commits)
{
    public static StatementCount operator -(StatementCount later, StatementCount earlier) =>
        new(later.Statements - earlier.Statements, later.Commits - earlier.Commits);
}
