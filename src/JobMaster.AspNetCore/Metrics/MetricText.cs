using System.Globalization;
using System.Text;

namespace JobMaster.AspNetCore.Metrics;

/// <summary>Metrics in Prometheus's text format 0.0.4.</summary>
internal static class MetricText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private const string Scope = "otel_scope_name=\"JobMaster\"";
    private const string ClusterLabel = "jobmaster_cluster";

    /// <param name="families">The metrics.</param>
    /// <param name="seesCluster">Whether series of a cluster are shown.</param>
    public static string Write(IEnumerable<MetricFamily> families, Func<string, bool> seesCluster)
    {
        var text = new StringBuilder();
        foreach (var family in families)
        {
            var shown = family.Series.Where(series => Shows(family, series.Key, seesCluster))
                .Select(series => (Labels: Labels(family, series.Key), series.Value))
                .OrderBy(series => series.Labels, StringComparer.Ordinal)
                .ToList();
            if (family.Overflow is { } overflow && seesCluster("") is var isShown && isShown)
            {
                shown.Add(($"{Scope},otel_metric_overflow=\"true\"", overflow));
            }

            if (shown.Count > 0)
            {
                Describe(text, family);
                shown.ForEach(series => Add(text, family, series.Labels, series.Value));
            }
        }

        return text.ToString();
    }

    /// <summary>Escapes the text as the format requires, and removes half surrogate pairs, which are not UTF-8.</summary>
    internal static string Escaped(string value)
    {
        var escaped = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\\':
                    escaped.Append(@"\\");
                    break;
                case '"':
                    escaped.Append("\\\"");
                    break;
                case '\n':
                    escaped.Append(@"\n");
                    break;
                default:
                    escaped.Append(rune.ToString());
                    break;
            }
        }

        return escaped.ToString();
    }

    private static bool Shows(MetricFamily family, MetricTags tags, Func<string, bool> seesCluster)
    {
        for (int i = 0; i < family.Labels.Count; i++)
        {
            if (family.Labels[i] == ClusterLabel)
            {
                return seesCluster(tags[i] as string ?? "");
            }
        }

        return seesCluster("");
    }

    private static void Describe(StringBuilder text, MetricFamily family)
    {
        string type = family.Bounds is not null ? "histogram" : family.IsCounter ? "counter" : "gauge";
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(type).Append('\n');
        text.Append("# HELP ").Append(family.Name).Append(' ')
            .Append(family.Help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
    }

    private static string Labels(MetricFamily family, MetricTags tags)
    {
        var labels = new StringBuilder(Scope);
        for (int i = 0; i < family.Labels.Count; i++)
        {
            if (tags[i] is { } value)
            {
                string shown = value is bool isSo ? (isSo ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                labels.Append(',').Append(family.Labels[i]).Append("=\"").Append(Escaped(shown)).Append('"');
            }
        }

        return labels.ToString();
    }

    private static void Add(StringBuilder text, MetricFamily family, string labels, MetricSeries series)
    {
        var (sum, buckets) = series.Read();
        if (family.Bounds is not { } bounds)
        {
            Line(text, family.Name, labels, Number(sum));
            return;
        }

        long count = 0;
        for (int i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            string bound = i < bounds.Count ? Number(bounds[i]) : "+Inf";
            Line(text, $"{family.Name}_bucket", $"{labels},le=\"{bound}\"", Number(count));
        }

        Line(text, $"{family.Name}_sum", labels, Number(sum));
        Line(text, $"{family.Name}_count", labels, Number(count));
    }

    private static void Line(StringBuilder text, string name, string labels, string value) =>
        text.Append(name).Append('{').Append(labels).Append("} ").Append(value).Append('\n');

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
