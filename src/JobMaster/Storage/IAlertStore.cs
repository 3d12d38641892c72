using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// The alerts of a cluster: one row for each rule and subject, which fires and resolves, and beside it how much of it each sink was sent.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IAlertStore
{
    /// <summary>
    /// Takes the turn to evaluate the rules for a while, unless another node has it or the next round is not due yet; returns whether it
    /// did. A turn that was taken before, with its reply lost, is taken again.
    /// </summary>
    Task<bool> TakeTurnAsync(Guid turn, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Stores what a round found, sets what is to be sent, and ends the turn, all in one transaction; null, with nothing changed, when the
    /// turn is lost. A round applied twice changes nothing more.
    /// </summary>
    Task<AlertRoundResult?> ApplyAsync(AlertRound round, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the notice of a sink that is due longest, for a while in which nobody else gets it; null for none. Of one alert, the notices
    /// come in order, one at a time.
    /// </summary>
    Task<StoredAlertNotice?> ClaimAsync(string sink, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that a notice was sent, or is given up; the next one that says the alert fires waits at least <paramref name="quiet"/>. False,
    /// with nothing changed, when another node took it meanwhile.
    /// </summary>
    Task<bool> SettleAsync(StoredAlertNotice notice, TimeSpan quiet, CancellationToken cancellationToken);

    /// <summary>Has a notice sent again after a pause. False, with nothing changed, when another node took it meanwhile.</summary>
    Task<bool> PutOffAsync(StoredAlertNotice notice, TimeSpan pause, CancellationToken cancellationToken);

    /// <summary>The alerts that fired, the one that fired last first.</summary>
    Task<IReadOnlyList<StoredAlert>> ListAsync(AlertListRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// How long the oldest due job of each lane has waited. Looks at the head of each queue, so the call stays short however many jobs
    /// wait.
    /// </summary>
    Task<IReadOnlyList<LaneWait>> ReadWaitsAsync(CancellationToken cancellationToken);

    /// <summary>The groups of failed jobs that grow and are not muted, the fastest first.</summary>
    Task<IReadOnlyList<GrowingFailures>> ReadGrowingFailuresAsync(GrowingFailuresRequest request, CancellationToken cancellationToken);

    /// <summary>The schedules whose ledger says that occurrences were missed lately and skipped, the one that missed last first.</summary>
    Task<IReadOnlyList<MissedOccurrences>> ReadMissedAsync(MissedOccurrencesRequest request, CancellationToken cancellationToken);
}

/// <summary>An alert: what a rule says of one subject.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredAlert
{
    /// <summary>Made of the rule and the subject, so it is the same each time it fires.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>What it is about.</summary>
    public required string Subject { get; init; }

    /// <summary>How bad it is.</summary>
    public required JobAlertSeverity Severity { get; init; }

    /// <summary>What is the matter, as it was last found.</summary>
    public required string Text { get; init; }

    /// <summary>The number behind it, as it was last found.</summary>
    public required double Value { get; init; }

    /// <summary>Rises by one each time it fires or resolves: odd while it fires.</summary>
    public required long Stage { get; init; }

    /// <summary>Since when the condition holds; null when it does not.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the condition last held.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When its rule was last evaluated.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>When it last fired; null when it never did.</summary>
    public DateTimeOffset? FiredAt { get; init; }

    /// <summary>When it last resolved; null while it fires, and when it never did.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Whether it fires.</summary>
    public bool IsFiring => Stage % 2 == 1;

    /// <summary>Whether it fires, or will if its condition goes on.</summary>
    public bool IsOpen => IsFiring || Since is not null;
}

/// <summary>What a node found when it evaluated its rules.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AlertRound
{
    /// <summary>The turn it was found in.</summary>
    public required Guid Turn { get; init; }

    /// <summary>When the next round is due.</summary>
    public required TimeSpan NextIn { get; init; }

    /// <summary>The rules that were evaluated.</summary>
    public required IReadOnlyList<EvaluatedRule> Rules { get; init; }

    /// <summary>The names of the rules that are configured but could not be evaluated: what they found before stays.</summary>
    public IReadOnlyList<string> FailedRules { get; init; } = [];

    /// <summary>The sinks to send to.</summary>
    public IReadOnlyList<string> Sinks { get; init; } = [];

    /// <summary>Whether sinks that are new are sent what fires already.</summary>
    public bool MeetsSinks { get; init; }

    /// <summary>Alerts of rules that nobody has evaluated for so long resolve.</summary>
    public required TimeSpan Forgotten { get; init; }

    /// <summary>How long alerts are kept that have resolved; null to prune none this time.</summary>
    public TimeSpan? Retention { get; init; }
}

/// <summary>A rule that was evaluated.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Severity">How bad what it finds is.</param>
/// <param name="Holds">How long a condition must hold before it fires.</param>
/// <param name="ResolveAfter">How long a condition must be gone before it resolves.</param>
/// <param name="Findings">What it found, the worst first.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record EvaluatedRule(
    string Name, JobAlertSeverity Severity, TimeSpan Holds, TimeSpan ResolveAfter, IReadOnlyList<AlertFinding> Findings);

/// <summary>A subject for which the condition of a rule holds.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Text">What is the matter.</param>
/// <param name="Value">The number behind it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AlertFinding(string Subject, string Text, double Value);

/// <summary>What a round changed.</summary>
/// <param name="Fired">The alerts that fired.</param>
/// <param name="Resolved">The alerts that resolved.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AlertRoundResult(IReadOnlyList<StoredAlert> Fired, IReadOnlyList<StoredAlert> Resolved);

/// <summary>What is to be sent to a sink next.</summary>
/// <param name="Alert">The alert as it is.</param>
/// <param name="Sink">The sink.</param>
/// <param name="Stage">The stage of the alert that the notice is about: odd when it says that the alert fires.</param>
/// <param name="ClaimNo">Rises each time it is claimed.</param>
/// <param name="Attempt">How often this was tried, with this time.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredAlertNotice(StoredAlert Alert, string Sink, long Stage, long ClaimNo, int Attempt)
{
    /// <summary>
    /// The stage to send next: the one that follows what was sent, but none of earlier times that the alert fired, which are over.
    /// </summary>
    /// <param name="sent">The stage that was sent last.</param>
    /// <param name="stage">The stage of the alert.</param>
    public static long StageToSend(long sent, long stage) => Math.Max(sent + 1, stage - 1 + (stage % 2));
}

/// <summary>Which alerts to list.</summary>
/// <param name="Limit">At most so many.</param>
/// <param name="Firing">Only those that fire, or only those that have resolved; null for both.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AlertListRequest(int Limit, bool? Firing = null);

/// <summary>How long jobs of a lane wait.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Longest">How long ago the job was due that is due longest.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record LaneWait(string Lane, TimeSpan Longest);

/// <summary>Which groups of failed jobs grow.</summary>
/// <param name="Within">Looks at what failed so lately.</param>
/// <param name="Growth">A group grows if so many of its jobs failed in that time.</param>
/// <param name="WithNew">Whether a group whose first job failed in that time counts, however few there are.</param>
/// <param name="MostJobs">Looks at no more than so many of the latest failed jobs.</param>
/// <param name="Limit">At most so many groups.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record GrowingFailuresRequest(TimeSpan Within, int Growth, bool WithNew, int MostJobs, int Limit);

/// <summary>A group of failed jobs that grows.</summary>
/// <param name="Fingerprint">The group.</param>
/// <param name="Failed">How many of its jobs failed lately.</param>
/// <param name="Jobs">How many failed jobs it has now.</param>
/// <param name="IsNew">Whether its first job failed lately.</param>
/// <param name="MutedBelow">The size at which its mute ended; zero for none.</param>
/// <param name="ExampleDefinitionId">The definition of an example; null when it was removed meanwhile.</param>
/// <param name="ExampleError">The beginning of the example's error.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record GrowingFailures(
    string Fingerprint, long Failed, long Jobs, bool IsNew, long MutedBelow, string? ExampleDefinitionId, string? ExampleError);

/// <summary>Which missed occurrences to read.</summary>
/// <param name="Within">Those filed so lately.</param>
/// <param name="Cause">How the causes begin that say that an occurrence was missed.</param>
/// <param name="Limit">At most so many schedules.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record MissedOccurrencesRequest(TimeSpan Within, string Cause, int Limit);

/// <summary>What a schedule missed and skipped.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="ProfileId">Its profile; null for one made at run time.</param>
/// <param name="Key">Its key, if it has one.</param>
/// <param name="DefinitionId">What it runs.</param>
/// <param name="Count">How many occurrences.</param>
/// <param name="LastAt">The last of them.</param>
/// <param name="Now">The store's clock.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record MissedOccurrences(
    Guid ScheduleId, string? ProfileId, string? Key, string DefinitionId, long Count, DateTimeOffset LastAt, DateTimeOffset Now);
