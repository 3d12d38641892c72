using System.Globalization;
using System.Text.Json;

namespace JobMaster.Benchmarks.Measuring;

/// <summary>One line of what was found.</summary>
internal sealed record Figure(string Provider, string Measure, double Value, string Unit, double? Raw, double? Ratio);

/// <summary>Prints figures: each at once as a JSON object on its line, or all at the end as a table.</summary>
internal sealed class Report(string provider, bool isJson)
{
    private static readonly string[] Header = ["measure", "value", "unit", "raw", "ratio"];
    private readonly List<Figure> _figures = [];

    public string Provider => provider;

    /// <param name="measure">What was measured.</param>
    /// <param name="value">The library's figure.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="raw">The figure of the raw loop, or of the state it is compared with.</param>
    /// <param name="ratio">The value divided by that.</param>
    public void Add(string measure, double value, string unit, double? raw = null, double? ratio = null)
    {
        var figure = new Figure(provider, measure, Rounded(value), unit, Rounded(raw), Rounded(ratio ?? (value / raw)));
        _figures.Add(figure);
        if (isJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(figure, JsonSerializerOptions.Web));
        }
    }

    /// <summary>A figure of one state beside that of another.</summary>
    public void Add(string measure, string unit, Rounds rounds, string state, string to, Func<Cost, double> of) =>
        Add(measure, rounds.Median(state, of), unit, rounds.Median(to, of), rounds.Ratio(state, to, of));

    public void PrintTable()
    {
        if (isJson)
        {
            return;
        }

        List<string[]> rows = [
            Header,
            .. _figures.Select(figure => new[] { figure.Measure, Text(figure.Value), figure.Unit, Text(figure.Raw), Text(figure.Ratio) })];
        int[] widths = [.. Header.Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            Console.WriteLine(
                string.Join(
                    "  ", row.Select((cell, column) => column is 0 or 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
        }
    }

    private static double Rounded(double value) => double.IsFinite(value) && value != 0
        ? Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15))
        : 0;

    private static double? Rounded(double? value) => value is { } number ? Rounded(number) : null;

    private static string Text(double? value) =>
        value is { } number ? number.ToString(Math.Abs(number) < 100 ? "0.####" : "#,0", CultureInfo.InvariantCulture) : "";
}
