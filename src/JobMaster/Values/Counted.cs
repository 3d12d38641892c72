using System.Globalization;

namespace JobMaster.Values;

/// <summary>A number of things in words: <c>1 job</c>, <c>2 jobs</c>.</summary>
internal static class Counted
{
    public static string Of(long count, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {thing}{(count == 1 ? "" : "s")}");
}
