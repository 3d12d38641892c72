using System.Text.RegularExpressions;

namespace JobMaster.Tests.Architecture;

/// <summary>The rules of CONTRIBUTING.md that can be read from the files.</summary>
public sealed partial class SourceTests
{
    private static readonly string[] NotText = [".png", ".ico", ".svg", ".woff2"];

    [Fact]
    public void No_file_has_more_than_400_lines() =>
        (from file in Repository.SourceFiles("*").Union(Repository.CodeFiles())
         where !NotText.Contains(Path.GetExtension(file)) && Path.GetFileName(file) != "PublicAPI.txt"
         let lines = File.ReadLines(Path.Combine(Repository.Root, file)).Count()
         where lines > 400
         select $"{file}: {lines} lines").ShouldBeEmpty();

    /// <summary>Text in raw literals and long texts in SQL cannot be broken.</summary>
    [Fact]
    public void No_line_is_wider_than_140_columns() =>
        (from file in Repository.CodeFiles().Concat(Repository.SourceFiles("*.sql"))
         let lines = File.ReadAllLines(Path.Combine(Repository.Root, file))
         from place in Enumerable.Range(0, lines.Length)
         where lines[place].Length > 140 && !IsRaw(lines, place)
             && !(file.EndsWith(".sql", StringComparison.Ordinal) && LongText().IsMatch(lines[place]))
         select $"{file}:{place + 1}").ShouldBeEmpty();

    private static bool IsRaw(string[] lines, int place) =>
        lines[place].Contains("\"\"\"", StringComparison.Ordinal)
        || lines[..place].Count(line => line.Split("\"\"\"").Length % 2 == 0) % 2 == 1;

    [Fact]
    public void Code_holds_no_sql() =>
        (from file in Repository.SourceFiles("*.cs")
         from match in SqlLiteral().Matches(Repository.Read(file))
         select $"{file}: {match.Value.ReplaceLineEndings(" ")}").ShouldBeEmpty();

    [Theory]
    [InlineData("\"SELECT 1\"", true)]
    [InlineData("$\"insert into {table} values\"", true)]
    [InlineData("\"\"\"\n    update job set x = 1\n    \"\"\"", true)]
    [InlineData("\"delete from job where id = @id\"", true)]
    [InlineData("\"with due as (select id from job) \"", true)]
    [InlineData("\"Update the package to a later version\"", false)]
    [InlineData("\"select a lane that a worker serves\"", false)]
    [InlineData("\"update_job.sql\"", false)]
    public void Sql_in_code_is_told_from_prose(string code, bool isSql) => SqlLiteral().IsMatch(code).ShouldBe(isSql);

    /// <summary>Log providers and listeners are the app's code. What they throw must not reach a loop or an outcome.</summary>
    [Fact]
    public void Loggers_and_listeners_are_reached_through_their_guards_alone() =>
        (from file in Repository.SourceFiles("*.cs")
         where !Path.GetFileName(file).StartsWith("Guarded", StringComparison.Ordinal)
         from match in Unguarded().Matches(Repository.Read(file))
         select $"{file}: {match.Value}").ShouldBeEmpty();

    [Fact]
    public void Every_sql_file_begins_with_its_contract() =>
        Repository.SourceFiles("*.sql").Where(file => !Repository.Read(file).StartsWith("--", StringComparison.Ordinal)).ShouldBeEmpty();

