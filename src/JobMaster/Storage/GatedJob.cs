using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>A job at a gate.</summary>
/// <param name="Id">The job.</param>
/// <param name="Limits">Its keys, as stored.</param>
/// <param name="Queue">Where it waits once it is let through.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record GatedJob(Guid Id, string Limits, JobQueue Queue);
