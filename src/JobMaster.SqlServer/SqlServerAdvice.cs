namespace JobMaster.SqlServer;

/// <summary>The meaning of each error number, and the advice for operators.</summary>
internal static class SqlServerAdvice
{
    private const string Migrate = "Start a node that may migrate, or run the SQL of IJobMasterCluster.GetPendingSqlAsync.";
    private const string Report = "Report this message to JobMaster's maintainers.";
    private const string Login = "Correct the login of the connection string, or give it access to the database.";
    private const string Grant = "Grant the user what docs/providers/sqlserver.md lists, or let one with more rights run the migrations.";
    private const string Wait = "Wait until it takes connections again; the calls are made again meanwhile.";
    private const string Again = "Make the call again. If it happens often, look for transactions that hold many jobs.";
    private const string Tls =
        "Install a certificate that the app trusts, name it in HostNameInCertificate or ServerCertificate, or, only where the network is " +
        "trusted, set TrustServerCertificate=True.";

    private const string Reach = "Start the database, or correct server and port of the connection string, and the firewall between.";
    private const string Lost = "Look at the server's log and at the network between.";
    private const string Room = "Make room on the server.";
    private const string Memory = "Give the server more memory or fewer connections.";
    private const string Shorter =
        "Look for transactions of the app that are long or take many locks or much of tempdb, or choose a larger service tier.";

    private const string Serve = "Choose a larger service tier, or lower the load; the calls are made again meanwhile.";

