namespace JobMaster.Scheduling;

/// <summary>Creates job ids of version 7 (RFC 9562), so that they sort by creation time and inserts stay local in every index.</summary>
internal static class JobIds
{
    public static Guid Next(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());
}
