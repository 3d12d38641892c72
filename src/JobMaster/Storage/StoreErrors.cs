namespace JobMaster.Storage;

/// <summary>Turns what a store's driver throws into the exception that callers are promised. The roles of a node see the driver's own: they tell by it what passes.</summary>
internal sealed class StoreErrors(IMasterStore store, string clusterId)
{
    /// <summary>Whether the node has made sure of the store's tables. Asked before that, a store may say no more than that a table is missing.</summary>
    public bool IsProvisioned { get; set; }

    /// <summary>To be put behind the driver's message.</summary>
    public string Hint => IsProvisioned
        ? ""
        : $" Cluster '{clusterId}' has not started. It starts with the host; to schedule or read before, call await app.Services.StartJobMasterRuntimeAsync() first.";

    /// <returns>Null for what is the caller's own, or is explained already.</returns>
    public JobMasterStoreException? Explain(Exception exception) => exception is OperationCanceledException or JobMasterException or ArgumentException
        ? null
        : new JobMasterStoreException((store.Explain(exception)?.Message ?? $"{store.Description} did not do what it was asked: {exception.Message.TrimEnd('.')}.") + Hint, exception);

    /// <summary>What failed, in the store's words or else in the driver's.</summary>
    public string Words(Exception exception) => store.Explain(exception)?.Message ?? exception.Message;
}
