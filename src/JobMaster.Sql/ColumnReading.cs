using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Reads columns that may be null.</summary>
internal static class ColumnReading
{
    public static string? Text(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    public static double? Fraction(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetDouble(ordinal);

    public static TimeSpan? Interval(this DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : SqlTime.ToInterval(reader.GetInt64(ordinal));

    public static Guid? Id(this SqlDialect dialect, DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : dialect.ReadId(reader, ordinal);

    public static DateTimeOffset? Time(this SqlDialect dialect, DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : dialect.ReadTime(reader, ordinal);

    /// <summary>Reads a queue from the columns lane and priority, in this order.</summary>
    public static JobQueue Queue(this DbDataReader reader, int ordinal) =>
        new(reader.GetString(ordinal), (JobMasterPriority)reader.GetInt32(ordinal + 1));

    /// <summary>Reads rows with a single id.</summary>
    public static Guid SoleId(this SqlDialect dialect, DbDataReader reader) => dialect.ReadId(reader, 0);
}
