using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>How to take back the jobs of dead sessions.</summary>
/// <param name="Limit">The most jobs of one call.</param>
/// <param name="MaxLosses">A job lost this often fails instead of waiting again.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record RescueRequest(int Limit, int MaxLosses);

/// <summary>A job taken back from a dead session.</summary>
/// <param name="Id">The job.</param>
/// <param name="DefinitionId">Its definition.</param>
/// <param name="Queue">Where it waits.</param>
/// <param name="State">
/// Its new state: <see cref="JobState.Ready"/>, <see cref="JobState.Cancelled"/> or <see cref="JobState.Failed"/>.
/// </param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record RescuedJob(Guid Id, string DefinitionId, JobQueue Queue, JobState State);
