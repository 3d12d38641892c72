namespace JobMaster;

/// <summary>
/// Recurring schedules kept in code. JobMaster finds them in the assemblies whose handlers are registered; others are added with
/// <c>AddRecurringSchedules</c>. An edit takes effect when the first process with it starts. A schedule that is removed becomes inactive
/// some minutes after the last process that has it ends.
/// </summary>
public interface IStaticRecurringSchedulesProfile
{
    /// <summary>The profile's name, unique in the cluster. At most 200 characters.</summary>
    static abstract string ProfileId { get; }

    /// <summary>
    /// Orders versions of the profile that run side by side: the highest decides. Versions of one revision are ordered by when the store
    /// first saw them, so a revision is needed only to make an older version decide immediately. <value>The default is zero.</value>
    /// </summary>
    static virtual long Revision => 0;

    /// <summary>Adds the profile's schedules.</summary>
    /// <param name="schedules">The collection to add them to.</param>
    static abstract void Config(RecurringScheduleDefinitionCollection schedules);
}
