using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using JobMaster.Diagnostics;
using JobMaster.Tests.Architecture;
using Microsoft.Extensions.Logging;

namespace JobMaster.Tests.Docs;

public partial class OperationsTests
{
    private const string Page = "docs/operations.md";

    [Fact]
    public void Every_instrument_is_listed_with_its_kind_and_unit()
    {
        using var meters = new OwnMeters();
        var instruments = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter == meters.Meter)
            {
                instruments.Add($"{instrument.Name} {instrument.GetType().Name.Split('`')[0]} {instrument.Unit}");
            }
        };
        listener.Start();
        using var telemetry = new JobMasterTelemetry("docs", meters);

        Documents.Table(Page, "Metrics").Select(row => $"{row[0]} {row[1]} {row[2]}").ShouldBe(instruments, ignoreOrder: true);
    }

    [Fact]
    public void Every_name_of_a_span_a_store_call_or_a_tag_is_mentioned()
    {
        var page = Documents.Read(Page);
        var names = Repository.SourceFiles("*.cs").Where(file => file.StartsWith("src/JobMaster/", StringComparison.Ordinal))
            .SelectMany(file => TelemetryName().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value))
            .Distinct().ToList();

        names.ShouldContain("jobmaster.store.claim");
        names.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
        TelemetryMention().Matches(page).Select(match => match.Groups[1].Value).Distinct().Except(names).ShouldBeEmpty();
    }

    [Fact]
    public void Every_log_event_is_listed_with_its_level()
    {
        var events = typeof(Log).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(method => (method.Name, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(entry => entry.Message is not null)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Message!.EventId} {entry.Message.Level} {entry.Name}"));

        Documents.Table(Page, "Logs").Select(row => $"{row[0]} {row[1]} {row[2]}").ShouldBe(events, ignoreOrder: true);
    }

    [GeneratedRegex("\"(jobmaster\\.[a-z_.]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex TelemetryName();

    [GeneratedRegex("`(jobmaster\\.[a-z_.]+[a-z_])`", RegexOptions.CultureInvariant)]
    private static partial Regex TelemetryMention();

    private sealed class OwnMeters : IMeterFactory
    {
        public Meter? Meter { get; private set; }

        public Meter Create(MeterOptions options) => Meter = new Meter(options);

        public void Dispose() => Meter?.Dispose();
    }
}
