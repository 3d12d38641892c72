using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Conformance.Statements;
using JobMaster.Storage;
using JobMaster.TestServers;
using MySqlConnector;

namespace JobMaster.MySql.Tests;

/// <summary>
/// A database of its own on the server for tests. Making one takes longer than most tests, so those that were made for migrated places are
/// emptied and used again.
/// </summary>
public partial class MySqlFixture : IGatedStoreFixture, ISteppedStoreFixture, ILeavesTraces
{
    private static readonly ConcurrentBag<string> Spare = [];
    private static int _made;
    private bool _isKept;
    private MySqlConnection? _looking;

    static MySqlFixture() => AppDomain.CurrentDomain.ProcessExit += (_, _) => DropSpare();

    /// <summary>The server for tests.</summary>
    public static string ConnectionString => TestServer.ConnectionString("mysql");

    public string Database { get; private set; } = $"t{Environment.ProcessId}_{Interlocked.Increment(ref _made)}";

    /// <summary>What stores connect to.</summary>
    public string StoreConnectionString =>
        new MySqlConnectionStringBuilder(ConnectionString) { Database = Database }.ConnectionString;

    public async Task PrepareAsync() => await ExecuteAsync($"create database {Database}");

    public async Task PrepareMigratedAsync()
    {
        _isKept = true;
        if (Spare.TryTake(out string? database))
        {
            Database = database;
            return;
        }

        await PrepareAsync();
        await using var store = Open(null, _ => { });
        await store.Schema.MigrateAsync(default);
    }

    public IMasterStore Open(TimeProvider? storeClock) => Open(storeClock, _ => { });

    public MySqlMasterStore Open(TimeProvider? storeClock, Action<MySqlStoreOptions> configure)
    {
        var options = new MySqlStoreOptions { ConnectionString = StoreConnectionString };
        configure(options);
        return MySqlMasterStore.Create(StoreContexts.Create(storeClock), options);
    }

    public IMasterStore Open(TimeProvider? storeClock, Action<IReadOnlyCollection<Guid>> entered, Action<IReadOnlyCollection<Guid>> left) =>
        MySqlMasterStore.Create(
            StoreContexts.Create(storeClock),
            new MySqlStoreOptions { ConnectionString = StoreConnectionString },
            parts => parts with { EntrySteps = [new NotedStep(entered)], ExitSteps = [new NotedStep(left)] });

    public bool WritesSideBySide => true;

    public IMasterStore Open(TimeProvider? storeClock, StatementGate gate)
    {
        var store = Open(storeClock, _ => { });
        store.Parts.Dialect.StatementRan = (statement, blocks) => gate.PassAsync(statement.Name, blocks);
        return store;
    }

    public IReadOnlyDictionary<string, string> ReadStatements(IMasterStore store)
    {
        var statements = ((MySqlMasterStore)store).Parts.Statements;
        return statements.Names.ToDictionary(name => name, name => statements[name].Text);
    }

    public async Task<bool> IsWaitingAsync()
    {
        _looking ??= (MySqlConnection)await OpenConnectionAsync();
        if (await CountAsync(
            "select variable_value from information_schema.global_status where variable_name = 'Innodb_row_lock_current_waits'") == 0)
        {
            return false;
        }

        // Not from information_schema.innodb_trx: the server renews that list only when nobody has read it for a tenth of a second.
        string threads = string.Join(',', Waiting().Matches(await ReadStatusAsync()).Select(match => match.Groups[1].Value));
        return threads.Length > 0 && await CountAsync(
            $"select count(*) from information_schema.processlist where id in ({threads}) and db = database()") > 0;
    }

    /// <summary>
    /// A job that comes back under its id is inserted beside its deleted row, if that is still there, and the server then locks the gap
    /// behind it, where others insert theirs.
    /// </summary>
    public async Task SettleAsync()
    {
        _looking ??= (MySqlConnection)await OpenConnectionAsync();
        long before = Number(Counter(), await ReadStatusAsync());
        await Eventually.BecomesAsync(
            "deleted rows are purged",
            async () =>
            {
                string status = await ReadStatusAsync();
                return Number(Purged(), status) >= before || Number(History(), status) == 0;
            },
            TestTime.Patience);
    }

    public async Task<DbConnection> OpenConnectionAsync()
    {
        var connection = new MySqlConnection($"{StoreConnectionString};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Connections of this process to the places of its tests.</summary>
    public async Task<IReadOnlyList<string>> TracesAsync()
    {
        await using var connection = new MySqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(
            $"""
            select concat('connection ', id, ': ', coalesce(left(info, 60), '')) from information_schema.processlist
            where db like 't{Environment.ProcessId}\_%'
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        var traces = new List<string>();
        while (await reader.ReadAsync())
        {
            traces.Add(reader.GetString(0));
        }

        return traces;
    }

    public async Task CleanUpAsync()
    {
        if (_looking is not null)
        {
            await _looking.DisposeAsync();
        }

        if (!_isKept)
        {
            await ExecuteAsync($"drop database if exists {Database}");
            return;
        }

        await EmptyAsync();
        Spare.Add(Database);
    }

    /// <summary>Waits as long as it takes: a test may fill tables on a slow machine.</summary>
    public static async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = new MySqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = new MySqlCommand(sql, _looking);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private async Task<string> ReadStatusAsync()
    {
        await using var command = new MySqlCommand("show engine innodb status", _looking);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return reader.GetString(2);
    }

    /// <summary>The thread of a transaction that waits for a lock.</summary>
    [GeneratedRegex(
        @"^LOCK WAIT [^\n]*\n(?:[^\n]*\n)??(?:MariaDB|MySQL) thread id (\d+)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Waiting();

    private static long Number(Regex pattern, string status) =>
        long.Parse(pattern.Match(status).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Trx id counter (\d+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Counter();

    [GeneratedRegex(@"^Purge done for trx's n:o < (\d+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Purged();

    [GeneratedRegex(@"^History list length (\d+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex History();

    /// <summary>Brings back what was there after the migrations: only their own rows.</summary>
    private async Task EmptyAsync()
    {
        await using var connection = new MySqlConnection($"{StoreConnectionString};Pooling=false");
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (var listing = new MySqlCommand(
            """
            select table_name from information_schema.tables
            where table_schema = database() and table_name not like '%schema_version'
            """,
            connection))
        await using (var reader = await listing.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        string own =
            "insert into jobmaster_control (id, version) values (1, 0); insert into jobmaster_statistic_turn (id) values (1); " +
            "insert into jobmaster_alert_turn (id, until_at) values (1, '1970-01-01')";
        await using var emptying = new MySqlCommand(
            string.Concat(tables.Select(table => $"delete from {table}; ")) + own, connection);
        await emptying.ExecuteNonQueryAsync();
    }

    private static void DropSpare()
    {
        try
        {
            using var connection = new MySqlConnection(ConnectionString + ";Pooling=false");
            connection.Open();
            while (Spare.TryTake(out string? database))
            {
                using var command = new MySqlCommand($"drop database {database}", connection);
                command.ExecuteNonQuery();
            }
        }
        catch (MySqlException)
        {
            // The server went first.
        }
    }
}
