using System.Data.Common;
using JobMaster.Sql;
using Npgsql;
using NpgsqlTypes;

namespace JobMaster.Postgres;

/// <summary>Values in Postgres: ids as uuid, instants as timestamptz, intervals as microseconds, batches as json or arrays.</summary>
internal sealed class PostgresDialect(PostgresFailures failures) : SqlDialect
{
    public override string Name => "Postgres";

    public override bool MovesInOneStatement => true;

    public override bool SkipsLockedJobs => true;

    /// <summary>
    /// Jobs stored within the same millisecond have no order, so reading them by id looks up a page for each. This takes five times as long
    /// as reading the table.
    /// </summary>
    public override int LiveAtOnce => 250_000;

    public override void Bind(DbParameter parameter, SqlArgument argument)
    {
        var bound = (NpgsqlParameter)parameter;
        if (bound.ParameterName.Length == 0)
        {
            bound.ParameterName = argument.Name;
            bound.NpgsqlDbType = TypeOf(argument);
        }

        bound.Value = argument switch
        {
            { Value: null } => DBNull.Value,
            { Value: DateTimeOffset time } => WholeMicroseconds(time),
            { Value: DateTimeOffset?[] times } =>
                Array.ConvertAll(times, static time => time is { } known ? WholeMicroseconds(known) : (DateTime?)null),
            _ => argument.Value,
        };
    }

    public override Guid ReadId(DbDataReader reader, int ordinal) => reader.GetGuid(ordinal);

    public override DateTimeOffset ReadTime(DbDataReader reader, int ordinal) => new(reader.GetDateTime(ordinal));

    public override bool IsTransient(Exception exception) => PostgresFailures.IsTransient(exception);

    public override bool IsRefusal(Exception exception) => PostgresFailures.IsRefusal(exception);

    public override JobMasterStoreException? ExplainRefusedSchedule(Exception exception) => failures.ExplainUnusable(exception);

    public override JobMasterStoreException? Explain(Exception exception) => failures.Explain(exception);

    public override bool IsHeld(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    /// <summary>The instant truncated, not rounded, to the database's precision.</summary>
    private static DateTime WholeMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);

    private static NpgsqlDbType TypeOf(SqlArgument argument) => argument.Kind switch
    {
        SqlArgumentKind.Text => NpgsqlDbType.Text,
        SqlArgumentKind.Json => NpgsqlDbType.Json,
        SqlArgumentKind.Id => NpgsqlDbType.Uuid,
        SqlArgumentKind.Time => NpgsqlDbType.TimestampTz,
        SqlArgumentKind.Number => NpgsqlDbType.Bigint,
        SqlArgumentKind.Flag => NpgsqlDbType.Boolean,
        _ => NpgsqlDbType.Array | argument.Value switch
        {
            Guid[] or Guid?[] => NpgsqlDbType.Uuid,
            string?[] => NpgsqlDbType.Text,
            byte[][] => NpgsqlDbType.Bytea,
            long[] => NpgsqlDbType.Bigint,
            DateTimeOffset?[] => NpgsqlDbType.TimestampTz,
            _ =>
                throw new NotSupportedException(
                    $"The argument '{argument.Name}' is a {argument.Value?.GetType()}, which the Postgres dialect does not know."),
        },
    };
}
