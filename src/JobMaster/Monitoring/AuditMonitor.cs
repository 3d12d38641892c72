using System.Globalization;
using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Reads the audit a page at a time.</summary>
internal sealed class AuditMonitor(IMasterStore store) : IAuditMonitor
{
    public async Task<AuditPage> ListAsync(
        AuditFilter? filter = null, string? continueFrom = null, CancellationToken cancellationToken = default)
    {
        filter ??= new AuditFilter();
        if (filter.PageSize is < 1 or > 1000)
        {
            throw new ArgumentException($"PageSize {filter.PageSize} must be from 1 to 1,000.", nameof(filter));
        }

        if (filter is { TargetId: { } id, TargetKind: null })
        {
            throw new ArgumentException($"TargetId '{id}' needs a TargetKind, for example AuditTargets.Job.", nameof(filter));
        }

        FilterCheck.ThrowIf(FilterCheck.Problem(filter), nameof(filter));
        var mark = FilterMark.Of(
            filter.Who, filter.Action, filter.CallKey, filter.TargetKind, filter.TargetId, filter.From?.UtcTicks, filter.Before?.UtcTicks);
        var (from, before) = Range(filter.Action);
        var (keyFrom, keyBefore) = Range(filter.CallKey);
        var entries = await store.Audit.ListAsync(
            new AuditListRequest
            {
                Who = filter.Who, ActionFrom = from, ActionBefore = before, CallKeyFrom = keyFrom, CallKeyBefore = keyBefore,
                TargetKind = filter.TargetKind, TargetId = filter.TargetId,
                From = filter.From, Before = filter.Before, After = continueFrom is null ? null : Parse(continueFrom, mark),
                Limit = filter.PageSize + 1,
            },
            cancellationToken).ConfigureAwait(false);
        return entries.Count <= filter.PageSize
            ? new AuditPage(entries, null)
            : new AuditPage([.. entries.Take(filter.PageSize)], Behind(entries[filter.PageSize - 1], mark));
    }

    /// <summary>
    /// The text range of the names: all names with this beginning sort before the same text with the next last character.
    /// </summary>
    private static (string? From, string? Before) Range(string? name) => name switch
    {
        null or "*" => (null, null),
        [.. var start, var last, '*'] => (start + last, start + (char)(last + 1)),
        _ => (name, name + "\u0001"),
    };

    private static string Behind(AuditEntry entry, string mark) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.At.UtcTicks}-{entry.Id:N}-{mark}");

    private static (DateTimeOffset At, Guid Id) Parse(string continueFrom, string mark) =>
        continueFrom.Split('-') is not [var time, var place, var filter]
        || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTimeOffset.MaxValue.Ticks
        || !Guid.TryParseExact(place, "N", out var id)
            ? throw new ArgumentException(
                $"'{continueFrom}' is not a continuation. Pass the Next of the page before, unchanged, or null for the first page.",
                nameof(continueFrom))
        : filter != mark ? throw FilterMark.IsAnother(continueFrom)
        : (new DateTimeOffset(ticks, TimeSpan.Zero), id);
}
