namespace JobMaster;

/// <summary>The base of every exception this library throws of its own.</summary>
public class JobMasterException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, the offending value, and what to do.</param>
    /// <param name="innerException">What lies beneath, if anything.</param>
    public JobMasterException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// The jobs that are stored although the call that scheduled a list failed, in the order of the list. A list is stored in parts of up
    /// to 1,000 jobs, and what came before the refused part stays. <value>The default is none: nothing of the call is stored.</value>
    /// </summary>
    public IReadOnlyList<Guid> StoredJobIds { get; init; } = [];
}

/// <summary>The configuration cannot work. Thrown at start, never at the first job; one exception names every problem found.</summary>
public sealed class JobMasterConfigurationException : JobMasterException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, the offending value, and what to do.</param>
    /// <param name="innerException">What lies beneath, if anything.</param>
    public JobMasterConfigurationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// A job, or a change to one, was refused before anything was written. Only of a list of jobs may earlier parts be stored:
/// <see cref="JobMasterException.StoredJobIds"/>.
/// </summary>
public sealed class JobRejectedException : JobMasterException
{
    /// <summary>The job that holds the unique key of the one refused; null when that was not the reason.</summary>
    public Guid? HeldBy { get; init; }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why, the offending value, and what to do.</param>
    /// <param name="innerException">What lies beneath, if anything.</param>
    public JobRejectedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>A store cannot be reached, cannot be used, or refused what was sent.</summary>
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
/// The attempt no longer owns its job: its worker was taken for dead and the job given to another. Roll back what the attempt did.
/// </summary>
public sealed class JobFencedException : JobMasterException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which job and claim.</param>
    /// <param name="innerException">What lies beneath, if anything.</param>
    public JobFencedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
