using System.Collections;
using System.Globalization;
using System.Reflection;

namespace JobMaster.Tests.Docs;

public class OptionsTests
{
    private const string Page = "docs/options.md";

    public static TheoryData<string, Type> Pages => new()
    {
        { "The cluster", typeof(JobMasterClusterOptions) },
        { "A worker", typeof(JobMasterWorkerOptions) },
        { "SQLite", typeof(SqliteStoreOptions) },
        { "Postgres", typeof(Postgres.PostgresStoreOptions) },
        { "MySQL and MariaDB", typeof(MySqlStoreOptions) },
        { "SQL Server and Azure SQL", typeof(SqlServerStoreOptions) },
        { "One job", typeof(JobOptions) },
        { "One recurring schedule", typeof(RecurringScheduleOptions) },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_option_is_listed_with_its_default(string heading, Type type)
    {
        var options = Activator.CreateInstance(type);
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

        var documented = Documents.Table(Page, heading).Select(row => $"{row[0]} = {row[1]}");

        documented.ShouldBe(properties.Select(property => $"{property.Name} = {Text(property.GetValue(options))}"), ignoreOrder: true);
    }

    [Theory]
    [InlineData("The cluster", typeof(JobMasterClusterConfig))]
    [InlineData("A worker", typeof(JobMasterWorkerConfig))]
    [InlineData("SQLite", typeof(JobMasterSqliteExtensions))]
    [InlineData("Postgres", typeof(JobMasterPostgresExtensions))]
    [InlineData("MySQL and MariaDB", typeof(JobMasterMySqlExtensions))]
    [InlineData("SQL Server and Azure SQL", typeof(JobMasterSqlServerExtensions))]
    public void Every_fluent_call_exists(string heading, Type type) =>
        Documents.Table(Page, heading).Select(row => row[2])
            .Where(call => call != "–")
            .Select(call => call[..call.IndexOf('(', StringComparison.Ordinal)])
            .Except(type.GetMethods().Select(method => method.Name)).ShouldBeEmpty();

    [Fact]
    public void Every_attribute_of_a_handler_is_listed()
    {
        var attributes = typeof(JobMasterDefinitionIdAttribute).Assembly
            .GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Attribute)));

        var documented = Documents.Table(Page, "A handler's attributes").Select(row =>
            row[0][1..row[0].IndexOf('(', StringComparison.Ordinal)]);

        documented.ShouldBe(attributes.Select(type => type.Name[..^nameof(Attribute).Length]), ignoreOrder: true);
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        string text => text,
        IEnumerable list => list.Cast<object>().Any() ? "some" : "none",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
