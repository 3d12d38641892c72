namespace JobMaster;

/// <summary>
/// Recurring schedules kept in code. Found in the assemblies whose handlers are registered, or added with <c>AddRecurringSchedules</c>. An
/// edit takes effect when the first process with it starts; a schedule taken out goes inactive some minutes after the last process that
/// still has it has ended.
/// </summary>
public interface IStaticRecurringSchedulesProfile
{
    /// <summary>The profile's name, unique in the cluster. At most 200 characters.</summary>
    static abstract string ProfileId { get; }

    /// <summary>
    /// Orders versions of the profile that run side by side: the highest wins. Versions of one revision are ordered by when they were first
    /// seen, so it is only needed to have an older version win at once. <value>The default is zero.</value>
    /// </summary>
    static virtual long Revision => 0;

    /// <summary>Adds the profile's schedules.</summary>
    /// <param name="schedules">The collection to add them to.</param>
    static abstract void Config(RecurringScheduleDefinitionCollection schedules);
}
