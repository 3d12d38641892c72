namespace JobMaster.Scheduling;

/// <summary>
/// Makes job ids: version 7 (RFC 9562), so that they sort by the time they were made and inserts stay local in every index.
/// </summary>
internal static class JobIds
{
    public static Guid Next(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());
}