    /// <summary>What one database needs and the others do not have: its connections, its locks, its upkeep.</summary>
    private static readonly HashSet<string> OfOneProvider = new(StringComparer.Ordinal)
    {
        // SQLite: an embedded connection's settings and transaction control, rows inserted one by one, moves in two statements.
        "begin.sql", "commit.sql", "rollback.sql", "savepoint.sql", "release.sql", "rollback_unit.sql", "connect_reader.sql",
        "connect_writer.sql",
        "read_journal_mode.sql", "set_journal_mode.sql", "synchronous_full.sql", "synchronous_normal.sql", "read_now.sql",
        "remove_jobs.sql", "remove_failed.sql", "enter_plain_job.sql",
        "Agent/push_message.sql",

        // Postgres: batches inserted at once, wake-ups, history by day, locks, what the server says of itself.
        "Agent/push_messages.sql", "listen.sql", "unlisten.sql", "notify.sql",
        "limit_waiting.sql", "hold_ids.sql", "let_ids_go.sql", "lock_schema.sql", "prepare_history.sql",
        "prune_day_attempts.sql", "prune_day_keys.sql", "prune_day_log.sql", "prune_day_metadata.sql", "prune_day_rules.sql",
        "list_prunable.sql", "read_prune_cutoff.sql", "read_patience.sql",
        "read_place.sql", "read_process.sql", "read_server.sql",

        // MySQL: what a connection needs, locks of whole seconds and old snapshots, lists of parameters that others write in place.
        "set_up_connection.sql", "try_keys.sql", "read_held_keys.sql",
        "Macros/bytes.sql", "Macros/exact.sql", "Macros/given_queues.sql", "Macros/in_definitions.sql", "Macros/in_lanes.sql",
        "Macros/in_queues.sql", "Macros/last_time.sql", "Macros/left_claims.sql", "Macros/lines.sql", "Macros/not_excluded.sql",
        "Macros/picked_ids.sql",
        "Macros/replaced_columns.sql", "Macros/sent_messages.sql", "Macros/time_left.sql",

        // SQL Server: hints, and how long a batch waits.
        "Macros/claimed_values.sql", "Macros/epoch.sql", "Macros/free.sql", "Macros/held.sql", "Macros/in_keys.sql", "Macros/job_limit.sql",
        "Macros/milliseconds.sql", "Macros/patience.sql", "Macros/patiently.sql", "save_call.sql", "undo_call.sql",
    };

    [Fact]
    public void Sql_providers_have_the_same_sql_files()
    {
        var files = AllowedReferences.SqlProviders
            .Select(provider => (Name: provider, Files: StatementsOf(provider)))
            .Where(provider => provider.Files.Count > 0)
            .ToList();

        // A shared statement that one database needs otherwise is the others' all the same.
        var shared = StatementsOf("JobMaster.Sql");
        var union = files.SelectMany(provider => provider.Files).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

        (from provider in files
         from missing in union.Except(provider.Files).Except(shared).Except(OfOneProvider)
         select $"src/{provider.Name}/Sql/{missing} is missing").ShouldBeEmpty();
    }

    /// <summary>A job's column that is given by the caller, kept in history and read by everyone, as all of them are listed.</summary>
    [Fact]
    public void A_column_of_a_job_is_listed_in_few_files_of_a_provider()
    {
        var providers = AllowedReferences.SqlProviders.Where(provider => StatementsOf(provider).Count > 0).ToList();
        providers.ShouldNotBeEmpty();
        foreach (string provider in providers)
        {
            Repository.SourceFiles("*.sql").Concat(Repository.SourceFiles("*.cs"))
                .Where(file => file.StartsWith($"src/{provider}/", StringComparison.Ordinal)
                    && Repository.Read(file).Contains("trace_parent", StringComparison.Ordinal))
                .Count().ShouldBeInRange(1, 4, provider);
        }
    }

    private static List<string> StatementsOf(string provider)
    {
        var folder = $"src/{provider}/Sql/";
        return [.. Repository.SourceFiles("*.sql")
            .Where(file =>
                file.StartsWith(folder, StringComparison.Ordinal) && !file.Contains("/migrations/", StringComparison.OrdinalIgnoreCase))
            .Select(file => file[folder.Length..])];
    }

    [GeneratedRegex("'[^']{100,}'")]
    private static partial Regex LongText();

    [GeneratedRegex(
        @"(?<!Inject )ILogger<|new ActivitySource\(|\.StartActivity\(|new Meter\(|" +
        @"(?<!ClusterLoggers\.Create\(\s*config\.Services\.)GetService<ILoggerFactory>")]
    private static partial Regex Unguarded();

    [GeneratedRegex("""
        "\s*((SELECT|INSERT\ INTO|UPDATE|DELETE\ FROM)\s | (?i:insert\s+into\s | delete\s+from\s | update\s+\S+\s+set\s | select\s[^"]*\sfrom\s | with\s[^"]*\sas\s+(materialized\s+)?\() )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex SqlLiteral();
}
