using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Conformance;

/// <summary>What fixtures need to create a store.</summary>
public static class StoreContexts
{
    public static MasterStoreContext Create(TimeProvider? storeClock, string? schema = null, string tablePrefix = "jobmaster_") => new()
    {
        ClusterId = "conformance",
        Services = NoServices.Instance,
        LoggerFactory = NullLoggerFactory.Instance,
        Schema = schema,
        TablePrefix = tablePrefix,
        StoreClock = storeClock,
        IndexedMetadata = ["OrderId"],
    };

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
