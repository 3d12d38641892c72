using System.Globalization;

namespace JobMaster.Tests.Recurring;

/// <summary>Writes the next occurrences of an expression as text, to be compared at a glance.</summary>
internal static class Sequence
{
    public static DateTimeOffset Utc(string time) =>
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>The next occurrences in a zone, with their offset.</summary>
    public static string[] Zoned(string typeId, string expression, string from, string zoneId, int count) =>
        Take(typeId, expression, from, TimeZoneInfo.FindSystemTimeZoneById(zoneId), count, "yyyy-MM-dd HH:mm zzz");

    /// <summary>The next occurrences in UTC; "never" where there are no more.</summary>
    public static string[] Natural(string expression, string from, int count) =>
        Take(NaturalCronExprCompiler.TypeId, expression, from, TimeZoneInfo.Utc, count, "yyyy-MM-dd HH:mm:ss");

    private static string[] Take(string typeId, string expression, string from, TimeZoneInfo zone, int count, string format)
    {
        var compiled = RecurrenceExprCompiler.Compile(typeId, expression);
        var anchor = Utc(from);
        DateTimeOffset? next = anchor;
        var taken = new List<string>();
        while (taken.Count < count && next is { } after)
        {
            next = compiled.GetNextOccurrence(after, zone, anchor);
            taken.Add(next?.ToString(format, CultureInfo.InvariantCulture) ?? "never");
        }

        return [.. taken];
    }
}
