using System.Data.Common;

namespace JobMaster.Sql;

/// <summary>Reading columns that may be null.</summary>
internal static class ColumnReading
{
    public static string? Text(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    public static double? Fraction(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetDouble(ordinal);

    public static TimeSpan? Interval(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : SqlTime.ToInterval(reader.GetInt64(ordinal));

    public static Guid? Id(this SqlDialect dialect, DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : dialect.ReadId(reader, ordinal);

    public static DateTimeOffset? Time(this SqlDialect dialect, DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : dialect.ReadTime(reader, ordinal);

    /// <summary>Reads rows that hold one id.</summary>
    public static Guid SoleId(this SqlDialect dialect, DbDataReader reader) => dialect.ReadId(reader, 0);
}
