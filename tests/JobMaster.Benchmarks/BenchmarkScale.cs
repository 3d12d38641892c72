namespace JobMaster.Benchmarks;

/// <summary>How much work each measure does.</summary>
internal sealed record BenchmarkScale
{
    public static readonly BenchmarkScale Default = new();

    /// <summary>The big measures too, at their full size.</summary>
    public static readonly BenchmarkScale Full =
        new() { HistoryJobs = 2_000_000, ComparedDrain = 50_000, Held = TimeSpan.FromMinutes(5), DueSchedules = 50_000 };

    /// <summary>One small iteration of everything: whether it works, not how fast it is.</summary>
    public static readonly BenchmarkScale Quick = new()
    {
        Runs = 1,
        SingleInserts = 50,
        ConcurrentInserts = 400,
        BulkCalls = 2,
        DrainedJobs = 2_000,
        CountedJobs = 1_000,
        ComparedDrain = 1_000,
        HistoryJobs = 2_000,
        SearchedJobs = 3_000,
        FailedJobs = 2_000,
        LiveJobs = 1_000,
        ApiCalls = 3,
        ListedSchedules = 300,
        PageLoads = 2,
        WaitingJobs = 5_000,
        Probes = 10,
        WarmUpProbes = 10,
        DueSchedules = 500,
        Messages = 3_000,
        Idle = TimeSpan.FromSeconds(1),
        Controlled = TimeSpan.FromSeconds(2.5),
        Settling = TimeSpan.FromSeconds(1),
        Held = TimeSpan.FromSeconds(1),
        HeldDrain = 1_000,
    };

    /// <summary>Interleaved rounds of every comparison; the median of them counts.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>Jobs scheduled one at a time.</summary>
    public int SingleInserts { get; init; } = 2_000;

    /// <summary>Jobs scheduled by many producers together.</summary>
    public int ConcurrentInserts { get; init; } = 8_000;

    /// <summary>Bulk calls of 1,000 jobs each.</summary>
    public int BulkCalls { get; init; } = 100;

    /// <summary>Waiting jobs of the drain.</summary>
    public int DrainedJobs { get; init; } = 100_000;

    /// <summary>Jobs over which statements and commits are counted.</summary>
    public int CountedJobs { get; init; } = 20_000;

    /// <summary>Jobs of each drain when two states are compared.</summary>
    public int ComparedDrain { get; init; } = 20_000;

    /// <summary>Finished jobs in a full history.</summary>
    public int HistoryJobs { get; init; } = 100_000;

    /// <summary>Finished jobs that are searched.</summary>
    public long SearchedJobs { get; init; } = 5_000_000;

    /// <summary>Jobs that wait while the HTTP API is called.</summary>
    public int LiveJobs { get; init; } = 200_000;

    /// <summary>How often each call of the HTTP API is made.</summary>
    public int ApiCalls { get; init; } = 100;

    /// <summary>Schedules that the dashboard lists.</summary>
    public int ListedSchedules { get; init; } = 10_000;

    /// <summary>How often each page of the dashboard is loaded.</summary>
    public int PageLoads { get; init; } = 20;

    /// <summary>Failed jobs that are grouped.</summary>
    public int FailedJobs { get; init; } = 1_000_000;

    /// <summary>Waiting jobs of a deep queue.</summary>
    public int WaitingJobs { get; init; } = 1_000_000;

    /// <summary>How old the transaction becomes that is held open, before its effect is measured.</summary>
    public TimeSpan Held { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Jobs of each drain while it is open.</summary>
    public int HeldDrain { get; init; } = 100_000;

    /// <summary>Jobs whose latency is taken.</summary>
    public int Probes { get; init; } = 200;

    /// <summary>Jobs before those, until what they run is compiled for good. The measure <c>cold</c> is about a new process.</summary>
    public int WarmUpProbes { get; init; } = 500;

    /// <summary>Schedules that fall due together.</summary>
    public int DueSchedules { get; init; } = 10_000;

    /// <summary>Messages pushed to an agent and received.</summary>
    public int Messages { get; init; } = 50_000;

    /// <summary>How long a control is in force.</summary>
    public TimeSpan Controlled { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a new process is left alone before it counts as idle.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an idle node is watched.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(15);
}
