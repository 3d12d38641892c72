namespace JobMaster;

/// <summary>Reads recurring schedules and their past and coming occurrences.</summary>
public interface IScheduleMonitor
{
    /// <summary>Returns one schedule, or null if it is unknown or was pruned.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<RecurringScheduleContext?> GetAsync(Guid scheduleId, CancellationToken cancellationToken = default);

    /// <summary>Returns one schedule by its key, or null.</summary>
    /// <param name="key">Its key; in a profile, its definition's key.</param>
    /// <param name="profileId">The profile it belongs to; null for a schedule created at run time.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<RecurringScheduleContext?> FindAsync(string key, string? profileId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns a page of schedules by ascending id, each with its next and last occurrence. It has fewer than the page size if they hold
    /// more than some megabytes of message data together: only an empty page ends the list.
    /// </summary>
    /// <param name="filter">The schedules and the page size.</param>
    /// <param name="continueFrom">The id of the last schedule of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The page size is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<RecurringScheduleContext>> ListAsync(
        RecurringScheduleFilter? filter = null, Guid? continueFrom = null, CancellationToken cancellationToken = default);

    /// <summary>Returns the results of a schedule's occurrences, latest first. Kept for the cluster's retention.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="count">The most occurrences to return, 1 to 1,000.</param>
    /// <param name="before">Only occurrences before this instant; null for the latest.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<RecurringOccurrence>> GetOccurrencesAsync(
        Guid scheduleId, int count = 100, DateTimeOffset? before = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the next occurrences of a stored schedule under its current policies. Overdue ones come first, with what will happen to
    /// them. Empty if the schedule does not fire.
    /// </summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="count">The most occurrences to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobRejectedException">This process cannot compute the schedule: it lacks its language or zone.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<RecurringOccurrence>> PreviewAsync(Guid scheduleId, int count, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the occurrences of an expression after an instant, in the offset of its zone. <see cref="RecurrencePreview"/> does the same
    /// without a cluster.
    /// </summary>
    /// <param name="expression">The compiled expression.</param>
    /// <param name="zone">The time zone, unless the expression names one itself.</param>
    /// <param name="from">The instant after which occurrences are returned, and from which intervals count.</param>
    /// <param name="count">The most occurrences to return, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    Task<IReadOnlyList<DateTimeOffset>> PreviewAsync(
        IRecurrenceCompiledExpr expression, TimeZoneInfo zone, DateTimeOffset from, int count,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PreviewAsync(IRecurrenceCompiledExpr, TimeZoneInfo, DateTimeOffset, int, CancellationToken)"/>
    /// <param name="typeId">The language, for example <see cref="NaturalCronExprCompiler.TypeId"/> or one of the app's own.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="zoneId">The IANA zone; null for the cluster's.</param>
    /// <exception cref="JobRejectedException">The expression is not valid, or its language or zone is unknown.</exception>
    Task<IReadOnlyList<DateTimeOffset>> PreviewAsync(
        string typeId, string expression, string? zoneId, DateTimeOffset from, int count, CancellationToken cancellationToken = default);
}

/// <summary>Selects schedules.</summary>
public sealed record RecurringScheduleFilter
{
    /// <summary>Only schedules in this state. Default: all.</summary>
    public RecurringScheduleState? State { get; init; }

    /// <summary>Only schedules of this definition. Default: all.</summary>
    public string? JobDefinitionId { get; init; }

    /// <summary>Only schedules of this tenant. Default: all.</summary>
    public string? Tenant { get; init; }

    /// <summary>The page size, 1 to 1,000. <value>The default is 100.</value></summary>
    public int PageSize { get; init; } = 100;
}
