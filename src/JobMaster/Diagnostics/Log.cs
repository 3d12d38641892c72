using Microsoft.Extensions.Logging;

namespace JobMaster.Diagnostics;

/// <summary>Every log message of the core.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1, LogLevel.Information, "Cluster '{ClusterId}' on {Store} starts with {Workers} worker(s) and {Definitions} handler(s).")]
    public static partial void Starting(ILogger logger, string clusterId, string store, int workers, int definitions);

    [LoggerMessage(2, LogLevel.Information, "Worker '{WorkerName}' serves {Lanes} with {Concurrency} slot(s), session {SessionId}.")]
    public static partial void WorkerStarted(ILogger logger, string workerName, string lanes, int concurrency, Guid sessionId);

    [LoggerMessage(3, LogLevel.Information, "Cluster '{ClusterId}' stopped.")]
    public static partial void Stopped(ILogger logger, string clusterId);

    [LoggerMessage(4, LogLevel.Warning, "Cluster '{ClusterId}' could not start yet and tries again in {Delay}.")]
    public static partial void StartFailed(ILogger logger, Exception exception, string clusterId, TimeSpan delay);

    [LoggerMessage(5, LogLevel.Information, "Applied migration {Version} ({Name}) to {Store}.")]
    public static partial void Migrated(ILogger logger, int version, string name, string store);

    [LoggerMessage(
        97, LogLevel.Warning,
        "Cluster '{FormerClusterId}' was renamed to '{ClusterId}' on {Store}; hosts of the former name are refused from now on.")]
    public static partial void ClusterRenamed(ILogger logger, string formerClusterId, string clusterId, string store);

    [LoggerMessage(6, LogLevel.Information, "Cluster '{ClusterId}' is now {Mode}.")]
    public static partial void ModeChanged(ILogger logger, string clusterId, ClusterMode mode);

    [LoggerMessage(
        7, LogLevel.Information, "Cluster '{ClusterId}' stops and waits up to {GracePeriod} for {Count} running job(s): {Jobs}.")]
    public static partial void Stopping(ILogger logger, string clusterId, TimeSpan gracePeriod, int count, string jobs);

    [LoggerMessage(8, LogLevel.Warning,
        "HostOptions.ShutdownTimeout {ShutdownTimeout} is shorter than ShutdownGracePeriod {GracePeriod} and "
        + "the {End} that a stop takes after it: the host ends the stop while jobs still run. Raise ShutdownTimeout with "
        + "services.Configure<HostOptions>(host => host.ShutdownTimeout = …), or lower config.Options.ShutdownGracePeriod.")]
    public static partial void ShutdownTooShort(ILogger logger, TimeSpan shutdownTimeout, TimeSpan gracePeriod, TimeSpan end);

    [LoggerMessage(14, LogLevel.Warning, "Cluster '{ClusterId}' registers its handlers one by one, and profile(s) of '{Assembly}' are not "
        + "registered: {Profiles}. Add config.AddRecurringSchedules<TProfile>() for each, or register the whole assembly with "
        + "config.AddJobHandlersFromAssembly(assembly).")]
    public static partial void ProfilesLeftOut(ILogger logger, string clusterId, string assembly, string profiles);

    [LoggerMessage(15, LogLevel.Information,
        "Cluster '{ClusterId}' registers its handlers one by one; '{Assembly}' has others: {Handlers}. "
        + "Add config.AddJobHandler<THandler>() for those that should run here.")]
    public static partial void HandlersLeftOut(ILogger logger, string clusterId, string assembly, string handlers);

    [LoggerMessage(
        10, LogLevel.Warning,
        "Handler '{HandlerType}' has no [JobMasterDefinitionId]: its jobs are stored under its full name, and renaming the class would " +
        "orphan them.")]
    public static partial void ImplicitDefinitionId(ILogger logger, string handlerType);

    [LoggerMessage(
        13, LogLevel.Warning,
        "Cluster '{ClusterId}' has {Workers} worker(s) and no handler: the jobs they claim are parked. Register handlers with " +
        "config.AddJobHandler<THandler>(), or with config.AddJobHandlersFromAssembly(assembly).")]
    public static partial void NoHandlers(ILogger logger, string clusterId, int workers);

    [LoggerMessage(
        11, LogLevel.Warning,
        "Lane '{Lane}' has no live worker in cluster '{ClusterId}' (served: {Served}); its jobs wait. Add AddWorker(w => " +
        "w.WorkerLane(\"{Lane}\")) to an app of the cluster, or correct the lane.")]
    public static partial void LaneWithoutWorker(ILogger logger, string lane, string clusterId, string served);

    [LoggerMessage(
        16, LogLevel.Warning,
        "No worker of this node does the upkeep of cluster '{ClusterId}', and no worker of another node is alive: schedules do not fire, " +
        "jobs of dead workers do not come back, and nothing expires or is pruned. Add a worker of mode Full or Coordinator to an app of " +
        "the cluster. A Coordinator of another app does it too, but this node cannot see it.")]
    public static partial void NoUpkeep(ILogger logger, string clusterId);

    [LoggerMessage(
        17, LogLevel.Information,
        "No worker of this node does the upkeep of cluster '{ClusterId}'; one of another node has to, in mode Full or Coordinator.")]
    public static partial void UpkeepElsewhere(ILogger logger, string clusterId);

    [LoggerMessage(18, LogLevel.Debug, "Could not check who does the upkeep of cluster '{ClusterId}'.")]
    public static partial void UpkeepCheckFailed(ILogger logger, Exception exception, string clusterId);

    [LoggerMessage(12, LogLevel.Debug, "Could not check who serves lane '{Lane}'.")]
    public static partial void LaneCheckFailed(ILogger logger, Exception exception, string lane);

    [LoggerMessage(20, LogLevel.Debug, "Job {JobId} ({DefinitionId}) succeeded in {Duration}.")]
    public static partial void JobSucceeded(ILogger logger, Guid jobId, string definitionId, TimeSpan duration);

    [LoggerMessage(21, LogLevel.Warning, "Job {JobId} ({DefinitionId}) failed, attempt {Attempt}; tried again in {Delay}.")]
    public static partial void JobRetried(
        ILogger logger, Exception? exception, Guid jobId, string definitionId, int attempt, TimeSpan delay);

    [LoggerMessage(22, LogLevel.Error, "Job {JobId} ({DefinitionId}) failed for good, attempt {Attempt}: {Error}")]
    public static partial void JobFailed(ILogger logger, Exception? exception, Guid jobId, string definitionId, int attempt, string error);

    [LoggerMessage(23, LogLevel.Information, "Job {JobId} ({DefinitionId}) was cancelled: {Reason}")]
    public static partial void JobCancelled(ILogger logger, Guid jobId, string definitionId, string? reason);

    [LoggerMessage(24, LogLevel.Warning, "Job {JobId} ({DefinitionId}) is parked: {Reason}. {Remedy}")]
    public static partial void JobParked(
        ILogger logger, Exception? exception, Guid jobId, string definitionId, ParkedReason reason, string remedy);

    [LoggerMessage(
        25, LogLevel.Warning,
        "Job {JobId} ({DefinitionId}) has run {Overdue} past its timeout of {Timeout}: its handler ignores the cancellation token and " +
        "keeps its slot.")]
    public static partial void JobOverdue(ILogger logger, Guid jobId, string definitionId, TimeSpan overdue, TimeSpan timeout);

    [LoggerMessage(
        26, LogLevel.Warning,
        "The outcome {Outcome} of job {JobId} ({DefinitionId}), claim {ClaimNo}, was refused: another worker has the job.")]
    public static partial void AttemptFenced(ILogger logger, Storage.OutcomeKind outcome, Guid jobId, string definitionId, int claimNo);

    [LoggerMessage(27, LogLevel.Warning, "{Count} outcome(s) could not be recorded yet; they are kept and tried again in {Delay}.")]
    public static partial void OutcomesHeld(ILogger logger, Exception exception, int count, TimeSpan delay);

    [LoggerMessage(28, LogLevel.Error, "The store refuses the content of job {JobId}'s outcome; a plain failure is recorded instead.")]
    public static partial void OutcomeRefused(ILogger logger, Exception exception, Guid jobId);

    [LoggerMessage(
        37, LogLevel.Warning,
        "The outcome {Outcome} of job {JobId} ({DefinitionId}) is kept and tried again: another transaction holds the job. End that " +
        "transaction; a handler that calls FinishInAsync has to commit or roll back before it returns. Other outcomes are recorded.")]
    public static partial void OutcomeBlocked(ILogger logger, Storage.OutcomeKind outcome, Guid jobId, string definitionId);

    [LoggerMessage(
        38, LogLevel.Error,
        "The store refuses even the plain failure of job {JobId} ({DefinitionId}). The job stays Running; its failure is kept and tried " +
        "again in {Delay}.")]
    public static partial void FailureRefused(ILogger logger, Exception exception, Guid jobId, string definitionId, TimeSpan delay);

    [LoggerMessage(
        29, LogLevel.Error,
        "{Count} outcome(s) could not be recorded before the process stopped; their jobs come back when this session is found dead.")]
    public static partial void OutcomesLeft(ILogger logger, int count);

    [LoggerMessage(
        39, LogLevel.Warning,
        "{Count} session(s) could not be ended, because the store did not answer; they end by the heartbeat timeout.")]
    public static partial void SessionsLeft(ILogger logger, int count);

    [LoggerMessage(30, LogLevel.Warning, "Progress and log lines of {Count} job(s) could not be saved.")]
    public static partial void ReportsDropped(ILogger logger, Exception exception, int count);

    [LoggerMessage(
        31, LogLevel.Warning, "A callback that the handler of job {JobId} ({DefinitionId}) registered on its cancellation token threw.")]
    public static partial void TokenCallbackFailed(ILogger logger, Exception exception, Guid jobId, string definitionId);

    [LoggerMessage(
        32, LogLevel.Error,
        "The handler of job {JobId} ({DefinitionId}), attempt {Attempt}, ended, but it or one of its services could not be " +
        "disposed. The outcome of the attempt does not change.")]
    public static partial void DisposalFailed(ILogger logger, Exception exception, Guid jobId, string definitionId, int attempt);

    [LoggerMessage(
        33, LogLevel.Warning,
        "The thread pool is starved: it took {Delay} to find a thread while these handlers ran: {Definitions}. A handler that blocks or " +
        "computes holds a thread of the pool: make it await, or run it on a worker with RunOnOwnThreads().")]
    public static partial void PoolStarved(ILogger logger, TimeSpan delay, string definitions);

    [LoggerMessage(
        34, LogLevel.Warning,
        "The handler of job {JobId} ({DefinitionId}), attempt {Attempt}, threw after it had finished the job in its transaction. The " +
        "job stays succeeded and does not run again.")]
    public static partial void ThrewAfterFinish(ILogger logger, Exception exception, Guid jobId, string definitionId, int attempt);

    [LoggerMessage(
        104, LogLevel.Warning,
        "{Call} was called in attempt {Attempt} of job {JobId} ({DefinitionId}) after FinishInAsync and changed nothing: the outcome was " +
        "stored already, and its transaction was committed. Call it before FinishInAsync.")]
    public static partial void CalledAfterFinish(ILogger logger, string call, Guid jobId, string definitionId, int attempt);

    [LoggerMessage(41, LogLevel.Warning, "Worker '{WorkerName}' gave back {Count} job(s) that a claim with a lost reply had taken.")]
    public static partial void ClaimReconciled(ILogger logger, string workerName, int count);

    [LoggerMessage(
        42, LogLevel.Warning, "The heartbeat of cluster '{ClusterId}' on {Store} failed; tried again in {Delay}: {Error}")]
    public static partial void BeatFailed(
        ILogger logger, Exception? exception, string clusterId, string store, TimeSpan delay, string error);

    [LoggerMessage(
        48, LogLevel.Information, "The heartbeat of cluster '{ClusterId}' is back after {Count} failure(s): {Store} answers again.")]
    public static partial void StoreAnswers(ILogger logger, string clusterId, string store, int count);

    [LoggerMessage(49, LogLevel.Warning, "'{Role}' failed while the node stops, and is not tried again.")]
    public static partial void StopStepFailed(ILogger logger, Exception exception, string role);

    [LoggerMessage(
        43, LogLevel.Error,
        "Session {SessionId} of worker '{WorkerName}' was declared dead, and other workers get its jobs. Its running handlers are asked " +
        "to stop; the worker goes on with a new session.")]
    public static partial void SessionLost(ILogger logger, Guid sessionId, string workerName);

    [LoggerMessage(44, LogLevel.Warning, "Session {SessionId} sent no heartbeat for {Timeout}; its jobs are rescued.")]
    public static partial void SessionBuried(ILogger logger, Guid sessionId, TimeSpan timeout);

    [LoggerMessage(45, LogLevel.Warning, "Job {JobId} ({DefinitionId}) was rescued from a dead worker and is now {State}.")]
    public static partial void JobRescued(ILogger logger, Guid jobId, string definitionId, JobState state);

    [LoggerMessage(46, LogLevel.Information, "{Count} running job(s) did not finish within {Waited} and are asked to stop: {Jobs}.")]
    public static partial void GraceOver(ILogger logger, int count, TimeSpan waited, string jobs);

    [LoggerMessage(
        47, LogLevel.Warning,
        "{Count} job(s) ignore their cancellation token and still run while the node stops: {Jobs}. They start again elsewhere once this " +
        "session is found dead.")]
    public static partial void JobsLeft(ILogger logger, int count, string jobs);

    [LoggerMessage(50, LogLevel.Debug, "Removed {Count} job(s) past their retention.")]
    public static partial void Pruned(ILogger logger, int count);

    [LoggerMessage(51, LogLevel.Warning, "'{Role}' failed; tried again in {Delay}.")]
    public static partial void RoleFailed(ILogger logger, Exception exception, string role, TimeSpan delay);

    [LoggerMessage(52, LogLevel.Debug, "Store call '{Operation}' failed and is made again in {Delay}.")]
    public static partial void StoreCallRetried(ILogger logger, Exception exception, string operation, TimeSpan delay);

    [LoggerMessage(53, LogLevel.Information, "{Count} parked job(s) wait again: this node has their handlers.")]
    public static partial void Unparked(ILogger logger, int count);

    [LoggerMessage(
        54, LogLevel.Warning,
        "The app's IOperatorContextAccessor failed, so the audit names '{Host}' as the one who made this change.")]
    public static partial void OperatorUnknown(ILogger logger, Exception exception, string host);

    [LoggerMessage(55, LogLevel.Debug, "Removed {Count} entries of the audit past their retention.")]
    public static partial void AuditPruned(ILogger logger, int count);

    [LoggerMessage(
        60, LogLevel.Warning,
        "Schedule {ScheduleId} ({TypeId} '{Expression}') could not be planned on this node. Other nodes may plan it; this node tries " +
        "again in some minutes.")]
    public static partial void ScheduleNotPlanned(ILogger logger, Exception exception, Guid scheduleId, string typeId, string expression);

    [LoggerMessage(61, LogLevel.Information, "Schedule '{Key}' of profile '{ProfileId}' was added.")]
    public static partial void StaticScheduleAdded(ILogger logger, string profileId, string key);

    [LoggerMessage(
        62, LogLevel.Information, "Schedule '{Key}' of profile '{ProfileId}' is inactive: no running version of the code has it.")]
    public static partial void StaticScheduleRetired(ILogger logger, string profileId, string key);

    [LoggerMessage(63, LogLevel.Debug, "{Count} occurrence(s) of schedules past their retention were removed.")]
    public static partial void OccurrencesPruned(ILogger logger, int count);

    [LoggerMessage(
        65, LogLevel.Error,
        "The store refused the step of schedule {ScheduleId}, so the schedule does not fire here; this node tries again in some minutes. " +
        "The exception says what the store cannot keep.")]
    public static partial void ScheduleRefused(ILogger logger, Exception exception, Guid scheduleId);

    [LoggerMessage(
        80, LogLevel.Warning,
        "Agent '{AgentName}' ({Description}) does not answer: while the cluster runs, jobs go to other agents or to the master " +
        "until it does.")]
    public static partial void AgentDown(ILogger logger, Exception exception, string agentName, string description);

    [LoggerMessage(64, LogLevel.Warning, "Schedule '{Key}' of profile '{ProfileId}' never fires: '{Expression}' has no "
        + "future occurrence. Remove it from the profile, or give it an EndBefore.")]
    public static partial void StaticScheduleIsOver(ILogger logger, string profileId, string key, string expression);

    [LoggerMessage(81, LogLevel.Information, "Agent '{AgentName}' ({Description}) answers again.")]
    public static partial void AgentUp(ILogger logger, string agentName, string description);

    [LoggerMessage(82, LogLevel.Debug, "Agent '{AgentName}' did not answer a request for its depths.")]
    public static partial void AgentProbeFailed(ILogger logger, Exception exception, string agentName);

    [LoggerMessage(83, LogLevel.Debug, "The lanes of live workers could not be read; the last known ones are kept.")]
    public static partial void ServingUnknown(ILogger logger, Exception exception);

    [LoggerMessage(
        84, LogLevel.Warning,
        "{Count} message(s) of agent '{AgentName}' could not be acknowledged or released; they are delivered again, and dropped if the " +
        "master has their jobs.")]
    public static partial void SettleFailed(ILogger logger, Exception exception, string agentName, int count);

    [LoggerMessage(
        85, LogLevel.Error,
        "{Count} message(s) of agent '{AgentName}' are written in a newer format than {Version}, which this host reads. They are left " +
        "for newer hosts; update the JobMaster packages of this app.")]
    public static partial void MessagesTooNew(ILogger logger, int count, string agentName, int version);

    [LoggerMessage(
        86, LogLevel.Error,
        "Job {JobId} ({DefinitionId}) from agent '{AgentName}' is quarantined among the failed jobs and does not run unless it is " +
        "replayed; its error says why.")]
    public static partial void JobQuarantined(ILogger logger, Guid jobId, string definitionId, string agentName);

    [LoggerMessage(103, LogLevel.Warning, "{Count} message(s) of a batch could not be admitted and go back to their agent.")]
    public static partial void PartNotAdmitted(ILogger logger, Exception exception, int count);

    [LoggerMessage(
        87, LogLevel.Warning,
        "{Count} job(s) of lane '{Lane}' were moved from agent '{AgentName}' to the master: no live worker served the lane there, or the " +
        "agent is being emptied.")]
    public static partial void LaneDrained(ILogger logger, int count, string lane, string agentName);

    [LoggerMessage(
        90, LogLevel.Warning,
        "Subscriber {Subscriber} is {Count:N0} events behind: those that come are dropped until it has caught up. Have it take events " +
        "faster, or read what happened from the monitor.")]
    public static partial void EventsDropped(ILogger logger, string subscriber, int count);

    [LoggerMessage(
        92, LogLevel.Warning,
        "No node has, or had, the definition '{DefinitionId}', so its jobs wait for a handler. Is '{Near}' meant? Correct the id, or "
        + "start a host that has the handler.")]
    public static partial void DefinitionMisspelt(ILogger logger, string definitionId, string near);

    [LoggerMessage(91, LogLevel.Error, "Subscriber {Subscriber} threw; it is not told these {Count} event(s) again.")]
    public static partial void EventsFailed(ILogger logger, Exception exception, string subscriber, int count);

    [LoggerMessage(
        88, LogLevel.Information,
        "Agent '{AgentName}' ({Description}) is empty. Its connection can be removed once no host schedules to it any more.")]
    public static partial void AgentEmpty(ILogger logger, string agentName, string description);

    [LoggerMessage(66, LogLevel.Warning, "The last statistics of this node could not be written, and are lost.")]
    public static partial void StatisticsLeft(ILogger logger, Exception exception);

    [LoggerMessage(
        67, LogLevel.Warning,
        "The store refused a batch of statistics, which is dropped. The exception says what it cannot keep.")]
    public static partial void StatisticsRefused(ILogger logger, Exception exception);

    [LoggerMessage(
        89, LogLevel.Information,
        "Worker '{WorkerName}' obeys an operator's orders: {Orders}.")]
    public static partial void WorkerTold(ILogger logger, string workerName, string orders);

    [LoggerMessage(70, LogLevel.Warning, "Alert '{Alert}' fires for '{Subject}': {Text}")]
    public static partial void AlertFired(ILogger logger, string alert, string subject, string text);

    [LoggerMessage(71, LogLevel.Information, "Alert '{Alert}' for '{Subject}' has resolved.")]
    public static partial void AlertResolved(ILogger logger, string alert, string subject);

    [LoggerMessage(
        72, LogLevel.Warning, "Sink '{Sink}' did not take a notice of alert '{Alert}' for '{Subject}'; it is sent again in {Delay}.")]
    public static partial void AlertNotSent(
        ILogger logger, Exception exception, string sink, string alert, string subject, TimeSpan delay);

    [LoggerMessage(
        73, LogLevel.Error,
        "Sink '{Sink}' did not take a notice of alert '{Alert}' for '{Subject}' in {Attempts} attempts; the notice is given up. Mend the " +
        "sink or remove it.")]
    public static partial void AlertNoticeGivenUp(
        ILogger logger, Exception exception, string sink, string alert, string subject, int attempts);

    [LoggerMessage(74, LogLevel.Warning, "Alert '{Alert}' could not be evaluated; what it found before stays.")]
    public static partial void AlertRuleFailed(ILogger logger, Exception exception, string alert);

    [LoggerMessage(
        75, LogLevel.Information, "Evaluating the alerts took so long that another node took the turn; what this node found is dropped.")]
    public static partial void AlertTurnLost(ILogger logger);

    [LoggerMessage(
        102, LogLevel.Warning,
        "Idempotency key '{Key}' belongs to job {JobId} of '{DefinitionId}', so a call for '{Other}' with this key stored nothing and " +
        "got that job. Put the kind of work into the key, or give JobKeyScope.DefinitionAndTenant.")]
    public static partial void KeyOfAnotherDefinition(ILogger logger, string key, Guid jobId, string definitionId, string other);

    [LoggerMessage(
        101, LogLevel.Warning,
        "Cluster '{ClusterId}' has been used for {Time}, and its workers have not started, so none of its jobs runs in this process. " +
        "Start the host: call RunAsync or StartAsync on it.")]
    public static partial void NotStarted(ILogger logger, string clusterId, TimeSpan time);

    [LoggerMessage(
        100, LogLevel.Warning, "Jobs could not be let through at limit '{Key}'; tried again in {Pause}. Other limits are not affected.")]
    public static partial void LimitPassFailed(ILogger logger, Exception exception, string key, TimeSpan pause);

    [LoggerMessage(99, LogLevel.Warning, "The permits of limit '{Key}' were counted wrong by {Off}; they are counted anew.")]
    public static partial void LimitRecounted(ILogger logger, string key, long off);

    [LoggerMessage(
        98, LogLevel.Warning,
        "Limit '{Key}' could not be made to rest for {Rest}, as job {JobId} asked; the job itself waits so long.")]
    public static partial void LimitNotRested(ILogger logger, Exception exception, string key, TimeSpan rest, Guid jobId);
}
