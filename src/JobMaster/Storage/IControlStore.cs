using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Operators' controls: paused lanes and definitions, workers that take no jobs, and how many jobs workers run.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IControlStore
{
    /// <summary>Every control in force now, with the store's time. Controls whose end has come are left out.</summary>
    Task<StoredControls> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Sets a control or replaces the one of its target, raises the version of the settings, and records the old and new values in the
    /// audit. Also removes controls whose end has come. Changes and records nothing if the same control is already in force; returns
    /// whether it changed something.
    /// </summary>
    Task<bool> SetAsync(NewControl control, NewAuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Lifts the control of a target that <see cref="SetAsync"/> set; returns whether there was one.</summary>
    Task<bool> LiftAsync(ControlTarget target, NewAuditEntry audit, CancellationToken cancellationToken);
}
