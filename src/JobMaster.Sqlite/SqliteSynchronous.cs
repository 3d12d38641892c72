namespace JobMaster;

/// <summary>What a commit to the SQLite file survives.</summary>
public enum SqliteSynchronous
{
    /// <summary>Loss of power: each commit is flushed to the disk. The default.</summary>
    Full = 1,

    /// <summary>
    /// The death of the process; a loss of power may take the commits of the last seconds, never the file's consistency. Faster.
    /// </summary>
    Normal = 2,
}
