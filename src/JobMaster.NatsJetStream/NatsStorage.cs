namespace JobMaster.NatsJetStream;

/// <summary>Where a stream keeps its messages.</summary>
public enum NatsStorage
{
    /// <summary>On the servers' disks.</summary>
    File,

    /// <summary>In the servers' memory only: faster, and lost when all replicas' processes end.</summary>
    Memory,
}
