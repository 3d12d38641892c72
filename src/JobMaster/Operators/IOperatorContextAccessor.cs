namespace JobMaster;

/// <summary>
/// Finds who makes the current call, for example the user of the current request. Register it as a singleton. Every call that changes
/// something without an <see cref="OperatorContext"/> asks it.
/// </summary>
public interface IOperatorContextAccessor
{
    /// <summary>
    /// Returns who makes the current call; null if unknown, so that the audit shows the host's name. If it throws, the error is logged, the
    /// audit shows the host's name, and the change is still made.
    /// </summary>
    OperatorContext? Current { get; }
}
