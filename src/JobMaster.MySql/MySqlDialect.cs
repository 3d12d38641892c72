using System.Buffers;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using JobMaster.Sql;
using MySqlConnector;

namespace JobMaster.MySql;

/// <summary>
/// Values in MySQL: ids as 16 bytes in network order, so that version 7 ids sort by time; instants as UTC without a zone; intervals as
/// microseconds; batches as JSON, except batches of ids only, which are literals in the text.
/// </summary>
internal sealed class MySqlDialect(MySqlFailures failures) : SqlDialect
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>ER_LOCK_NOWAIT of MySQL; MariaDB reports a lock wait timeout.</summary>
    private const MySqlErrorCode LockNoWait = (MySqlErrorCode)3572;

    private long _token = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & (long.MaxValue >> 1);

    public override string Name => "MySQL";

    public override bool MovesInOneStatement => true;

    public override bool SkipsLockedJobs => true;

    public override bool WaitsWholeSeconds => true;

    public override bool ReadsOldSnapshots => true;

    public override void Bind(DbParameter parameter, SqlArgument argument)
    {
        var bound = (MySqlParameter)parameter;
        if (bound.ParameterName.Length == 0)
        {
            bound.ParameterName = "@" + argument.Name;
        }

        bound.Value = argument switch
        {
            { Value: null } => DBNull.Value,
            { Kind: SqlArgumentKind.Id, Value: Guid id } => id.ToByteArray(bigEndian: true),
            { Value: DateTimeOffset time } => WholeMicroseconds(time),
            _ => argument.Value,
        };
    }

    public override Guid ReadId(DbDataReader reader, int ordinal)
    {
        // Not GetGuid: its reading of 16 bytes depends on the connection string.
        byte[] bytes = new byte[16];
        reader.GetBytes(ordinal, 0, bytes, 0, bytes.Length);
        return new Guid(bytes, bigEndian: true);
    }

    public override DateTimeOffset ReadTime(DbDataReader reader, int ordinal) =>
        new(DateTime.SpecifyKind(reader.GetDateTime(ordinal), DateTimeKind.Utc));

    public override bool IsTransient(Exception exception) => MySqlFailures.IsTransient(exception);

    public override bool IsRefusal(Exception exception) => MySqlFailures.IsRefusal(exception);

    public override JobMasterStoreException? ExplainRefusedSchedule(Exception exception) => failures.ExplainUnusable(exception);

    public override JobMasterStoreException? Explain(Exception exception) => failures.Explain(exception);

    public override bool IsHeld(Exception exception) =>
        exception is MySqlException { ErrorCode: MySqlErrorCode.LockWaitTimeout or LockNoWait };

    public override long NextToken() => Interlocked.Increment(ref _token);

    /// <summary>
    /// Writes batches of ids, or of numbers, where the text has <c>(@name)</c>. An update or a delete that reads them from JSON would scan
    /// and lock the whole table.
    /// </summary>
    public override string TextOf(SqlStatement statement, ReadOnlySpan<SqlArgument> arguments)
    {
        string text = statement.Text;
        foreach (var argument in arguments)
        {
            string place = $"(@{argument.Name})";
            if (argument is { Kind: SqlArgumentKind.Json, Value: string json } && text.Contains(place, StringComparison.Ordinal))
            {
                text = text.Replace(place, Literals(argument.Name, json), StringComparison.Ordinal);
            }
        }

        return text;
    }

    /// <summary>An array of ids in hex digits, or of numbers, as SQL literals in parentheses. Nothing else gets into the text.</summary>
    private static string Literals(string name, string json)
    {
        var written = new StringBuilder(json.Length + 16).Append('(');
        foreach (var part in json.AsSpan(1, json.Length - 2).Split(','))
        {
            var value = json.AsSpan(1)[part];
            bool isId = value is ['"', .., '"'] && value.Length == 34;
            var digits = isId ? value[1..^1] : value is ['-', ..] ? value[1..] : value;
            if (digits.ContainsAnyExcept(Digits) || (!isId && digits.ContainsAnyExceptInRange('0', '9')))
            {
                throw new ArgumentException($"The parameter '{name}' has something other than ids and numbers: '{json}'.", nameof(json));
            }

            written.Append(written.Length == 1 ? "" : ",").Append(isId ? "x'" : value.IsEmpty ? "x'" : "").Append(isId ? digits : value)
                .Append(isId || value.IsEmpty ? "'" : "");
        }

        return written.Append(')').ToString();
    }

    /// <summary>
    /// The instant truncated, not rounded, to the database's precision. Its kind is unspecified, because the driver refuses some kinds.
    /// </summary>
    private static DateTime WholeMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Unspecified);
}
