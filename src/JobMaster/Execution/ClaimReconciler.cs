using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>
/// Finds the jobs of a claim whose reply was lost. They run under a session that is alive and knows nothing of them, so no rescue would ever take them back;
/// the worker gives them back itself before it claims again, and goes on looking for as long as the session lives: a server may carry the claim out long after its connection broke.
/// </summary>
internal sealed class ClaimReconciler(IMasterStore store, HeldJobs held, string workerName, TimeSpan lookAgainEvery, TimeProvider time, ILogger logger)
{
    private Guid? _suspect;
    private bool _replyIsMissing;
    private long _lookedAt;

    public void ClaimSent() => _replyIsMissing = true;

    public void ClaimAnswered() => _replyIsMissing = false;

    public async Task RunAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        _suspect = _replyIsMissing ? sessionId : _suspect;
        if (_suspect != sessionId || (!_replyIsMissing && time.GetElapsedTime(_lookedAt) < lookAgainEvery))
        {
            return;
        }

        var claims = await store.Sessions.ReadClaimsAsync(sessionId, cancellationToken).ConfigureAwait(false);
        var unknown = claims.Where(claim => !held.Contains(claim)).Select(claim => new AttemptOutcome { JobId = claim.JobId, ClaimNo = claim.ClaimNo, Kind = OutcomeKind.Release }).ToList();
        if (unknown.Count > 0)
        {
            await store.Jobs.RecordAsync(unknown, cancellationToken).ConfigureAwait(false);
            Log.ClaimReconciled(logger, workerName, unknown.Count);
        }

        _replyIsMissing = false;
        _lookedAt = time.GetTimestamp();
    }
}
