using System.Data.Common;
using JobMaster.Sql;
using Microsoft.Data.Sqlite;

namespace JobMaster.Sqlite;

/// <summary>Values in SQLite: ids as 16 bytes in network order, so that version 7 ids sort by time; times as microseconds.</summary>
internal sealed class SqliteDialect(SqliteFailures failures) : SqlDialect
{
    public override string Name => "SQLite";

    public override void Bind(DbParameter parameter, SqlArgument argument)
    {
        var bound = (SqliteParameter)parameter;
        if (bound.ParameterName.Length == 0)
        {
            bound.ParameterName = "@" + argument.Name;
        }

        bound.Value = argument switch
        {
            { Value: null } => DBNull.Value,
            { Kind: SqlArgumentKind.Id, Value: Guid id } => id.ToByteArray(bigEndian: true),
            { Kind: SqlArgumentKind.Time, Value: DateTimeOffset time } => SqlTime.ToMicroseconds(time),
            { Kind: SqlArgumentKind.Flag, Value: bool flag } => flag ? 1L : 0L,
            _ => argument.Value,
        };
    }

    /// <summary>unixepoch('subsec') counts milliseconds.</summary>
    public override TimeSpan ClockStep { get; } = TimeSpan.FromMilliseconds(1);

    public override Guid ReadId(DbDataReader reader, int ordinal) => new(reader.GetFieldValue<byte[]>(ordinal), bigEndian: true);

    public override DateTimeOffset ReadTime(DbDataReader reader, int ordinal) => SqlTime.ToInstant(reader.GetInt64(ordinal));

    public override bool IsTransient(Exception exception) => SqliteFailures.IsTransient(exception);

    public override bool IsOutwaited(Exception exception) => SqliteFailures.IsOutwaited(exception);

    public override bool IsRefusal(Exception exception) => SqliteFailures.IsRefusal(exception);

    public override JobMasterStoreException? ExplainRefusedSchedule(Exception exception) => failures.ExplainRefusedSchedule(exception);

    public override JobMasterStoreException? Explain(Exception exception) => failures.Explain(exception);
}
