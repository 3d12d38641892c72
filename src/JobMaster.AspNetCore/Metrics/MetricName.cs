using System.Diagnostics.Metrics;

namespace JobMaster.AspNetCore.Metrics;

/// <summary>The same names as OpenTelemetry's Prometheus exporter: dots become underscores, then the unit and <c>_total</c>.</summary>
internal static class MetricName
{
    public static string Of(Instrument instrument)
    {
        string name = Label(instrument.Name) + (instrument.Unit == "s" ? "_seconds" : "");
        return IsCounter(instrument) ? name + "_total" : name;
    }

    public static string Label(string tag) => tag.Replace('.', '_');

    public static bool IsCounter(Instrument instrument) => instrument is Counter<long> or Counter<double>;

    public static bool IsHistogram(Instrument instrument) => instrument is Histogram<double> or Histogram<long>;
}
