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

    public static BeatResult Gather(List<BeatRow> rows, IReadOnlyList<JobQueue> queues)
    {
        var control = rows.Find(row => row.Tag == Control);
        return new BeatResult
        {
            Sessions = Of(Session, row => new SessionBeat(row.Id, row.Number)),
            Dues = Of(Due, row => new QueueDue(queues[(int)row.Number], SqlTime.ToInterval(row.Second))),
            SoloQueues = Of(Solo, row => queues[(int)row.Number]),
            CancelRequests = Of(Cancel, row => new JobClaim(row.Id, (int)row.Number)),
            ParkedDefinitions = [.. Of(Parked, row => row.Text!).Distinct(StringComparer.Ordinal)],
            UnreadDefinitions = [.. Of(Unread, row => row.Text!).Distinct(StringComparer.Ordinal)],
            HasOrphans = control.Second != 0,
            ScheduleDue = rows.FindIndex(row => row.Tag == Schedule) is >= 0 and var place ? SqlTime.ToInterval(rows[place].Second) : null,
            ControlVersion = control.Number,
            Now = SqlTime.ToInstant(rows.Find(row => row.Tag == Now).Second),
        };

        List<T> Of<T>(int tag, Func<BeatRow, T> convert) => [.. rows.Where(row => row.Tag == tag).Select(convert)];
    }
}
