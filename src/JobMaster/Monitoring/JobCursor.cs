using System.Globalization;
using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Where a list continues: the section, the last job shown of it, and the mark of the list's filter.</summary>
internal sealed record JobCursor(JobSection Section, (DateTimeOffset FinalizedAt, Guid Id)? After, string Filter)
{
    public static JobCursor Behind(JobSection section, StoredJob job, string filter) =>
        new(section, (job.FinalizedAt ?? default, job.Id), filter);

    /// <exception cref="ArgumentException">The text is no cursor, or belongs to a list with another filter.</exception>
    public static JobCursor Parse(string continueFrom, string filter)
    {
        var parts = continueFrom.Split('-', 4);
        if (parts.Length == 4
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var section)
                && Enum.IsDefined((JobSection)section)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                && ticks <= DateTimeOffset.MaxValue.Ticks)
        {
            var isStart = parts[2].Length == 0;
            if (Guid.TryParseExact(parts[2], "N", out var id) || isStart)
            {
                return parts[3] == filter
                    ? new JobCursor((JobSection)section, isStart ? null : (new DateTimeOffset(ticks, TimeSpan.Zero), id), filter)
                    : throw FilterMark.IsAnother(continueFrom);
            }
        }

        throw new ArgumentException(
            $"'{continueFrom}' is not a continuation. Pass the Next of the page before, unchanged, or null for the first page.",
            nameof(continueFrom));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(int)Section}-{After?.FinalizedAt.UtcTicks ?? 0}-{After?.Id.ToString("N")}-{Filter}");
}
