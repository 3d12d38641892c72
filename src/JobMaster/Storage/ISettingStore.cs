using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Settings of the cluster that were changed at run time. They override the code's configuration on every node.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface ISettingStore
{
    /// <summary>All settings, with their common version.</summary>
    Task<StoredSettings> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Sets one setting, or removes it if the value is null, and raises the version. An operator's change is recorded in the audit with the
    /// value before and after, unless they are the same; returns false then. Without an operator, it always returns true.
    /// </summary>
    Task<bool> WriteAsync(string name, string? value, NewAuditEntry? audit, CancellationToken cancellationToken);
}

/// <summary>The settings changed at run time.</summary>
/// <param name="Version">Rises with every change.</param>
/// <param name="Values">By name.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredSettings(long Version, IReadOnlyDictionary<string, string> Values);
