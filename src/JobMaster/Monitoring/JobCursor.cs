using System.Globalization;
using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Where a list goes on: the section, and the last job already shown of it.</summary>
internal sealed record JobCursor(JobSection Section, (DateTimeOffset FinalizedAt, Guid Id)? After)
{
    public static JobCursor Start(JobSection section) => new(section, null);

    public static JobCursor Behind(JobSection section, StoredJob job) => new(section, (job.FinalizedAt ?? default, job.Id));

    /// <exception cref="ArgumentException">The text is no cursor.</exception>
    public static JobCursor Parse(string text)
    {
        var parts = text.Split('-', 3);
        if (parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var section)
                && Enum.IsDefined((JobSection)section)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                && ticks <= DateTimeOffset.MaxValue.Ticks)
        {
            if (parts[2].Length == 0)
            {
                return Start((JobSection)section);
            }

            if (Guid.TryParseExact(parts[2], "N", out var id))
            {
                return new JobCursor((JobSection)section, (new DateTimeOffset(ticks, TimeSpan.Zero), id));
            }
        }

        throw new ArgumentException(
            $"'{text}' is not a continuation. Pass the Next of the page before, unchanged, or null for the first page.", nameof(text));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(int)Section}-{After?.FinalizedAt.UtcTicks ?? 0}-{After?.Id.ToString("N")}");
}
