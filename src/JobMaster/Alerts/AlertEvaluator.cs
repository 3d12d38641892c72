using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Alerts;

/// <summary>
/// Evaluates the rules every few seconds, on one node at a time, and stores which alerts fire and resolve. Sends nothing itself, so that no
/// sink delays it.
/// </summary>
internal sealed class AlertEvaluator : INodeRole
{
    /// <summary>How long a node that dies or hangs in a round keeps the turn.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BetweenPrunes = TimeSpan.FromMinutes(5);

    /// <summary>How often a node without rules looks whether alerts of rules that no node has any more still fire.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(5);

    /// <summary>How long findings stay of a rule that no node has any more.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(15);

    private readonly NodeServices _node;
    private readonly IReadOnlyList<AlertRule> _rules;
    private readonly IReadOnlyList<AlertSender> _senders;
    private readonly PollingLoop _loop;
    private readonly TimeSpan _pace;
    private Guid? _turn;
    private long? _steadySince;
    private long _lookedAt;
    private long? _prunedAt;
    private bool _hasMetSinks;
    private bool _hasStarted;

    public AlertEvaluator(NodeServices node, IReadOnlyList<JobAlert> alerts, IReadOnlyList<AlertSender> senders)
    {
        (_node, _senders) = (node, senders);
        _rules = [.. alerts.Select(alert => AlertRule.Of(alert, node.Options))];
        _loop = node.Loop("Evaluate alerts", RunOnceAsync);

        // A stale heartbeat is visible from its limit until its session ends. Look at least twice in that time.
        _pace = _rules.OfType<StaleHeartbeatRule>().Select(rule => (node.Options.HeartbeatTimeout - rule.Steady) / 2)
            .Append(_rules.Count > 0 ? Between : BetweenLooks).Min();
        _pace = _pace < Shortest ? Shortest : _pace;
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var next = _pace * (0.75 + (_node.Random.NextDouble() / 2));
        if (_node.Mode.Mode != ClusterMode.Active || (_rules.Count == 0 && !_hasStarted))
        {
            // No job should run in this mode, so a standstill is normal. Without rules there is no haste.
            _hasStarted = true;
            return next;
        }

        try
        {
            await EvaluateAsync(cancellationToken).ConfigureAwait(false);
            return next;
        }
        catch
        {
            _steadySince = null;
            throw;
        }
    }

    private async Task EvaluateAsync(CancellationToken cancellationToken)
    {
        if (_rules.Count == 0
            && (await _node.Store.Alerts.ListAsync(new AlertListRequest(1), cancellationToken).ConfigureAwait(false)).Count == 0)
        {
            return;
        }

        // Kept until a round is over, so that a turn with a lost reply still belongs to this node.
        var turn = _turn ??= JobIds.Next(_node.Time);
        var isMine = await _node.Store.Alerts.TakeTurnAsync(turn, Lease, cancellationToken).ConfigureAwait(false);
        var steady = Looked();
        if (!isMine)
        {
            return;
        }

        var reading = new AlertReading(_node.Store, _node.Options.HeartbeatTimeout, cancellationToken);
        var (evaluated, failed) = (new List<EvaluatedRule>(), new List<string>());
        foreach (var rule in _rules)
        {
            if (rule.Steady <= steady && await FindAsync(rule, reading).ConfigureAwait(false) is { } found)
            {
                evaluated.Add(new EvaluatedRule(rule.Alert.Name, rule.Alert.Severity, rule.Holds, rule.Alert.ResolveAfter, found));
            }
            else
            {
                failed.Add(rule.Alert.Name);
            }
        }

        await ApplyAsync(turn, evaluated, failed, cancellationToken).ConfigureAwait(false);
        _turn = null;
    }

    /// <summary>Null if the rule cannot be evaluated now; the others still are.</summary>
    private async Task<IReadOnlyList<AlertFinding>?> FindAsync(AlertRule rule, AlertReading reading)
    {
        try
        {
            return await rule.FindAsync(reading).ConfigureAwait(false);
        }
        catch (Exception exception) when (!reading.Stop.IsCancellationRequested)
        {
            Log.AlertRuleFailed(_node.Logger, exception, rule.Alert.Name);
            return null;
        }
    }

    private async Task ApplyAsync(Guid turn, List<EvaluatedRule> rules, List<string> failed, CancellationToken cancellationToken)
    {
        var prunes = _prunedAt is not { } last || _node.Time.GetElapsedTime(last) >= BetweenPrunes;
        var round = new AlertRound
        {
            Turn = turn,

            // Less than the shortest pause, so that a single node finds it due each time. A node without rules puts off none that has some.
            NextIn = _rules.Count > 0 ? _pace * 0.7 : TimeSpan.Zero,
            Rules = rules,
            FailedRules = failed,
            Sinks = [.. _senders.Select(sender => sender.Sink)],
            MeetsSinks = !_hasMetSinks,
            Forgotten = Forgotten,
            Retention = prunes ? _node.Options.DataRetentionTtl : null,
        };
        if (await _node.Store.Alerts.ApplyAsync(round, cancellationToken).ConfigureAwait(false) is not { } result)
        {
            Log.AlertTurnLost(_node.Logger);
            return;
        }

        _prunedAt = prunes ? _node.Time.GetTimestamp() : _prunedAt;
        foreach (var alert in result.Fired)
        {
            Log.AlertFired(_node.Logger, alert.Rule, alert.Subject, alert.Text);
        }

        foreach (var alert in result.Resolved)
        {
            Log.AlertResolved(_node.Logger, alert.Rule, alert.Subject);
        }

        if (result.Fired.Count + result.Resolved.Count > 0 || !_hasMetSinks)
        {
            foreach (var sender in _senders)
            {
                sender.Wake();
            }
        }

        _hasMetSinks = true;
    }

    /// <summary>How long this node has reached the store without a gap.</summary>
    private TimeSpan Looked()
    {
        var now = _node.Time.GetTimestamp();
        if (_steadySince is null || _node.Time.GetElapsedTime(_lookedAt, now) > _pace * 2)
        {
            _steadySince = now;
        }

        _lookedAt = now;
        return _node.Time.GetElapsedTime(_steadySince.Value, now);
    }
}
