namespace JobMaster.Storage;

/// <summary>
/// Turns exceptions of a store's driver into the documented exceptions for callers. A node's roles see the driver's own, by which they
/// recognise transient failures.
/// </summary>
internal sealed class StoreErrors(IMasterStore store)
{
    /// <returns>Null for the caller's own errors, and for errors that are explained already.</returns>
    public JobMasterStoreException? Explain(Exception exception) =>
        exception is OperationCanceledException or JobMasterException or ArgumentException
        ? null
        : exception is ObjectDisposedException
        ? new JobMasterStoreException(
            $"{store.Description} is closed: its host was disposed, or the app's own data source. Make the call while the host lives.",
            exception)
        : new JobMasterStoreException(
            store.Explain(exception)?.Message ?? $"{store.Description} did not do what it was asked: {exception.Message.TrimEnd('.')}.",
            exception);

    /// <summary>The failure, in the store's words or else in the driver's.</summary>
    public string Words(Exception exception) => store.Explain(exception)?.Message ?? exception.Message;
}
