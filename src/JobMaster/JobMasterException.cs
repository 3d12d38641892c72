namespace JobMaster;

/// <summary>The base of every exception of this library.</summary>
public class JobMasterException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, the offending value, and what to do.</param>
    /// <param name="innerException">The cause, if any.</param>
    public JobMasterException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// The stored jobs of a list, in the order of the list, if the call that scheduled it failed. A list is stored in parts of up to 1,000
    /// jobs, and the parts before the refused one stay. <value>The default is none: nothing of the call is stored.</value>
    /// </summary>
    public IReadOnlyList<Guid> StoredJobIds { get; init; } = [];
}

/// <summary>The configuration cannot work. Thrown at start, never at the first job; one exception names every problem found.</summary>
public sealed class JobMasterConfigurationException : JobMasterException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The problem, the offending value, and what to do.</param>
    /// <param name="innerException">The cause, if any.</param>
    public JobMasterConfigurationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// A job, or a change to one, was refused before anything was written. Exception: earlier parts of a list of jobs may be stored, see
/// <see cref="JobMasterException.StoredJobIds"/>.
/// </summary>
public sealed class JobRejectedException : JobMasterException
{
    /// <summary>The job that holds the unique key of the refused job; null if that was not the reason.</summary>
    public Guid? HeldBy { get; init; }

    /// <summary>
    /// The place of the refused job in the list of the call, from 0. Of two jobs that cannot go together, the second. Null if the call had
    /// no list, or the reason is not about one job.
    /// </summary>
    public int? Place { get; internal set; }

    /// <summary>The id that the refused job would have had; null if that was not noted.</summary>
    internal Guid? RefusedId { get; init; }

    /// <summary>Whether the reason is a payload that does not fit its definition.</summary>
    public bool IsOfPayload { get; init; }

    /// <summary>
    /// The version of the stored message data, if a change of it was refused because it is newer than what the handler of this process
    /// writes; else null.
    /// </summary>
    public int? NewerPayloadVersion { get; init; }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why, the offending value, and what to do.</param>
    /// <param name="innerException">The cause, if any.</param>
    public JobRejectedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>A store cannot be reached, cannot be used, or refused the data.</summary>
public sealed class JobMasterStoreException : JobMasterException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which store, why, and what to do.</param>
    /// <param name="innerException">The driver's exception, if any.</param>
    public JobMasterStoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// The attempt no longer owns its job: its worker was declared dead and another worker has the job. Roll back the attempt's changes.
/// </summary>
public sealed class JobFencedException : JobMasterException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which job and claim.</param>
    /// <param name="innerException">The cause, if any.</param>
    public JobFencedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
