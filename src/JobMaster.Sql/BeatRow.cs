using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>A tagged row of <c>read_beat.sql</c>.</summary>
internal readonly record struct BeatRow(int Tag, Guid Id, long Number, long Second, string? Text)
{
    private const int Control = 0, Session = 1, Due = 2, Solo = 3, Cancel = 4, Parked = 5, Schedule = 6, Unread = 7, Now = 8;

    public static BeatRow Read(SqlDialect dialect, DbDataReader reader) =>
        new(
            reader.GetInt32(0),
            reader.IsDBNull(1) ? default : dialect.ReadId(reader, 1),
            reader.IsDBNull(2) ? 0 : reader.GetInt64(2),
            reader.IsDBNull(3) ? 0 : reader.GetInt64(3),
            reader.Text(4));

    /// <summary>
    /// Sorts the rows of an answer by their tag. It is one plain loop: an idle node does only this, and each query over its own row type
    /// would have to be compiled first.
    /// </summary>
    public static BeatResult Gather(List<BeatRow> rows, IReadOnlyList<JobQueue> queues)
    {
        List<SessionBeat> sessions = [];
        List<QueueDue> dues = [];
        List<JobQueue> solo = [];
        List<JobClaim> cancels = [];
        HashSet<string>? parked = null, unread = null;
        TimeSpan? scheduleDue = null;
        BeatRow control = default, now = default;
        foreach (var row in rows)
        {
            switch (row.Tag)
            {
                case Control:
                    control = row;
                    break;
                case Session:
                    sessions.Add(new SessionBeat(row.Id, row.Number));
                    break;
                case Due:
                    dues.Add(new QueueDue(queues[(int)row.Number], SqlTime.ToInterval(row.Second)));
                    break;
                case Solo:
                    solo.Add(queues[(int)row.Number]);
                    break;
                case Cancel:
                    cancels.Add(new JobClaim(row.Id, (int)row.Number));
                    break;
                case Parked:
                    (parked ??= new(StringComparer.Ordinal)).Add(row.Text!);
                    break;
                case Unread:
                    (unread ??= new(StringComparer.Ordinal)).Add(row.Text!);
                    break;
                case Schedule:
                    scheduleDue = SqlTime.ToInterval(row.Second);
                    break;
                case Now:
                    now = row;
                    break;
            }
        }

        return new BeatResult
        {
            Sessions = sessions, Dues = dues, SoloQueues = solo, CancelRequests = cancels,
            ParkedDefinitions = parked is null ? [] : [.. parked], UnreadDefinitions = unread is null ? [] : [.. unread],
            HasOrphans = control.Second != 0, ScheduleDue = scheduleDue, ControlVersion = control.Number,
            Now = SqlTime.ToInstant(now.Second),
        };
    }
}
