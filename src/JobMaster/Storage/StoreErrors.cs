namespace JobMaster.Storage;

/// <summary>
/// Turns what a store's driver throws into the exception that callers are promised. The roles of a node see the driver's own: they tell by
/// it what passes.
/// </summary>
internal sealed class StoreErrors(IMasterStore store)
{
    /// <returns>Null for what is the caller's own, or is explained already.</returns>
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

    /// <summary>What failed, in the store's words or else in the driver's.</summary>
    public string Words(Exception exception) => store.Explain(exception)?.Message ?? exception.Message;
}
