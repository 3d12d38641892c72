using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The statements of limits, and how their rows are read.</summary>
internal sealed class SqlLimitStatements
{
    private readonly SqlDialect dialect;

    public SqlLimitStatements(SqlStoreParts parts)
    {
        dialect = parts.Dialect;
        var all = parts.Statements;
        LimitWaiting = dialect.SkipsLockedJobs ? all["limit_waiting"] : null;
        (RaiseVersion, ReadLimits, WriteLimit) = (all["raise_control_version"], all["read_limits"], all["write_limit"]);
        (LiftLimit, ReadGate, HoldKeys) = (all["lift_limit"], all["read_gate"], all["hold_limit_keys"]);
        (AddKeys, WriteKey, ReadLedger) = (all["add_limit_keys"], all["write_limit_key"], all["read_limit_ledger"]);
        (DropLedger, HoldGated, AdmitJobs) = (all["drop_limit_ledger"], all["hold_gated"], all["admit_jobs"]);
        (LeaveGates, MoveGates, ReadDueGates) = (all["leave_gates"], all["move_gates"], all["read_due_gates"]);
        (OpenGates, ReadNextDue, ListGates) = (all["open_gates"], all["read_next_gate"], all["list_gates"]);
        CountHolders = all["count_holders"];
        (ReadLimitsOf, RestKey, FindAdmitted) = (all["read_limits_of"], all["rest_limit_key"], all["find_admitted"]);
        (FindShut, ListShut, ReadTime) = (all["find_shut_gates"], all["list_shut_lanes"], all["read_store_time"]);
        (ListKeys, ReadKey) = (all["list_limit_keys"], all["read_limit_key"]);
        (ReadTurns, FindFirst, ReadGated) = (all["read_turns"], all["find_first_gated"], all["read_gated"]);
        (ReadHolders, WriteTurns, FindKeys) = (all["read_turn_holders"], all["write_turns"], all["find_limit_keys"]);
        (FindIdle, HoldIdle, DropKeys) = (all["find_idle_keys"], all["hold_idle_keys"], all["drop_limit_keys"]);
        FindGates = all["find_gates"];
        Waiting = reader => new WaitingUse(
            Use!(reader), reader.GetInt64(6), dialect.Time(reader, 7))
        { Counted = reader.GetInt64(8) };
        Id = dialect.SoleId;
        Name = static reader => reader.GetString(0);
        Limit = ReadLimit;
        Use = reader => new LimitUse(
            reader.GetString(0), reader.GetInt64(1), dialect.Time(reader, 2), dialect.ReadTime(reader, 3), dialect.Time(reader, 4),
            dialect.Id(reader, 5));
        Gated = reader => new GatedJob(dialect.ReadId(reader, 0), reader.GetString(1), reader.Queue(2));
        AtGate = reader => (reader.GetString(0), new GatedJob(dialect.ReadId(reader, 1), reader.GetString(2), reader.Queue(3)));
        Place = reader => (dialect.ReadId(reader, 0), reader.GetInt32(1));
        Admitted = reader => new LimitedJob(dialect.ReadId(reader, 0), reader.GetString(1));
        Entry = reader => (dialect.ReadId(reader, 0), reader.GetString(1), reader.GetInt64(2));
        Until = reader => SqlTime.ToInterval(reader.GetInt64(0));
    }

    public SqlStatement? LimitWaiting { get; }

    public SqlStatement RaiseVersion { get; }

    public SqlStatement ReadLimits { get; }

    public SqlStatement WriteLimit { get; }

    public SqlStatement LiftLimit { get; }

    public SqlStatement ReadGate { get; }

    public SqlStatement HoldKeys { get; }

    public SqlStatement AddKeys { get; }

    public SqlStatement WriteKey { get; }

    public SqlStatement ReadLedger { get; }

    public SqlStatement DropLedger { get; }

    public SqlStatement HoldGated { get; }

    public SqlStatement AdmitJobs { get; }

    public SqlStatement LeaveGates { get; }

    public SqlStatement MoveGates { get; }

    public SqlStatement ReadDueGates { get; }

    public SqlStatement OpenGates { get; }

    public SqlStatement ReadNextDue { get; }

    public SqlStatement ListGates { get; }

    public SqlStatement CountHolders { get; }

    public SqlStatement ReadLimitsOf { get; }

    public SqlStatement RestKey { get; }

    public SqlStatement FindAdmitted { get; }

    public SqlStatement FindShut { get; }

    public SqlStatement ListShut { get; }

    public SqlStatement ReadTime { get; }

    public SqlStatement ListKeys { get; }

    public SqlStatement ReadKey { get; }

    public SqlStatement ReadTurns { get; }

    public SqlStatement FindFirst { get; }

    public SqlStatement ReadGated { get; }

    public SqlStatement ReadHolders { get; }

    public SqlStatement WriteTurns { get; }

    public SqlStatement FindKeys { get; }

    public SqlStatement FindIdle { get; }

    public SqlStatement HoldIdle { get; }

    public SqlStatement FindGates { get; }

    public SqlStatement DropKeys { get; }

    public Func<DbDataReader, (string Gate, GatedJob Job)> AtGate { get; }

    public Func<DbDataReader, (Guid Id, int Place)> Place { get; }

    public Func<DbDataReader, WaitingUse> Waiting { get; }

    public Func<DbDataReader, Guid> Id { get; }

    public Func<DbDataReader, string> Name { get; }

    public Func<DbDataReader, StoredLimit> Limit { get; }

    public Func<DbDataReader, LimitUse> Use { get; }

    public Func<DbDataReader, GatedJob> Gated { get; }

    public Func<DbDataReader, LimitedJob> Admitted { get; }

    public Func<DbDataReader, (Guid Id, string Name, long Number)> Entry { get; }

    public Func<DbDataReader, TimeSpan> Until { get; }

    /// <summary>Keys as a batch.</summary>
    public static SqlArgument Keys(IEnumerable<string> names) => SqlArgument.Json("names", JsonRows.Texts(names));

    private StoredLimit ReadLimit(DbDataReader reader)
    {
        var limit = new NewLimit(
            reader.GetString(0), (LimitSource)reader.GetInt32(1), reader.GetString(2), LimitValues.FromJson(reader.GetString(5)))
        {
            Scope = (LimitScope)reader.GetInt32(3),
            Of = reader.Text(4),
            Until = dialect.Time(reader, 6),
        };
        return new StoredLimit(limit, dialect.ReadTime(reader, 7), reader.Text(8), reader.Text(9));
    }
}
