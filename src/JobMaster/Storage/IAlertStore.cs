using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// The alerts of a cluster: one row for each rule and subject, which fires and resolves, and what was sent of it to each sink.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IAlertStore
{
    /// <summary>
    /// Takes the turn to evaluate the rules for some time, unless another node has it or the next round is not due yet; returns whether it
    /// did. A turn that was taken before, with a lost reply, is taken again.
    /// </summary>
    Task<bool> TakeTurnAsync(Guid turn, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the findings of a round, decides what to send, and ends the turn, all in one transaction. Returns null and changes nothing if
    /// the turn is lost. A round applied twice changes nothing more.
    /// </summary>
    Task<AlertRoundResult?> ApplyAsync(AlertRound round, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the notice of a sink that has been due longest, for a period in which no other node gets it; null for none. Notices of one
    /// alert come in order, one at a time.
    /// </summary>
    Task<StoredAlertNotice?> ClaimAsync(string sink, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Records that a notice was sent or given up. The next notice that the alert fires waits at least <paramref name="quiet"/>. Returns
    /// false and changes nothing if another node took it meanwhile.
    /// </summary>
    Task<bool> SettleAsync(StoredAlertNotice notice, TimeSpan quiet, CancellationToken cancellationToken);

    /// <summary>Sends a notice again after a pause. Returns false and changes nothing if another node took it meanwhile.</summary>
    Task<bool> PutOffAsync(StoredAlertNotice notice, TimeSpan pause, CancellationToken cancellationToken);

    /// <summary>The alerts that fired; the last that fired is first.</summary>
    Task<IReadOnlyList<StoredAlert>> ListAsync(AlertListRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// How long the oldest due job of each lane has waited. Looks only at the head of each queue, so the call stays short for any number of
    /// waiting jobs.
    /// </summary>
    Task<IReadOnlyList<LaneWait>> ReadWaitsAsync(CancellationToken cancellationToken);

    /// <summary>The groups of failed jobs that grow and are not muted, fastest first.</summary>
    Task<IReadOnlyList<GrowingFailures>> ReadGrowingFailuresAsync(GrowingFailuresRequest request, CancellationToken cancellationToken);

    /// <summary>The schedules whose ledger has occurrences that were recently missed and skipped; the latest is first.</summary>
    Task<IReadOnlyList<MissedOccurrences>> ReadMissedAsync(MissedOccurrencesRequest request, CancellationToken cancellationToken);
}

/// <summary>An alert: the finding of a rule about one subject.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredAlert
{
    /// <summary>Computed from the rule and the subject, so it is the same each time it fires.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>Its subject.</summary>
    public required string Subject { get; init; }

    /// <summary>How serious it is.</summary>
    public required JobAlertSeverity Severity { get; init; }

    /// <summary>The problem, as last found.</summary>
    public required string Text { get; init; }

    /// <summary>The number behind it, as last found.</summary>
    public required double Value { get; init; }

    /// <summary>Rises by one each time it fires or resolves: odd while it fires.</summary>
    public required long Stage { get; init; }

    /// <summary>Since when the condition holds; null if it does not.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the condition last held.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When its rule was last evaluated.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>When it last fired; null if it never did.</summary>
    public DateTimeOffset? FiredAt { get; init; }

    /// <summary>When it last resolved; null while it fires, and if it never did.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Whether it fires.</summary>
    public bool IsFiring => Stage % 2 == 1;

    /// <summary>Whether it fires, or will fire if its condition continues.</summary>
    public bool IsOpen => IsFiring || Since is not null;
}

/// <summary>The findings of a node that evaluated its rules.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AlertRound
{
    /// <summary>The turn of the evaluation.</summary>
    public required Guid Turn { get; init; }

    /// <summary>When the next round is due.</summary>
    public required TimeSpan NextIn { get; init; }

    /// <summary>The rules that were evaluated.</summary>
    public required IReadOnlyList<EvaluatedRule> Rules { get; init; }

    /// <summary>The configured rules that could not be evaluated: their earlier findings stay.</summary>
    public IReadOnlyList<string> FailedRules { get; init; } = [];

    /// <summary>The sinks to send to.</summary>
    public IReadOnlyList<string> Sinks { get; init; } = [];

    /// <summary>Whether new sinks also receive alerts that fire already.</summary>
    public bool MeetsSinks { get; init; }

    /// <summary>Alerts of rules that no node has evaluated for this time resolve.</summary>
    public required TimeSpan Forgotten { get; init; }

    /// <summary>How long resolved alerts are kept; null to prune none this time.</summary>
    public TimeSpan? Retention { get; init; }
}

/// <summary>A rule that was evaluated.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Severity">How serious its findings are.</param>
/// <param name="Holds">How long a condition must hold before it fires.</param>
/// <param name="ResolveAfter">How long a condition must be gone before it resolves.</param>
/// <param name="Findings">The findings, the worst first.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record EvaluatedRule(
    string Name, JobAlertSeverity Severity, TimeSpan Holds, TimeSpan ResolveAfter, IReadOnlyList<AlertFinding> Findings);

/// <summary>A subject for which the condition of a rule holds.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Text">The problem.</param>
/// <param name="Value">The number behind it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AlertFinding(string Subject, string Text, double Value);

/// <summary>The changes of a round.</summary>
/// <param name="Fired">The alerts that fired.</param>
/// <param name="Resolved">The alerts that resolved.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AlertRoundResult(IReadOnlyList<StoredAlert> Fired, IReadOnlyList<StoredAlert> Resolved);

/// <summary>The next notice for a sink.</summary>
/// <param name="Alert">The alert as it is now.</param>
/// <param name="Sink">The sink.</param>
/// <param name="Stage">The stage of the alert that the notice is about: odd if it says that the alert fires.</param>
/// <param name="ClaimNo">Rises each time it is claimed.</param>
/// <param name="Attempt">How often this was tried, including this time.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredAlertNotice(StoredAlert Alert, string Sink, long Stage, long ClaimNo, int Attempt)
{
    /// <summary>
    /// The stage to send next: the one after the stage sent last, but no stage of earlier firings, which are over.
    /// </summary>
    /// <param name="sent">The stage that was sent last.</param>
    /// <param name="stage">The stage of the alert.</param>
    public static long StageToSend(long sent, long stage) => Math.Max(sent + 1, stage - 1 + (stage % 2));
}

/// <summary>Selects alerts.</summary>
/// <param name="Limit">The most to return.</param>
/// <param name="Firing">Only those that fire, or only those that have resolved; null for both.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AlertListRequest(int Limit, bool? Firing = null);

/// <summary>How long jobs of a lane wait.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Longest">How long the longest-waiting job has been due.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LaneWait(string Lane, TimeSpan Longest);

/// <summary>Selects groups of failed jobs that grow.</summary>
/// <param name="Within">The recent time to look at.</param>
/// <param name="Growth">A group grows if at least this many of its jobs failed in that time.</param>
/// <param name="WithNew">Whether a group whose first job failed in that time counts, even with few jobs.</param>
/// <param name="MostJobs">Looks at no more than this many of the latest failed jobs.</param>
/// <param name="Limit">The most groups.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record GrowingFailuresRequest(TimeSpan Within, int Growth, bool WithNew, int MostJobs, int Limit);

/// <summary>A group of failed jobs that grows.</summary>
/// <param name="Fingerprint">The group.</param>
/// <param name="Failed">How many of its jobs failed recently.</param>
/// <param name="Jobs">How many failed jobs it has now.</param>
/// <param name="IsNew">Whether its first job failed recently.</param>
/// <param name="MutedBelow">The size at which its mute ended; zero for none.</param>
/// <param name="ExampleDefinitionId">The definition of an example; null if it was removed meanwhile.</param>
/// <param name="ExampleError">The beginning of the example's error.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record GrowingFailures(
    string Fingerprint, long Failed, long Jobs, bool IsNew, long MutedBelow, string? ExampleDefinitionId, string? ExampleError);

/// <summary>Selects missed occurrences.</summary>
/// <param name="Within">The recent time in which they were recorded.</param>
/// <param name="Cause">How the causes of missed occurrences begin.</param>
/// <param name="Limit">The most schedules.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record MissedOccurrencesRequest(TimeSpan Within, string Cause, int Limit);

/// <summary>The occurrences that a schedule missed and skipped.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="ProfileId">Its profile; null for a schedule created at run time.</param>
/// <param name="Key">Its key, if it has one.</param>
/// <param name="DefinitionId">The definition of its jobs.</param>
/// <param name="Count">The number of occurrences.</param>
/// <param name="LastAt">The last of them.</param>
/// <param name="Now">The store's clock.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record MissedOccurrences(
    Guid ScheduleId, string? ProfileId, string? Key, string DefinitionId, long Count, DateTimeOffset LastAt, DateTimeOffset Now);
