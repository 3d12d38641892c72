using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace JobMaster.Storage;

/// <summary>
/// The changes of a round. Stores read the affected alerts, have the changes computed here, and write the result, so that all stores agree.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed class AlertChanges
{
    /// <summary>The most subjects of one rule; further ones are dropped, so that they flood neither the sinks nor the table.</summary>
    public const int MostOfRule = 100;

    private const int LongestText = 2000;

    private readonly List<StoredAlert> written = [];
    private readonly List<StoredAlert> fired = [];
    private readonly List<StoredAlert> resolved = [];
    private readonly List<Guid> dropped = [];

    /// <summary>Computes the changes of a round.</summary>
    /// <param name="stored">All open alerts, and those of <see cref="IdsOf"/>.</param>
    /// <param name="round">The findings.</param>
    /// <param name="now">The store's time.</param>
    public AlertChanges(IEnumerable<StoredAlert> stored, AlertRound round, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(round);
        var known = stored.DistinctBy(alert => alert.Id).ToDictionary(alert => alert.Id);
        foreach (var rule in round.Rules)
        {
            var found = Found(rule, known);
            foreach (var (id, finding) in found)
            {
                Hold(known.GetValueOrDefault(id) ?? New(id, rule, finding, now), rule, finding, now);
            }

            foreach (var alert in known.Values.Where(alert => alert.Rule == rule.Name && alert.IsOpen && !found.ContainsKey(alert.Id)))
            {
                Clear(alert with { CheckedAt = now }, rule.ResolveAfter, now);
            }
        }

        HashSet<string> rules = [.. round.Rules.Select(rule => rule.Name), .. round.FailedRules];
        foreach (var alert in known.Values.Where(
            alert => alert.IsOpen && !rules.Contains(alert.Rule) && now - alert.CheckedAt >= round.Forgotten))
        {
            Clear(alert, TimeSpan.Zero, now);
        }

        Firing =
        [
            .. known.Values.Concat(written).Where(alert => alert.IsFiring).DistinctBy(alert => alert.Id)
                .Where(alert => resolved.TrueForAll(gone => gone.Id != alert.Id)),
        ];
    }

    /// <summary>The rows to store.</summary>
    public IReadOnlyList<StoredAlert> Written => written;

    /// <summary>The rows to delete: conditions that ended before they fired.</summary>
    public IReadOnlyList<Guid> Dropped => dropped;

    /// <summary>The alerts that fired.</summary>
    public IReadOnlyList<StoredAlert> Fired => fired;

    /// <summary>The alerts that resolved.</summary>
    public IReadOnlyList<StoredAlert> Resolved => resolved;

    /// <summary>All alerts that fire now.</summary>
    public IReadOnlyList<StoredAlert> Firing { get; }

    /// <summary>The ids of the alerts that a round affects.</summary>
    /// <param name="round">The findings.</param>
    public static IReadOnlyList<Guid> IdsOf(AlertRound round)
    {
        ArgumentNullException.ThrowIfNull(round);
        return [.. round.Rules.SelectMany(rule => rule.Findings.Select(finding => IdOf(rule.Name, finding.Subject))).Distinct().Order()];
    }

    /// <summary>The id of an alert. The same on every node.</summary>
    /// <param name="rule">The name of the rule.</param>
    /// <param name="subject">Its subject.</param>
    public static Guid IdOf(string rule, string subject) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{rule}\n{subject}")).AsSpan(0, 16), bigEndian: true);

    /// <summary>
    /// The findings of a rule, up to its limit. Subjects with an open alert come first, so that the limit resolves nothing.
    /// </summary>
    private static Dictionary<Guid, AlertFinding> Found(EvaluatedRule rule, Dictionary<Guid, StoredAlert> known) =>
        rule.Findings.Select(finding => (Id: IdOf(rule.Name, finding.Subject), Finding: finding))
            .DistinctBy(found => found.Id)
            .OrderByDescending(found => known.TryGetValue(found.Id, out var alert) && alert.IsOpen)
            .Take(MostOfRule)
            .ToDictionary(found => found.Id, found => found.Finding);

    private static StoredAlert New(Guid id, EvaluatedRule rule, AlertFinding finding, DateTimeOffset now) => new()
    {
        Id = id, Rule = rule.Name, Subject = StoredText.Clean(finding.Subject), Severity = rule.Severity, Text = "", Value = 0, Stage = 0,
        SeenAt = now, CheckedAt = now,
    };

    private void Hold(StoredAlert alert, EvaluatedRule rule, AlertFinding finding, DateTimeOffset now)
    {
        var seen = alert with
        {
            Severity = rule.Severity,
            Text = Cut(StoredText.Clean(finding.Text)),
            Value = double.IsFinite(finding.Value) ? finding.Value : 0,
            Since = alert.Since ?? now,
            SeenAt = now,
            CheckedAt = now,
        };
        if (!seen.IsFiring && now - seen.Since >= rule.Holds)
        {
            seen = seen with { Stage = seen.Stage + 1, FiredAt = now, ResolvedAt = null };
            fired.Add(seen);
        }

        written.Add(seen);
    }

    private void Clear(StoredAlert alert, TimeSpan resolveAfter, DateTimeOffset now)
    {
        if (alert.Stage == 0)
        {
            dropped.Add(alert.Id);
            return;
        }

        var clear = alert with { Since = null };
        if (clear.IsFiring && now - clear.SeenAt >= resolveAfter)
        {
            clear = clear with { Stage = clear.Stage + 1, ResolvedAt = now };
            resolved.Add(clear);
        }

        written.Add(clear);
    }

    private static string Cut(string text) =>
        text.Length <= LongestText ? text : text[..(LongestText - (char.IsHighSurrogate(text[LongestText - 1]) ? 1 : 0))];
}
