namespace JobMaster;

/// <summary>The permissions of a caller of the API. No permission includes another, except that <see cref="Admin"/> includes all.</summary>
[Flags]
public enum ApiPermissions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Schedule jobs, and read the definitions that may be scheduled.</summary>
    Submit = 1,

    /// <summary>Read jobs, schedules, operations and the audit, with redacted values hidden.</summary>
    Read = 2,

    /// <summary>See redacted values.</summary>
    Reveal = 4,

    /// <summary>Cancel, change and replay jobs, one or many; pause and resume schedules.</summary>
    Operate = 8,

    /// <summary>Everything, the cluster's mode included.</summary>
    Admin = 16,
}
