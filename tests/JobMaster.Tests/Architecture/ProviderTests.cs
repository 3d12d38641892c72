using System.Text.RegularExpressions;
using JobMaster.MySql;
using JobMaster.Postgres;
using JobMaster.Sql;
using JobMaster.Sqlite;
using JobMaster.SqlServer;

namespace JobMaster.Tests.Architecture;

/// <summary>The four SQL providers side by side: one who knows one of them finds everything in the others under the same name.</summary>
public sealed partial class ProviderTests
{
    /// <summary>Takes one JSON batch, but on Postgres an array for each column.</summary>
    private const string SentAsColumns = "enter_jobs";

    private static readonly string[] Providers = ["MySql", "Postgres", "Sqlite", "SqlServer"];

    private static readonly Dictionary<string, SqlStatements> Statements = new(StringComparer.Ordinal)
    {
        ["MySql"] = new(typeof(MySqlMasterStore).Assembly, schema: null, "jm_"),
        ["Postgres"] = new(typeof(PostgresMasterStore).Assembly, "jobmaster", "jm_"),
        ["Sqlite"] = new(typeof(SqliteMasterStore).Assembly, schema: null, "jm_"),
        ["SqlServer"] = new(typeof(SqlServerMasterStore).Assembly, "jobmaster", "jm_"),
    };

    /// <summary>The statements that all have; those that only some have are listed in <see cref="SourceTests"/>.</summary>
    private static IEnumerable<string> Common =>
        Providers.Select(provider => Statements[provider].Names).Aggregate((some, others) => some.Intersect(others));

    [Fact]
    public void Each_has_the_files_that_every_provider_has_and_others_only_for_a_reason() =>
        Differences(
            provider => Directory.EnumerateFiles(Path.Combine(Repository.Source, $"JobMaster.{provider}"), "*.cs")
                .Select(path => Path.GetFileNameWithoutExtension(path).Replace(provider, "", StringComparison.Ordinal)),
            ProviderDifferences.Files).ShouldBeEmpty();

