using JobMaster.Diagnostics;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>Runs one attempt: from a claimed job to its outcome.</summary>
/// <param name="node">The node.</param>
/// <param name="reporter">Saves the reports of handlers.</param>
internal sealed class JobExecutor(NodeServices node, AttemptReporter reporter)
{
    private readonly OutcomeResolver _outcomes = new(node);

    /// <summary>Creates the attempt of a claimed job.</summary>
    public RunningAttempt Begin(StoredJob job) => new(job, node, reporter);

    /// <returns>The outcome to record, or null if there is none because another worker has the job.</returns>
    public async Task<AttemptOutcome?> ExecuteAsync(RunningAttempt attempt)
    {
        var job = attempt.Job;
        if (WhyNotStart(job) is { } refusal)
        {
            return refusal;
        }

        using var logScope = node.Logger.BeginScope(new JobLogScope(job));
        using var span = node.Telemetry.StartRun(job);
        node.Telemetry.Started(job, job.AttemptedAt!.Value - (job.DueAt > job.CreatedAt ? job.DueAt : job.CreatedAt));
        attempt.Stop.After(job.Timeout);

        var error = await RunHandlerAsync(attempt).ConfigureAwait(false);

        attempt.End();
        node.Telemetry.Stopped(job, attempt.Elapsed);
        await reporter.FlushAsync(attempt).ConfigureAwait(false);
        try
        {
            var outcome = await _outcomes.ResolveAsync(attempt, error).ConfigureAwait(false);
            JobMasterTelemetry.EndRun(span, outcome, AsReported(error, attempt));
            return outcome;
        }
        catch (Exception exception) when (span.SetError(exception))
        {
            throw;
        }
    }

    /// <summary>The exception that the span shows: without the executor's own wrapper, and a timeout by its name.</summary>
    private static Exception? AsReported(Exception? error, RunningAttempt attempt) => error switch
    {
        UnreadablePayloadException unreadable => unreadable.InnerException,
        OperationCanceledException when attempt.Stop.Cause == StopCause.Timeout =>
            new TimeoutException($"The attempt ran into its timeout of {attempt.Job.Timeout}.", error),
        _ => error,
    };

    /// <summary>Returns an outcome if the job has expired or this node cannot run it; parked jobs keep their retries.</summary>
    private AttemptOutcome? WhyNotStart(StoredJob job)
    {
        if (job.IsCancelRequested || job.IsExpired)
        {
            return _outcomes.Cancelled(
                job, job.IsExpired ? $"Expired at {job.ExpiresAt:O} before it could start." : "Cancelled before it started.");
        }

        return node.Definitions.Find(job.DefinitionId) is null ? _outcomes.ParkUnknown(job) : null;
    }

    /// <summary>
    /// Calls the handler in its own scope. The scope ends before the outcome is resolved, so a transaction that the handler left open is
    /// rolled back by then. Continues where the handler ran: on the pool, or on the worker's own threads.
    /// </summary>
    /// <returns>The exception with which the attempt failed, or null.</returns>
    private async Task<Exception?> RunHandlerAsync(RunningAttempt attempt)
    {
        Exception? error = null;
        AsyncServiceScope scope;
        try
        {
            scope = node.App.CreateAsyncScope();
        }
        catch (Exception exception)
        {
            return exception;
        }

        try
        {
            var definition = node.Definitions.Find(attempt.Job.DefinitionId)!;
            await Started(attempt, definition, scope.ServiceProvider).ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            error = exception;
        }

        if (attempt.Owned is { } owned)
        {
            await owned.DisposeAsync(exception => NoteDisposal(attempt, exception)).ConfigureAwait(true);
        }

        try
        {
            await scope.DisposeAsync().ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            NoteDisposal(attempt, exception);
        }

        return error;
    }

    private Task Started(RunningAttempt attempt, JobDefinition definition, IServiceProvider services)
    {
        var opened = OpenPayload(attempt.Job, definition);
        var context = node.Contexts.ForRun(attempt.Job, opened.Json, attempt, attempt.Stop.Token);
        var payload = ReadPayload(opened, definition, context);
        attempt.HoldsThread = true;
        try
        {
            return node.Middleware.Count == 0
                ? CallHandler(attempt, definition, services, payload, context)
                : CallMiddleware(attempt, definition, services, payload, context);
        }
        finally
        {
            attempt.HoldsThread = false;
        }
    }

    /// <summary>
    /// Logs a service that cannot be disposed. The outcome does not change: the handler's work is done, or has failed for another reason,
    /// and a second run would not undo that.
    /// </summary>
    private void NoteDisposal(RunningAttempt attempt, Exception exception)
    {
        Log.DisposalFailed(node.Logger, exception, attempt.Job.Id, attempt.Job.DefinitionId, attempt.Number);
        attempt.Note(LogLevel.Error, $"Disposing the handler or its services failed: {ErrorText.Of(exception)}");
    }

    private static Task CallHandler(
        RunningAttempt attempt, JobDefinition definition, IServiceProvider services, object? payload, JobContext context) =>
        definition.Call(definition.CreateHandler(services, attempt), payload, context, context.CancellationToken)
        ?? throw new InvalidOperationException(
            $"HandleAsync of '{definition.HandlerType.FullName}' returned null. Return a task, such as Task.CompletedTask.");

    /// <summary>Calls the handler inside the middleware; the first registered middleware is the outermost.</summary>
    private Task CallMiddleware(
        RunningAttempt attempt, JobDefinition definition, IServiceProvider services, object? payload, JobContext context)
    {
        Func<Task> call = () => CallHandler(attempt, definition, services, payload, context);
        for (var i = node.Middleware.Count - 1; i >= 0; i--)
        {
            call = new Step((IJobMiddleware)node.Middleware[i](services, attempt), context, attempt, call).RunAsync;
        }

        return call();
    }

    private OpenedPayload OpenPayload(StoredJob job, JobDefinition definition)
    {
        try
        {
            return node.PayloadStorage.Open(job.Payload, job.DefinitionId, definition);
        }
        catch (FormatException exception)
        {
            throw new UnreadablePayloadException(exception);
        }
    }

    private object? ReadPayload(OpenedPayload opened, JobDefinition definition, JobContext context)
    {
        try
        {
            var payload = opened.IsSecret
                ? PayloadReading.ReadSecret(node.Payloads, opened.Json, definition)
                : PayloadReading.ReadStored(node.Payloads, opened.Json, definition);
            if (definition.PayloadType is null)
            {
                // Parsed before the handler reads it, so that a job with unreadable data is parked.
                _ = context.MsgData;
            }

            return payload;
        }
        catch (FormatException exception)
        {
            throw new UnreadablePayloadException(exception);
        }
    }

    /// <summary>A middleware may skip the handler if it says how the attempt ends.</summary>
    private sealed class Step(IJobMiddleware middleware, JobContext context, RunningAttempt attempt, Func<Task> rest)
        : MiddlewareStep(middleware, rest, keepsThread: true)
    {
        protected override Task? Invoke(Func<Task> next) => middleware.InvokeAsync(context, next);

        protected override void NotGoneOn()
        {
            if (!attempt.HasEnding)
            {
                throw new InvalidOperationException(
                    $"Middleware '{Name}' returned without calling next, so the handler did not run. Call next and await it. To leave " +
                    "out the handler, say how the attempt ends: call job.Attempt.SkipHandler, Snooze or Fail, or throw.");
            }
        }
    }
}

/// <summary>Marks a payload that could not be read, to distinguish it from a failed handler. Never leaves the executor.</summary>
internal sealed class UnreadablePayloadException(Exception cause) : Exception(cause.Message, cause);
