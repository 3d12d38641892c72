namespace JobMaster;

/// <summary>The failures that a commit to the SQLite file survives.</summary>
public enum SqliteSynchronous
{
    /// <summary>Loss of power: each commit is flushed to the disk. The default.</summary>
    Full = 1,

    /// <summary>
    /// The death of the process. A loss of power may lose the commits of the last seconds, but the file stays consistent. Faster.
    /// </summary>
    Normal = 2,
}
