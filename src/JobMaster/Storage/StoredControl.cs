using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The kinds of controls.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum ControlKind
{
    /// <summary>No job of the lane starts.</summary>
    PauseLane = 1,

    /// <summary>No job of the definition starts.</summary>
    PauseDefinition = 2,

    /// <summary>The worker takes no job.</summary>
    CordonWorker = 3,

    /// <summary>The worker takes no job, gives back jobs that have not started, and after a while stops those that still run.</summary>
    StopWorker = 4,

    /// <summary>The worker runs this many jobs at once.</summary>
    WorkerSlots = 5,

    /// <summary>No job is pushed to the agent, and its jobs go to the master.</summary>
    DrainAgent = 6,
}

/// <summary>The target of a control. There is at most one of a kind for each.</summary>
/// <param name="Kind">The kind of control.</param>
/// <param name="Name">The name of the lane, definition, worker or agent.</param>
/// <param name="Host">The host of the worker; empty for the workers of this name on every host.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct ControlTarget(ControlKind Kind, string Name, string Host = "");

/// <summary>A control to set.</summary>
/// <param name="Target">Its target.</param>
/// <param name="Value">The slots, or the grace period of a stop in microseconds; null for others.</param>
/// <param name="Until">When it ends by itself, by the store's clock, in whole microseconds; null for never.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewControl(ControlTarget Target, long? Value = null, DateTimeOffset? Until = null);

/// <summary>A control in force.</summary>
/// <param name="Control">The control.</param>
/// <param name="Since">When it was set, by the store's clock.</param>
/// <param name="Who">Who set it.</param>
/// <param name="Reason">The reason.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredControl(NewControl Control, DateTimeOffset Since, string Who, string? Reason)
{
    /// <summary>Its values in the audit.</summary>
    public string ToAudit() => Audited(Control, Reason);

    /// <summary>The audit's values of a control, with its reason.</summary>
    public static string Audited(NewControl control, string? reason)
    {
        ArgumentNullException.ThrowIfNull(control);
        (string, object?)[] value = control.Target.Kind switch
        {
            ControlKind.WorkerSlots => [("slots", control.Value)],
            ControlKind.StopWorker => [("graceSeconds", control.Value / 1_000_000)],
            _ => [],
        };
        return AuditValues.Of([("until", control.Until), .. value, ("reason", reason)]);
    }

    /// <summary>Whether setting a control again, with the reason, would change nothing.</summary>
    public bool IsSame(NewControl control, string? reason) => Control == control && Reason == reason;
}

/// <summary>The controls in force.</summary>
/// <param name="Now">The store's time when they were read.</param>
/// <param name="All">The controls.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredControls(DateTimeOffset Now, IReadOnlyList<StoredControl> All);
