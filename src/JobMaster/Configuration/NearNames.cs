namespace JobMaster.Configuration;

/// <summary>Finds the known name that is most similar to an unknown one.</summary>
internal static class NearNames
{
    private const int Farthest = 3;

    /// <returns>Null if none is similar enough.</returns>
    public static string? Find(string name, IEnumerable<string> known)
    {
        var (near, distance) = known.Select(each => (each, Distance(name.ToUpperInvariant(), each.ToUpperInvariant())))
            .MinBy(pair => pair.Item2);
        return distance <= Farthest && distance < name.Length ? near : null;
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
