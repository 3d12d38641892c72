namespace JobMaster.Recurring;

/// <summary>A set of years.</summary>
internal sealed class YearSet
{
    public const int First = 1970;
    public const int Last = 2099;

    private readonly bool[] years = new bool[Last - First + 1];

    public void Add(int year) => years[year - First] = true;

    /// <summary>The first year of the set that is not before the given one; null if there is none.</summary>
    public int? From(int year)
    {
        var index = year > Last ? -1 : Array.IndexOf(years, true, Math.Max(year - First, 0));
        return index < 0 ? null : First + index;
    }
}
