namespace JobMaster;

/// <summary>Reading recurring schedules, what became of their occurrences, and what is to come.</summary>
public interface IScheduleMonitor
{
    /// <summary>One schedule, or null when it is unknown or was pruned.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<RecurringScheduleContext?> GetAsync(Guid scheduleId, CancellationToken cancellationToken = default);

    /// <summary>One schedule by its key, or null.</summary>
    /// <param name="key">Its key, or in a profile its definition's.</param>
    /// <param name="profileId">The profile it belongs to; null for one made at run time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<RecurringScheduleContext?> FindAsync(string key, string? profileId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// A page of schedules by ascending id, each with its next and its last occurrence. Fewer than the page size when they carry more than
    /// some megabytes of message data together: an empty page ends the list.
    /// </summary>
    /// <param name="filter">Which schedules, and how many a page.</param>
    /// <param name="continueFrom">The id of the last schedule of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The page size is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<RecurringScheduleContext>> ListAsync(
        RecurringScheduleFilter? filter = null, Guid? continueFrom = null, CancellationToken cancellationToken = default);

    /// <summary>What became of a schedule's occurrences, the latest first. Kept for the cluster's retention.</summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="count">At most so many, 1 to 1,000.</param>
    /// <param name="before">Only those before this instant; null for the latest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<RecurringOccurrence>> GetOccurrencesAsync(
        Guid scheduleId, int count = 100, DateTimeOffset? before = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// The next occurrences of a stored schedule, as its policies have it now: those that are overdue first, with what will become of them.
    /// Empty when the schedule does not fire.
    /// </summary>
    /// <param name="scheduleId">The schedule.</param>
    /// <param name="count">At most so many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    /// <exception cref="JobRejectedException">This process cannot work the schedule out: it lacks its language or zone.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<RecurringOccurrence>> PreviewAsync(Guid scheduleId, int count, CancellationToken cancellationToken = default);

    /// <summary>
    /// The occurrences of an expression after an instant, in the offset of its zone. <see cref="RecurrencePreview"/> does the same without
    /// a cluster.
    /// </summary>
    /// <param name="expression">The compiled expression.</param>
    /// <param name="zone">The zone of calculation, unless the expression names one itself.</param>
    /// <param name="from">Where to look forward from, and where intervals count from.</param>
    /// <param name="count">At most so many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The count is out of range.</exception>
    Task<IReadOnlyList<DateTimeOffset>> PreviewAsync(
        IRecurrenceCompiledExpr expression, TimeZoneInfo zone, DateTimeOffset from, int count,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PreviewAsync(IRecurrenceCompiledExpr, TimeZoneInfo, DateTimeOffset, int, CancellationToken)"/>
    /// <param name="typeId">The language, for example <see cref="NaturalCronExprCompiler.TypeId"/> or one of the app's own.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="zoneId">The IANA zone; null for the cluster's.</param>
    /// <exception cref="JobRejectedException">The expression is not valid, or its language or zone is not known.</exception>
    Task<IReadOnlyList<DateTimeOffset>> PreviewAsync(
        string typeId, string expression, string? zoneId, DateTimeOffset from, int count, CancellationToken cancellationToken = default);
}

/// <summary>Which schedules to list.</summary>
public sealed record RecurringScheduleFilter
{
    /// <summary>Only schedules in this state. Default: all.</summary>
    public RecurringScheduleState? State { get; init; }

    /// <summary>Only schedules of this definition. Default: all.</summary>
    public string? JobDefinitionId { get; init; }

    /// <summary>Only schedules of this tenant. Default: all.</summary>
    public string? Tenant { get; init; }

    /// <summary>How many a page, 1 to 1,000. <value>The default is 100.</value></summary>
    public int PageSize { get; init; } = 100;
}
