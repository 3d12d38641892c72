namespace JobMaster.Tests.Architecture;

/// <summary>What only some of the SQL providers have, whose it is, and why.</summary>
internal static class ProviderDifferences
{
    private const string OneFile = "Sqlite";
    private const string Servers = "MySql Postgres SqlServer";

    public static readonly Dictionary<string, (string Providers, string Reason)> Files = new(StringComparer.Ordinal)
    {
        ["ClaimWatermarks"] = ("Postgres", "a claim starts where the last one ended, as dead entries cost it"),
        ["Commands"] = (OneFile, "runs the insert of each job without the driver"),
        ["ControlStatements"] = (OneFile, "begin, commit and rollback as statements of the writer"),
        ["File"] = (OneFile, "the file and what is beside it"),
        ["InsertLinks"] = ("Postgres", "keeps a connection for inserts, which a pooler may refuse"),
        ["JobClaim"] = ("Postgres", "a claim starts where the last one ended"),
        ["JobColumns"] = ("Postgres", "sends batches as arrays of columns"),
        ["JobTransactions"] = ("Postgres", "notifies inside the caller's transaction"),
        ["Link"] = (OneFile, "a connection to the file"),
        ["Log"] = ("Postgres Sqlite", "the others have nothing of their own to log"),
        ["MovedFile"] = (OneFile, "notices that the file was replaced"),
        ["NetworkFileSystems"] = (OneFile, "refuses a file that several machines see"),
        ["Readers"] = (OneFile, "connections that only read"),
        ["Pools"] = ("Postgres", "a process of the server for each connection is slow to start, so tests share them"),
        ["RetentionStore"] = ("Postgres", "drops days of history"),
        ["ServerSettings"] = ("MySql", "what of the server the store cannot set for its own connections"),
        ["Source"] = (Servers, "pools of connections"),
        ["Synchronous"] = (OneFile, "how a commit reaches the disk"),
        ["WakeUpMessages"] = ("Postgres", "LISTEN and NOTIFY"),
        ["WakeUpPace"] = ("Postgres", "LISTEN and NOTIFY"),
        ["WakeUpSender"] = ("Postgres", "LISTEN and NOTIFY"),
        ["WakeUps"] = ("Postgres", "LISTEN and NOTIFY"),
        ["WideReader"] = ("SqlServer", "reads integers of any width as the shared code asks for them"),
        ["WriteUnit"] = (OneFile, "what one writer commits together"),
        ["Writer"] = (OneFile, "one writer at a time"),
    };

    public static readonly Dictionary<string, (string Providers, string Reason)> Options = new(StringComparer.Ordinal)
    {
        ["AllowNetworkFileSystem"] = (OneFile, "several machines on one file"),
        ["BaseDirectory"] = (OneFile, "where a relative path begins"),
        ["ClaimFullScanInterval"] = ("Postgres", "a claim starts where the last one ended"),
        ["CommandTimeout"] = (Servers, "a file has a wait for its lock instead"),
        ["CreateConnection"] = ("SqlServer", "the driver has no data source"),
        ["DataSource"] = ("MySql Postgres", "the drivers that have one"),
        ["LockWait"] = (OneFile, "how long to wait for the lock of the file"),
        ["PrepareStatements"] = ("Postgres", "a pooler may not take prepared statements"),
        ["Synchronous"] = (OneFile, "how a commit reaches the disk"),
        ["UseNotifications"] = ("Postgres", "LISTEN and NOTIFY"),
        ["WriteConcurrency"] = (Servers, "a file has one writer"),
    };

    public static readonly Dictionary<string, (string Providers, string Reason)> Parameters = new(StringComparer.Ordinal)
    {
        ["Search/count(@limit)"] = ("SqlServer", "its limit stands before the columns"),
        ["Search/count_end(@limit)"] = ("MySql Postgres Sqlite", "on SQL Server the limit stands before the columns"),
        ["claim_jobs(@after_due_at)"] = ("Postgres", "a claim starts where the last one ended"),
        ["claim_jobs(@after_seq)"] = ("Postgres", "a claim starts where the last one ended"),
        ["claim_many(@each)"] = ("Postgres Sqlite", "the others find the queues, then claim from each"),
        ["claim_many(@session)"] = ("Postgres Sqlite", "the others find the queues, then claim from each"),
        ["enter_job(@created_at)"] = (OneFile, "the writer takes the time once for a commit"),
        ["enter_job(@delay)"] = (Servers, "added to the server's time"),
        ["enter_job(@now)"] = (Servers, "the server's time"),
        ["hold_jobs(@key)"] = ("SqlServer", "an argument of sp_set_session_context"),
        ["hold_jobs(@patience)"] = ("Postgres SqlServer", "on MySQL the session's five seconds hold, as a limit costs a round trip"),
        ["hold_jobs(@value)"] = ("SqlServer", "an argument of sp_set_session_context"),
        ["insert_keys(@key)"] = ("SqlServer", "an argument of sp_set_session_context"),
        ["insert_keys(@patience)"] = (Servers, "writers side by side"),
        ["insert_keys(@value)"] = ("SqlServer", "an argument of sp_set_session_context"),
        ["leave_jobs(@key)"] = ("SqlServer", "an argument of sp_set_session_context"),
        ["leave_jobs(@patience)"] = ("Postgres SqlServer", "on MySQL the session's five seconds hold, as a limit costs a round trip"),
        ["leave_jobs(@value)"] = ("SqlServer", "an argument of sp_set_session_context"),
        ["prune_finished(@before)"] = ("Postgres", "history is kept by day"),
        ["prune_finished(@ids)"] = ("MySql Sqlite SqlServer", "history is kept by day on Postgres"),
    };

    /// <summary>The statements whose columns differ, and why.</summary>
    public static readonly Dictionary<string, string> Results = new(StringComparer.Ordinal)
    {
        ["claim_many"] = "MySQL and SQL Server find the queues first, then claim from each",
        ["enter_job"] = "on SQLite the writer knows the times, and asks only whether a row was inserted",
        ["find_queues"] = "two lists in one, each with a limit of its own, which MySQL, Postgres and SQLite put in parentheses",
        ["prune_finished"] = "Postgres drops a day of history and tells how many jobs it held",
    };
}
