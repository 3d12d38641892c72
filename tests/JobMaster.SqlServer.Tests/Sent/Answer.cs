using System.Data;
using System.Data.Common;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>An answer of no server: rows, or how many rows were changed.</summary>
internal sealed record Answer(object?[][] Rows, int Changed = 1)
{
    /// <summary>What a statement answers that nothing was said about: no rows, or one row changed.</summary>
    public static Answer Usual { get; } = new([]);

    /// <summary>The rows, with values as the driver gives them.</summary>
    public DbDataReader Read()
    {
        using var table = new DataTable();
        int width = Rows.Length == 0 ? 1 : Rows[0].Length;
        var rows = Array.ConvertAll(Rows, row => Array.ConvertAll(row, Stored));
        for (int i = 0; i < width; i++)
        {
            var known = rows.Select(row => row[i]).FirstOrDefault(value => value is not DBNull);
            table.Columns.Add($"c{i}", known?.GetType() ?? typeof(string));
        }

        foreach (object[] row in rows)
        {
            table.Rows.Add(row);
        }

        return table.CreateDataReader();
    }

    private static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToByteArray(bigEndian: true),
        DateTimeOffset time => time.UtcDateTime,
        Enum number => Convert.ToInt32(number, null),
        _ => value,
    };
}
