using System.ComponentModel;

namespace JobMaster;

/// <summary>The untyped face of <see cref="IJobHandler{TPayload}"/>, so that no reflection is needed to call one. Implement the typed interface instead.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITypedJobHandler
{
    /// <summary>Calls the typed method.</summary>
    /// <param name="payload">The message, of the handler's payload type.</param>
    /// <param name="job">The facts about the job.</param>
    /// <param name="cancellationToken">The attempt's token.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    Task HandleUntypedAsync(object? payload, JobContext job, CancellationToken cancellationToken);
}
