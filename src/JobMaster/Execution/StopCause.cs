namespace JobMaster.Execution;

/// <summary>Why an attempt's token fired. The first cause counts.</summary>
internal enum StopCause
{
    None = 0,
    Timeout,
    CancelRequested,
    Shutdown,
    SessionLost,
}
