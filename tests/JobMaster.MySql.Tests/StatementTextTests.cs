using System.Text.RegularExpressions;
using JobMaster.Sql;

namespace JobMaster.MySql.Tests;

/// <summary>The texts have nothing that only one of MySQL 8 and MariaDB understands, and nothing that hides errors.</summary>
public sealed partial class StatementTextTests
{
    private static readonly SqlStatements Master = new(typeof(MySqlMasterStore).Assembly, null, "jm_");
    private static readonly SqlStatements Agent = new(typeof(MySqlMasterStore).Assembly, null, "jm_", forAgent: true);

    public static TheoryData<string> Words =>
        ["returning", "lateral", "insert ignore", "on conflict", "for update of", "||", "materialized"];

    [Theory]
    [MemberData(nameof(Words))]
    public void No_statement_has_it(string word) =>
        Texts().Where(statement => Code(statement.Text).Contains(word, StringComparison.OrdinalIgnoreCase))
            .Select(statement => statement.Name).ShouldBeEmpty();

    [Fact]
    public void Names_that_are_reserved_are_quoted() =>
        Texts().Except(Master.Migrations).Except(Agent.Migrations).Where(statement => Reserved().IsMatch(Code(statement.Text)))
            .Select(statement => statement.Name).ShouldBeEmpty();

    [Fact]
    public void Only_collations_a_session_variable_and_the_word_for_shared_locks_differ_between_the_servers() =>
        Texts().SelectMany(statement => ForOneServer().Matches(statement.Text)).Select(match => match.Value).Distinct().ShouldBe(
            [
                "/*M!100600 collate utf8mb4_nopad_bin */", "/*!80017 collate utf8mb4_0900_bin */",
                "/*M!100318 , in_predicate_conversion_threshold = 0 */",
                "/*M!100306 lock in share mode nowait */", "/*!80001 for share nowait */",
            ],
            ignoreOrder: true);

    [Fact]
    public void Every_table_keeps_its_texts_byte_by_byte() =>
        Master.Migrations.Concat(Agent.Migrations).SelectMany(migration => Table().Matches(migration.Text).Select(match => match.Value))
            .Where(table => !table.Contains("collate utf8mb4_nopad_bin", StringComparison.Ordinal)).ShouldBeEmpty();

    private static IEnumerable<SqlStatement> Texts() =>
        Master.Names.Select(name => Master[name]).Concat(Agent.Names.Select(name => Agent[name])).Concat(Master.Migrations)
            .Concat(Agent.Migrations);

    private static string Code(string text) => Comment().Replace(text, "");

    [GeneratedRegex("^--.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![.`@\w'])(?:key|keys|rank|row|rows|groups|of|system|window)(?=\s*(?:,|=|from\b))", RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();

    [GeneratedRegex(@"/\*M?!\d+[^*]*\*/", RegexOptions.CultureInvariant)]
    private static partial Regex ForOneServer();

    [GeneratedRegex(@"^create table.*?^\).*?;", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Table();
}
