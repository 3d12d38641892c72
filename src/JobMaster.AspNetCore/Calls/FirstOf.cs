namespace JobMaster.AspNetCore.Calls;

/// <summary>The beginning of a list that has no cursor, and whether it is all of it.</summary>
internal static class FirstOf
{
    /// <summary>The most that such a list is read for at once.</summary>
    private const int Most = ApiQuery.LongestPage;

    /// <summary>Reads one more than is shown, to learn whether there are others. A list cut at the longest page counts as cut.</summary>
    public static async Task<(IReadOnlyList<T> Shown, bool IsComplete)> ReadAsync<T>(int limit, Func<int, Task<IReadOnlyList<T>>> readAsync)
    {
        var found = await readAsync(Math.Min(limit + 1, Most));
        return found.Count > limit ? ([.. found.Take(limit)], false) : (found, found.Count < Most);
    }
}
