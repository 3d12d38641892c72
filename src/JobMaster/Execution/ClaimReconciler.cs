using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Finds the jobs of a claim whose reply was lost. They run under a live session that does not know them, so no rescue takes them. The
/// worker gives them back before it claims again. It looks repeatedly while the session lives, because a server may execute the claim long
/// after its connection broke.
/// </summary>
internal sealed class ClaimReconciler(NodeServices node, HeldJobs held, string workerName)
{
    private readonly TimeSpan _lookAgainEvery = node.Options.HeartbeatTimeout / 2;
    private Guid? _suspect;
    private bool _replyIsMissing;
    private long _lookedAt;

    public void ClaimSent() => _replyIsMissing = true;

    public void ClaimAnswered() => _replyIsMissing = false;

    public async Task RunAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        _suspect = _replyIsMissing ? sessionId : _suspect;
        if (_suspect != sessionId || (!_replyIsMissing && node.Time.GetElapsedTime(_lookedAt) < _lookAgainEvery))
        {
            return;
        }

        var claims = await node.Store.Sessions.ReadClaimsAsync(sessionId, cancellationToken).ConfigureAwait(false);
        var known = held.Claims;
        var unknown = claims.Where(claim => !known.Contains(claim))
            .Select(claim => new AttemptOutcome { JobId = claim.JobId, ClaimNo = claim.ClaimNo, Kind = OutcomeKind.Release }).ToList();
        if (unknown.Count > 0)
        {
            await node.Store.Jobs.RecordAsync(unknown, cancellationToken).ConfigureAwait(false);
            Log.ClaimReconciled(node.Logger, workerName, unknown.Count);
        }

        _replyIsMissing = false;
        _lookedAt = node.Time.GetTimestamp();
    }
}
