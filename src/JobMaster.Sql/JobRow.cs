using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Reads jobs from rows. All statements that return jobs keep the same order of columns.</summary>
[Experimental("JM9001")]
public sealed class JobRow
{
    private readonly SqlDialect dialect;

    /// <summary>Creates the reader of rows.</summary>
    /// <param name="dialect">How the database gives values.</param>
    public JobRow(SqlDialect dialect) => this.dialect = dialect;

    /// <summary>Reads the job of the current row.</summary>
    public StoredJob Read(DbDataReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new StoredJob
        {
            Id = dialect.ReadId(reader, 0),
            DefinitionId = reader.GetString(1),
            Lane = reader.GetString(2),
            Priority = (JobMasterPriority)reader.GetInt32(3),
            State = (JobState)reader.GetInt32(4),
            CreatedAt = dialect.ReadTime(reader, 5),
            ScheduledAt = dialect.ReadTime(reader, 6),
            DueAt = dialect.ReadTime(reader, 7),
            Timeout = SqlTime.ToInterval(reader.GetInt64(8)),
            MaxRetries = reader.GetInt32(9),
            NumberOfFailures = reader.GetInt32(10),
            LostCount = reader.GetInt32(11),
            ClaimNo = reader.GetInt32(12),
            SessionId = dialect.Id(reader, 13),
            AttemptedAt = dialect.Time(reader, 14),
            FinalizedAt = dialect.Time(reader, 15),
            Duration = reader.Interval(16),
            ExpiresAt = dialect.Time(reader, 17),
            IsExpired = reader.GetInt32(18) != 0,
            IsCancelRequested = reader.GetInt32(19) != 0,
            ParkedReason = reader.IsDBNull(20) ? null : (ParkedReason)reader.GetInt32(20),
            TriggerSource = (TriggerSourceType)reader.GetInt32(21),
            RecurringScheduleId = dialect.Id(reader, 22),
            Tenant = reader.Text(23),
            IdempotencyKey = reader.Text(24),
            TraceParent = reader.Text(25),
            ScheduledBy = reader.Text(26),
            Error = reader.Text(27),
            Progress = reader.Fraction(28),
            ProgressText = reader.Text(29),
            Metadata = reader.Text(30),
            Result = reader.Text(31),
            Limits = reader.Text(32),
            Payload = reader.Text(33),
        };
    }

    /// <summary>Reads a job of any state; the fingerprint of its failure follows its payload.</summary>
    public StoredJob ReadStored(DbDataReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Read(reader) with { Fingerprint = reader.Text(34) };
    }

    /// <summary>Reads a claimed job with its place in the order of insertion, which is the last column.</summary>
    public (StoredJob Job, long Seq) ReadClaimed(DbDataReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return (Read(reader), reader.GetInt64(34));
    }
}