    /// <summary>What a new provider has to write: as much as the two leanest do.</summary>
    [Theory]
    [InlineData("MySql")]
    [InlineData("SqlServer")]
    public void A_provider_needs_no_more_than_twelve_files_of_code(string provider) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Source, $"JobMaster.{provider}"), "*.cs").Count().ShouldBeInRange(1, 12);

    [Fact]
    public void Each_has_the_options_that_every_provider_has_and_others_only_for_a_reason() =>
        Differences(
            provider => OptionsOf(provider).GetProperties().Select(property => property.Name), ProviderDifferences.Options).ShouldBeEmpty();

    [Fact]
    public void Statements_of_one_name_take_the_same_parameters_or_differ_for_a_reason() =>
        Differences(
            provider => Common.Where(name => name != SentAsColumns)
                .SelectMany(name => ParametersOf(Statements[provider][name].Text).Select(parameter => $"{name}(@{parameter})")),
            ProviderDifferences.Parameters).ShouldBeEmpty();

    [Fact]
    public void Statements_of_one_name_return_the_same_columns_in_the_same_order_or_differ_for_a_reason()
    {
        var different = Common.Select(name => (name, Told: Difference(name))).Where(pair => pair.Told is not null).ToList();
        different.Where(pair => !ProviderDifferences.Results.ContainsKey(pair.name)).Select(pair => $"{pair.name}: {pair.Told}")
            .ShouldBeEmpty();
        ProviderDifferences.Results.Keys.Except(different.Select(pair => pair.name)).ShouldBeEmpty("listed, but they are the same");
        ProviderDifferences.Results.Values.ShouldAllBe(reason => reason.Length >= 10);
    }

    [Theory]
    [InlineData("select a.id, count(*) as many, cast(state as int) from a join b on true order by 1;", "id|many|state")]
    [InlineData("select top (@limit) [key], case when a then b end from x", "key|")]
    [InlineData("with x as (select 1 from y) select distinct `keys`, (select max(id) from z) last from x", "keys|")]
    [InlineData("insert into x (a, b) select a, b from y returning a, b::text", "a|b")]
    [InlineData("insert into x (a, b) select a, b from y", "")]
    [InlineData("declare @t table (id int); update x set a = 1 output inserted.id into @t; select id, seq from @t;", "id|seq")]
    [InlineData("delete top (@n) from x output deleted.id, deleted.lane where a = 1", "id|lane")]
    [InlineData("select seq from x for update;\n-- then read\nupdate x set a = 1; select id from x;", "id")]
    [InlineData("select seq, id from x for update;\n-- then write\nupdate x set a = 1;", "seq|id")]
    public void Columns_are_read_in_every_dialect(string text, string columns) =>
        string.Join('|', ResultColumns.Of(text).Select(names => names.FirstOrDefault(""))).ShouldBe(columns);

    /// <summary>What differs in the columns that the statement returns; null if nothing does.</summary>
    private static string? Difference(string name)
    {
        var columns = Providers.Select(provider => ResultColumns.Of(Statements[provider][name].Text)).ToList();
        if (columns.Zip(Providers).All(pair => pair.First.Count == 0 || ResultColumns.IsPick(Statements[pair.Second][name].Text)))
        {
            return null;
        }

        if (columns.Select(list => list.Count).Distinct().Count() > 1)
        {
            return string.Join(", ", Providers.Zip(columns, (provider, list) => $"{provider} returns {list.Count}"));
        }

        for (int i = 0; i < columns[0].Count; i++)
        {
            var named = columns.Select(list => list[i]).Where(names => names.Length > 0).ToList();
            if (named.Count > 0 && named.Aggregate((some, others) => [.. some.Intersect(others)]).Length == 0)
            {
                var told = Providers.Zip(columns, (provider, list) => $"{provider}'s {string.Join('/', list[i])}");
                return $"column {i} is {string.Join(", ", told)}";
            }
        }

        return null;
    }

    /// <summary>What some of the providers have, unless it is listed as theirs, and what is listed but not so.</summary>
    private static List<string> Differences(
        Func<string, IEnumerable<string>> namesOf, IReadOnlyDictionary<string, (string Providers, string Reason)> listed)
    {
        var having = Providers.SelectMany(provider => namesOf(provider).Distinct().Select(name => (name, provider)))
            .GroupBy(pair => pair.name, pair => pair.provider)
            .ToDictionary(group => group.Key, group => string.Join(' ', group));
        string all = string.Join(' ', Providers);
        return
        [
            .. having.Where(pair => pair.Value != (listed.TryGetValue(pair.Key, out var difference) ? difference.Providers : all))
                .Select(pair => $"{pair.Key}: {pair.Value}"),
            .. listed.Keys.Except(having.Keys).Select(name => $"{name}: listed, but no provider has it"),
            .. listed.Where(pair => pair.Value.Reason.Length < 10).Select(pair => $"{pair.Key}: listed without a reason"),
        ];
    }

    private static Type OptionsOf(string provider) => provider switch
    {
        "MySql" => typeof(MySqlStoreOptions),
        "Postgres" => typeof(PostgresStoreOptions),
        "Sqlite" => typeof(SqliteStoreOptions),
        _ => typeof(SqlServerStoreOptions),
    };

    /// <summary>The parameters in a text, but not its own variables, nor those that a statement of two steps is given.</summary>
    private static IEnumerable<string> ParametersOf(string text)
    {
        string code = Comment().Replace(text, "");
        var local = Local().Matches(code).Select(match => match.Groups[1].Value);
        return Parameter().Matches(code).Select(match => match.Groups[1].Value).Except(local).Except(["picked", "token"]);
    }

    [GeneratedRegex("--.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<!@)@([a-z_]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    [GeneratedRegex(
        @"(?<!@)@([a-z_]+)\s+(?:table|int|bigint|smallint|bit|nvarchar|datetime2|binary|float)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Local();
}
