using System.Globalization;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Statistics as text: a sum is <c>[3,0,5]</c>, a batch <c>[{"scope":1,"name":"mail","age":2500000,"counts":"[3,0,5]"}]</c> with the age in
/// microseconds.
/// </summary>
internal static class StatisticText
{
    public static string Write(IReadOnlyList<NewStatistic> statistics) => JsonRows.Write(statistics, static (writer, statistic) =>
    {
        writer.WriteStartObject();
        writer.Number("scope", (int)statistic.Scope);
        writer.Text("name", statistic.Name);
        writer.Interval("age", statistic.Age);
        writer.Text("counts", Text(statistic.Counts));
        writer.WriteEndObject();
    });

    public static void WriteSum(Utf8JsonWriter writer, StoredStatistic sum)
    {
        writer.WriteStartObject();
        writer.Number("scope", (int)sum.Scope);
        writer.Text("name", sum.Name);
        writer.Number("resolution", (int)sum.Start.Resolution);
        writer.Time("starts_at", sum.Start.At);
        writer.Text("counts", Text(sum.Counts));
        writer.WriteEndObject();
    }

    public static IReadOnlyList<NewStatistic> ReadBatch(string content)
    {
        using var batch = JsonDocument.Parse(content);
        return
        [
            .. batch.RootElement.EnumerateArray().Select(row => new NewStatistic(
                (StatisticScope)row.GetProperty("scope").GetInt32(), row.GetProperty("name").GetString()!,
                TimeSpan.FromMicroseconds(row.GetProperty("age").GetInt64()), ReadCounts(row.GetProperty("counts").GetString()!))),
        ];
    }

    public static IReadOnlyList<long> ReadCounts(string text)
    {
        var counts = new List<long>();
        var rest = text.AsSpan(1, text.Length - 2);
        foreach (var part in rest.Split(','))
        {
            counts.Add(long.Parse(rest[part], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        }

        return counts;
    }

    private static string Text(IReadOnlyList<long> counts) =>
        $"[{string.Join(',', counts.Select(count => count.ToString(CultureInfo.InvariantCulture)))}]";
}
