using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using JobMaster.Sql;
using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer;

/// <summary>
/// Values in SQL Server: ids as 16 bytes in network order, so that version 7 ids sort by time, as a uniqueidentifier would not; instants as
/// UTC in whole microseconds; texts as nvarchar; batches as JSON.
/// </summary>
internal sealed class SqlServerDialect(SqlServerFailures failures) : SqlDialect
{
    /// <summary>The longest text that is sent with a bounded length.</summary>
    private const int LongestShort = 4000;

    private long _token = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & (long.MaxValue >> 1);

    public override string Name => "SQL Server";

    public override bool MovesInOneStatement => true;

    public override bool SkipsLockedJobs => true;

    public override bool SavesByStatement => true;

    /// <summary>The type of a parameter of each kind, as a statement declares it.</summary>
    public static string TypeOf(SqlArgumentKind kind) => kind switch
    {
        SqlArgumentKind.Text => "nvarchar(4000)",
        SqlArgumentKind.Json => "nvarchar(max)",
        SqlArgumentKind.Id => "binary(16)",
        SqlArgumentKind.Time => "datetime2(7)",
        SqlArgumentKind.Number => "bigint",
        SqlArgumentKind.Flag => "bit",
        _ => "varbinary(max)",
    };

    public override void Bind(DbParameter parameter, SqlArgument argument)
    {
        var bound = (SqlParameter)parameter;
        if (!IsNamed(bound.ParameterName, argument.Name))
        {
            bound.ParameterName = "@" + argument.Name;
        }

        (bound.SqlDbType, bound.Size) = argument.Kind switch
        {
            SqlArgumentKind.Text => (SqlDbType.NVarChar, argument.Value is string { Length: > LongestShort } ? -1 : LongestShort),
            SqlArgumentKind.Json => (SqlDbType.NVarChar, -1),
            SqlArgumentKind.Id => (SqlDbType.Binary, 16),
            SqlArgumentKind.Time => (SqlDbType.DateTime2, 0),
            SqlArgumentKind.Number => (SqlDbType.BigInt, 0),
            SqlArgumentKind.Flag => (SqlDbType.Bit, 0),
            _ => (SqlDbType.VarBinary, -1),
        };
        bound.Value = argument switch
        {
            { Value: null } => DBNull.Value,
            { Kind: SqlArgumentKind.Id, Value: Guid id } => id.ToByteArray(bigEndian: true),
            { Value: DateTimeOffset time } => WholeMicroseconds(time),
            _ => argument.Value,
        };
    }

    public override DbDataReader Reading(DbDataReader reader) => new WideReader(reader);

    public override Guid ReadId(DbDataReader reader, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new Guid(reader.GetFieldValue<byte[]>(ordinal), bigEndian: true);
    }

    public override DateTimeOffset ReadTime(DbDataReader reader, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new(DateTime.SpecifyKind(reader.GetDateTime(ordinal), DateTimeKind.Utc));
    }

    public override bool IsTransient(Exception exception) => SqlServerFailures.IsTransient(exception);

    public override bool IsRefusal(Exception exception) => SqlServerFailures.IsRefusal(exception);

    public override JobMasterStoreException? ExplainRefusedSchedule(Exception exception) => failures.ExplainUnusable(exception);

    public override JobMasterStoreException? Explain(Exception exception) => failures.Explain(exception);

    public override bool IsHeld(Exception exception) => exception is SqlException { Number: SqlServerFailures.LockTimeout };

    public override long NextToken() => Interlocked.Increment(ref _token);

    /// <summary>Whether the parameter has its name. The driver gives a name of its own to a parameter that is added without one.</summary>
    private static bool IsNamed(string found, string name) => found is ['@', ..] && found.AsSpan(1).SequenceEqual(name);

    /// <summary>The instant truncated, not rounded, to what batches carry. Its kind is unspecified, because the column has none.</summary>
    private static DateTime WholeMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Unspecified);
}
