using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>A live job that an operator changes, as <c>hold_changing.sql</c> returns it.</summary>
/// <param name="Claim">The job and its claim number.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="IsAsked">Whether it was asked to stop.</param>
/// <param name="State">Its state as users see it.</param>
/// <param name="DueAt">When it is due.</param>
internal readonly record struct ChangingJob(JobClaim Claim, bool IsRunning, bool IsAsked, JobState State, DateTimeOffset DueAt)
{
    public static ChangingJob Read(SqlDialect dialect, DbDataReader reader) => new(
        new JobClaim(dialect.ReadId(reader, 0), reader.GetInt32(1)),
        reader.GetInt32(2) == StoredStates.Running,
        reader.GetInt32(3) != 0,
        (JobState)reader.GetInt32(4),
        dialect.ReadTime(reader, 5));
}
