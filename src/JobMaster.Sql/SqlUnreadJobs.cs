namespace JobMaster.Sql;

/// <summary>
/// Parks the waiting jobs that no live session can read. Jobs that had passed their limits give their permits back, and wait like other
/// parked jobs with limits.
/// </summary>
internal sealed class SqlUnreadJobs(SqlStoreParts parts)
{
    private readonly SqlStatement parkUnread = parts.Statements["park_unread"];
    private readonly SqlLimits limits = new(parts);

    public async ValueTask ParkAsync(SqlCommands commands, CancellationToken cancellationToken)
    {
        var parked = new List<LimitedJob>();
        await commands.QueryAsync(parkUnread, Read, cancellationToken).ConfigureAwait(false);
        await limits.GateAsync(commands, parked, mayWait: true, cancellationToken).ConfigureAwait(false);

        bool Read(System.Data.Common.DbDataReader reader)
        {
            LimitedJob.Note(parked, parts.Dialect, reader, 0, 1);
            return true;
        }
    }
}
