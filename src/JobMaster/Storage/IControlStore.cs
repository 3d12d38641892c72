using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>What operators hold back: paused lanes and definitions, workers that take no jobs, and how many jobs workers run.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IControlStore
{
    /// <summary>Every control that holds now, with the time of the store. One whose end has come is not among them.</summary>
    Task<StoredControls> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Sets a control, or replaces the one of its target, raises the version of the settings, files the change with what held before and
    /// holds now, and removes controls whose end has come. Changes and files nothing when the same holds already; returns whether it did
    /// not.
    /// </summary>
    Task<bool> SetAsync(NewControl control, NewAuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Lifts the control of a target, as <see cref="SetAsync"/> sets it; returns whether one held.</summary>
    Task<bool> LiftAsync(ControlTarget target, NewAuditEntry audit, CancellationToken cancellationToken);
}
