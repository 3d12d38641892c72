namespace JobMaster.Scheduling;

/// <summary>The error of a list of jobs that is partly stored.</summary>
internal static class PartlyStored
{
    /// <summary>The same error with the jobs that are stored; the error itself if there are none.</summary>
    /// <param name="cause">Why the rest was not stored.</param>
    /// <param name="stored">The jobs that were stored before.</param>
    /// <param name="count">How many jobs the list has.</param>
    /// <param name="inTransaction">Whether they are stored in a transaction of the caller.</param>
    public static JobMasterException Error(JobMasterException cause, IReadOnlyList<Guid> stored, int count, bool inTransaction)
    {
        if (stored.Count == 0)
        {
            return cause;
        }

        string remedy = inTransaction
            ? "Roll the transaction back, or schedule only the others in it."
            : "They run. Schedule only the others again.";
        string message = cause.Message + FormattableString.Invariant(
            $" Of the {count:N0} jobs of the call, {stored.Count:N0} are stored already (StoredJobIds). {remedy}");
        return cause switch
        {
            JobRejectedException rejected => new JobRejectedException(message, cause)
            {
                HeldBy = rejected.HeldBy, RefusedId = rejected.RefusedId, StoredJobIds = stored,
            },
            JobMasterStoreException => new JobMasterStoreException(message, cause) { StoredJobIds = stored },
            _ => cause,
        };
    }
}
