using JobMaster.Agents;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>What one worker works with.</summary>
internal sealed record WorkerParts
{
    public required string Name { get; init; }

    public required string NodeName { get; init; }

    public required string Version { get; init; }

    public required IReadOnlyList<string> Lanes { get; init; }

    public required int Concurrency { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>Whether handlers run on threads of the worker's own and not on those of the pool.</summary>
    public bool OwnThreads { get; init; }

    public required IMasterStore Store { get; init; }

    /// <summary>The agent it receives from beside the master; null for none.</summary>
    public AgentConnection? Agent { get; init; }

    /// <summary>How long the agent leaves messages with their receiver.</summary>
    public TimeSpan AgentLease { get; init; }

    /// <summary>Admits what the agent delivers; null without an agent.</summary>
    public JobAdmission? Admission { get; init; }

    /// <summary>Runs one attempt to its outcome; null when there is nothing to record.</summary>
    public required Func<RunningAttempt, Task<AttemptOutcome?>> Execute { get; init; }

    public required JobCompleter Completer { get; init; }

    public required AttemptServices Attempts { get; init; }

    public required QueueSignals Signals { get; init; }

    public required CancelSignals Cancels { get; init; }

    public required ParkedHere ParkedHere { get; init; }

    /// <summary>How this build reads payloads; null leaves no job to other builds.</summary>
    public string? Reader { get; init; }

    public required SoloGate Solo { get; init; }

    /// <summary>Whether the cluster's mode lets jobs start.</summary>
    public required Func<bool> MayStart { get; init; }

    /// <summary>How early jobs may be taken into memory.</summary>
    public TimeSpan TransientThreshold { get; init; }

    /// <summary>Makes the node look for due jobs soon.</summary>
    public required Action RequestPoll { get; init; }

    /// <summary>How long to wait before asking again whether jobs may be started.</summary>
    public required TimeSpan RetryPause { get; init; }

    /// <summary>How often to look for jobs of a claim that was carried out late, once a reply was lost.</summary>
    public required TimeSpan ReconcileEvery { get; init; }

    public required TimeProvider Time { get; init; }

    public required Random Random { get; init; }

    public required ILogger Logger { get; init; }
}
