namespace JobMaster.Values;

/// <summary>Finds the known name that is most similar to an unknown one.</summary>
internal static class NearNames
{
    /// <param name="name">The unknown name.</param>
    /// <param name="known">The known ones.</param>
    /// <param name="farthest">How many letters may differ.</param>
    /// <returns>Null if none is similar enough.</returns>
    public static string? Find(string name, IEnumerable<string> known, int farthest = 3)
    {
        var (near, distance) = known.Select(each => (each, Distance(name.ToUpperInvariant(), each.ToUpperInvariant())))
            .OrderBy(pair => pair.Item2).FirstOrDefault();
        return near is not null && distance <= farthest && distance < name.Length ? near : null;
    }

    /// <summary>How many letters to add, drop or replace to turn one word into the other.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var letter = 1; letter <= from.Length; letter++)
        {
            var diagonal = row[0];
            row[0] = letter;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = diagonal + (from[letter - 1] == to[column - 1] ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(replaced, Math.Min(row[column], row[column - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
