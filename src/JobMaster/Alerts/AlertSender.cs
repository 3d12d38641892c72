using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Alerts;

/// <summary>
/// Sends the notices of one sink, one after the other: takes one for some time, sends it outside any transaction, and records that it was
/// sent. If the node dies in between, any node sends the notice again after that time.
/// </summary>
internal sealed class AlertSender : INodeRole
{
    /// <summary>After this many attempts, about a day, a notice is given up.</summary>
    public const int MostAttempts = 100;

    /// <summary>Longer than sending may take, so that no other node sends the notice meanwhile.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestSend = TimeSpan.FromSeconds(10);

    /// <summary>The evaluating node wakes its own senders. This interval finds the notices of a killed node.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenNotices = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan UsualQuiet = TimeSpan.FromMinutes(5);

    private readonly NodeServices _node;
    private readonly AlertTarget _target;
    private readonly Dictionary<string, TimeSpan> _quiet;
    private readonly PollingLoop _loop;

    public AlertSender(NodeServices node, AlertTarget target, IReadOnlyList<JobAlert> alerts)
    {
        (_node, _target) = (node, target);
        _quiet = alerts.ToDictionary(alert => alert.Name, alert => alert.AtMostEvery, StringComparer.Ordinal);
        _loop = node.Loop($"Send alerts to {target.Name}", RunOnceAsync);
    }

    /// <summary>The sink's name.</summary>
    public string Sink => _target.Name;

    public void Wake() => _loop.Wake();

    public async Task Start(CancellationToken cancellationToken)
    {
        try
        {
            await _loop.Start(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _target.Dispose();
        }
    }

    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_node.Mode.Mode == ClusterMode.Archive
            || await _node.Store.Alerts.ClaimAsync(Sink, Lease, cancellationToken).ConfigureAwait(false) is not { } claimed)
        {
            return Between * (0.75 + (_node.Random.NextDouble() / 2));
        }

        try
        {
            await SendAsync(NoticeOf(claimed), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailedAsync(claimed, exception, cancellationToken).ConfigureAwait(false);
        }

        await SettleAsync(claimed, cancellationToken).ConfigureAwait(false);
        return BetweenNotices;
    }

    /// <summary>A sink that ignores the token, or blocks, is abandoned after the time.</summary>
    private async Task SendAsync(JobAlertNotice notice, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(LongestSend, _node.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var (send, token) = (_target.Send, stop.Token);
        var sending = Task.Run(() => send(notice, token), CancellationToken.None);
        try
        {
            await sending.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The sink did not take the notice within 10 seconds.");
        }
    }

    private async Task<TimeSpan> FailedAsync(StoredAlertNotice claimed, Exception exception, CancellationToken cancellationToken)
    {
        var (rule, subject) = (claimed.Alert.Rule, claimed.Alert.Subject);
        if (claimed.Attempt >= MostAttempts)
        {
            Log.AlertNoticeGivenUp(_node.Logger, exception, Sink, rule, subject, claimed.Attempt);
            await SettleAsync(claimed, cancellationToken).ConfigureAwait(false);
            return BetweenNotices;
        }

        var pause = FirstPause * Math.Pow(2, Math.Min(claimed.Attempt - 1, 10));
        pause = (pause < LongestPause ? pause : LongestPause) * (0.75 + (_node.Random.NextDouble() / 2));
        Log.AlertNotSent(_node.Logger, exception, Sink, rule, subject, pause);
        await _node.Store.Alerts.PutOffAsync(claimed, pause, cancellationToken).ConfigureAwait(false);
        return FirstPause * 0.5;
    }

    private async Task SettleAsync(StoredAlertNotice claimed, CancellationToken cancellationToken) =>
        await _node.Store.Alerts.SettleAsync(claimed, _quiet.GetValueOrDefault(claimed.Alert.Rule, UsualQuiet), cancellationToken)
            .ConfigureAwait(false);

    private JobAlertNotice NoticeOf(StoredAlertNotice claimed)
    {
        var (alert, fires) = (claimed.Alert, claimed.Stage % 2 == 1);
        var firedAt = alert.FiredAt ?? alert.SeenAt;
        var state = fires ? JobAlertState.Firing : JobAlertState.Resolved;
        return new JobAlertNotice
        {
            Id = FormattableString.Invariant($"{alert.Id:N}-{firedAt.ToUnixTimeMilliseconds()}-{(fires ? "firing" : "resolved")}"),
            ClusterId = _node.Options.ClusterId,
            AlertId = alert.Id,
            Rule = alert.Rule,
            Subject = alert.Subject,
            State = state,
            Severity = alert.Severity,
            Text = alert.Text,
            Value = alert.Value,
            FiredAt = firedAt,
            ResolvedAt = fires ? null : alert.ResolvedAt,
            TimesFired = (claimed.Stage + 1) / 2,
        };
    }
}
