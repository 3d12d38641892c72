using System.Globalization;
using System.Reflection;

namespace JobMaster.NatsJetStream.Tests;

/// <summary><c>docs/providers/nats.md</c> says what is true.</summary>
public sealed class DocumentTests
{
    private static readonly Lazy<string> Page = new(() => File.ReadAllText(Path.Combine(Root(), "docs/providers/nats.md")));

    [Fact]
    public void Every_option_is_listed_with_its_default()
    {
        var options = new NatsJetStreamOptions();
        var listed = Page.Value.Split('\n').SkipWhile(line => line != "## Options").Skip(1).TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Split('|'))
                .Select(cells => $"{cells[1].Trim()} {cells[2].Trim()}");

        listed.ShouldBe(
            typeof(NatsJetStreamOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Select(property => $"`{property.Name}` `{Text(property.GetValue(options))}`"),
            ignoreOrder: true);
    }

    [Fact]
    public void The_names_are_as_it_says()
    {
        var names = new QueueNames("shop", "nats-1");
        var queue = new JobQueue("default", JobMasterPriority.Medium);
        Page.Value.ShouldContain($"| `{names.Stream}`: ");
        Page.Value.ShouldContain($"| `{names.Subject(queue)}` |");
        Page.Value.ShouldContain($"| `{QueueNames.Consumer(queue)}`: ");
        Page.Value.ShouldContain("`Shop` is `=53hop`");
        new QueueNames("Shop", "a").Stream.ShouldContain("=53hop");
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "JobMaster.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
