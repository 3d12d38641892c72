using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>A live job that an operator changes, as <c>hold_changing.sql</c> returns it.</summary>
/// <param name="Claim">The job and its claim number.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="IsAsked">Whether it was asked to stop.</param>
/// <param name="State">Its state as users see it.</param>
/// <param name="Values">The values that may change.</param>
/// <param name="IsOnAgent">Whether it is only a placeholder for a job that an agent holds.</param>
/// <param name="Now">The time of the store's clock.</param>
internal readonly record struct ChangingJob(
    JobClaim Claim, bool IsRunning, bool IsAsked, JobState State, ChangeableValues Values, bool IsOnAgent, DateTimeOffset Now)
{
    public Guid Id => Claim.JobId;

    public static ChangingJob Read(SqlDialect dialect, DbDataReader reader) => new(
        new JobClaim(dialect.ReadId(reader, 0), reader.GetInt32(1)),
        reader.GetInt32(2) == StoredStates.Running,
        reader.GetInt32(3) != 0,
        (JobState)reader.GetInt32(4),
        new ChangeableValues(
            (JobMasterPriority)reader.GetInt32(7), reader.GetString(6), dialect.ReadTime(reader, 5), dialect.Time(reader, 8)),
        !reader.IsDBNull(9) && reader.GetInt32(9) == (int)ParkedReason.NotAdmitted,
        dialect.ReadTime(reader, 10));
}