    private static readonly Dictionary<int, (string Problem, string Advice)> Lines = new()
    {
        [18456] = ("did not let us in", Login),
        [18452] = ("did not let us in", Login),
        [18470] = ("did not let us in", Login),
        [18486] = ("did not let us in", Login),
        [18487] = ("did not let us in", "Set a new password for the login: this one has expired."),
        [18488] = ("did not let us in", "Change the password of the login first: the server demands it."),
        [40532] = ("did not let us in", Login),
        [40615] = ("did not let us in", "Add the app's address to the firewall rules of the Azure SQL server."),
        [916] = ("did not let us in", Login),
        [4060] = ("is not there, or the login may not open it", "Create the database, grant the login access, or name another."),
        [911] = ("is not there", "Create the database, or name another."),
        [229] = ("refused", Grant),
        [230] = ("refused", Grant),
        [262] = ("refused", Grant),
        [297] = ("refused", Grant),
        [2760] = ("refused", Grant),
        [15247] = ("refused", Grant),
        [208] = ("lacks a table", Migrate),
        [207] = ("lacks a column", Migrate),
        [2714] = (
            "has something else of that name in the schema",
            "Give JobMaster a schema or database of its own, or other names with UseSqlTablePrefixForMaster."),
        [102] = ("does not understand a statement", "Use SQL Server 2019 or later with compatibility level 150 or higher."),
        [195] = ("does not understand a statement", "Use SQL Server 2019 or later with compatibility level 150 or higher."),
        [1205] = ("rolled a transaction back in favour of another", Again),
        [1222] = ("did not give a lock in time", "Find the transaction that holds it in sys.dm_tran_locks and end it, then try again."),
        [3960] = (
            "found a row changed since your transaction began",
            "Roll your transaction back and begin it again, or begin it with READ COMMITTED."),
        [3961] = (
            "found a table changed since your transaction began",
            "Roll your transaction back and begin it again, or begin it with READ COMMITTED."),
        [601] = ("changed a table under a statement", Again),
        [1204] = ("has no memory for locks", Memory),
        [1221] = ("lost a lock that it held", Again),
        [650] = ("cannot pass over locked rows in this isolation", "Begin your transaction with READ COMMITTED."),
        [3906] = ("is read-only", "Connect to the primary, without ApplicationIntent=ReadOnly."),
        [3908] = ("is read-only", "Connect to the primary, without ApplicationIntent=ReadOnly."),
        [976] = ("is a secondary replica", "Connect to the listener of the availability group."),
        [2601] = ("has a row with this key", Report),
        [2627] = ("has a row with this key", Report),
        [2628] = ("refused a value that is too long", Report),
        [8152] = ("refused a value that is too long", Report),
        [1946] = ("refused a value that is too long", Report),
        [511] = ("refused a row that is too long", Report),
        [515] = ("refused a row without a value it needs", Report),
        [547] = ("refused a row that breaks a constraint", Report),
        [220] = ("refused a number", Report),
        [232] = ("refused a number", Report),
        [8115] = ("refused a number", Report),
        [8114] = ("refused a value of another type", Report),
        [245] = ("refused a value of another type", Report),
        [241] = ("refused a time", Report),
        [242] = ("refused a time", Report),
        [517] = ("refused a time", Report),
        [535] = ("refused a time", Report),
        [13608] = ("refused a batch", Report),
        [13609] = ("refused a batch", Report),
        [1101] = ("has a full disk or file", Room),
        [1105] = ("has a full disk or file", Room),
        [9002] = ("has a full transaction log", "Back the log up or make room on the server."),
        [701] = ("is out of memory", Memory),
        [802] = ("is out of memory", Memory),
        [8645] = ("is out of memory", Memory),
        [8651] = ("is out of memory", Memory),
        [8628] = ("is out of time for a plan", Memory),
        [596] = ("ended our session", "Look for what kills sessions on the server."),
        [617] = ("is closing a table", Again),
        [669] = ("is closing a table", Again),
        [921] = ("is not recovered yet", Wait),
        [922] = ("is being recovered", Wait),
        [923] = ("is not open to all", "End the restore, or set the database to read_write and multi_user."),
        [924] = ("is open to one user only", "Set the database to multi_user."),
        [926] = ("is suspect", "Look at the server's error log, and repair or restore the database."),
        [927] = ("is being restored", "Wait until the restore has ended, or end it with recovery."),
        [978] = ("is a secondary replica", "Connect to the listener of the availability group."),
        [983] = ("is failing over", Wait),
        [988] = ("is failing over", Wait),
        [4221] = ("is failing over", Wait),
        [17197] = ("did not answer a login in time", Wait),
        [18401] = ("is being upgraded", Wait),
        [6005] = ("is shutting down", Wait),
        [17142] = ("is paused", Wait),
        [40143] = ("is failing over", Wait),
        [40540] = ("is failing over", Wait),
        [42108] = ("is paused", Wait),
        [42109] = ("is paused", Wait),
        [40549] = ("ended our session", Shorter),
        [40550] = ("ended our session", Shorter),
        [40551] = ("ended our session", Shorter),
        [40552] = ("ended our session", Shorter),
        [40553] = ("ended our session", Shorter),
        [40613] = ("is not available just now", Wait),
        [40197] = ("is failing over", Wait),
        [40501] = ("is busy", Serve),
        [49918] = ("is busy", Serve),
        [49919] = ("is busy", Serve),
        [49920] = ("is busy", Serve),
        [10928] = ("has reached the limit of its tier", Serve),
        [10929] = ("has reached the limit of its tier", Serve),
        [10936] = ("has reached the limit of its tier", Serve),
        [20] = ("could not agree on TLS", "Let the server encrypt connections, or set Encrypt of the connection string to Optional."),
        [-2146893019] = ("could not agree on TLS", Tls),
        [-1] = ("cannot be reached", Reach),
        [2] = ("cannot be reached", Reach),
        [53] = ("cannot be reached", Reach),
        [258] = ("cannot be reached", Reach),
        [1231] = ("cannot be reached", Reach),
        [10060] = ("cannot be reached", Reach),
        [10061] = ("cannot be reached", Reach),
        [11001] = ("cannot be reached", Reach),
        [64] = ("lost a connection", Lost),
        [121] = ("lost a connection", Lost),
        [233] = ("lost a connection", Lost),
        [10053] = ("lost a connection", Lost),
        [10054] = ("lost a connection", Lost),
    };

    /// <summary>Whether the database or its settings are wrong for every call.</summary>
    public static bool IsUnusable(int number) => number is
        18456 or 18452 or 18470 or 18486 or 18487 or 18488 or 40532 or 40615 or 916 or 4060 or 911 or 229 or 230 or 262 or 297 or 2760
        or 15247 or 208 or 102 or 195 or -2146893019;

    /// <summary>The problem and the advice; null for a number without an entry.</summary>
    public static string? For(int number, string words) =>
        Lines.TryGetValue(number, out var line) ? $"{line.Problem}: {words} {line.Advice}" : null;
}
