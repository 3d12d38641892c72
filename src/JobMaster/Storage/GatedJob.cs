using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>A job that waits for room under its limits.</summary>
/// <param name="Id">The job.</param>
/// <param name="Limits">The keys of its limits, as stored.</param>
/// <param name="Queue">The queue in which it waits for a worker after it gets room.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record GatedJob(Guid Id, string Limits, JobQueue Queue);
