using System.Text.RegularExpressions;
using JobMaster.Tests.Architecture;

namespace JobMaster.Tests.Docs;

public sealed partial class ProviderTests
{
    [Theory]
    [InlineData("docs/providers/sqlite.md", "JobMaster.Sqlite", "")]
    [InlineData("docs/providers/postgres.md", "JobMaster.Postgres", "jm_")]
    [InlineData("docs/providers/mysql.md", "JobMaster.MySql", "jm_")]
    [InlineData("docs/providers/sqlserver.md", "JobMaster.SqlServer", "jm_")]
    public void Every_table_a_migration_makes_is_explained(string page, string project, string prefix)
    {
        var made = Repository.SourceFiles("*.sql").Where(file =>
            file.StartsWith($"src/{project}/Sql/", StringComparison.Ordinal) && file.Contains("/Migrations/", StringComparison.Ordinal))
            .SelectMany(file => Table().Matches(Repository.Read(file)).Select(match => prefix + match.Groups[1].Value)).ToList();

        var explained = Name().Matches(Repository.Read(page)).Select(match => match.Groups[1].Value);

        made.Count.ShouldBeGreaterThan(10);
        made.Except(explained).ShouldBeEmpty();
    }

    [GeneratedRegex(@"^create (?:unlogged )?table (?:if not exists )?\{t\}(\w+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    /// <summary>The first column of a table may name several.</summary>
    [GeneratedRegex(@"(?<=^\|[^|]*)`(\w+)`(?=[^|]*\|)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
