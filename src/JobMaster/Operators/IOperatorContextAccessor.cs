namespace JobMaster;

/// <summary>
/// Tells who makes the current call, for example the user of the current request. Register it as a singleton; it is asked by every call
/// that changes something and was given no <see cref="OperatorContext"/>.
/// </summary>
public interface IOperatorContextAccessor
{
    /// <summary>
    /// Who makes the current call; null when nobody is known, and the host's name stands in the audit. If it throws, the error is logged,
    /// the host's name stands there, and the change is made all the same.
    /// </summary>
    OperatorContext? Current { get; }
}
