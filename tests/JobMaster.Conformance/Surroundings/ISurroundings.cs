using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Surroundings;

/// <summary>What else there is around the apps of a suite. A fixture that has it gives it to each app the suite builds.</summary>
public interface ISurroundings
{
    /// <summary>Said at the beginning of each app's log.</summary>
    string Description { get; }

    /// <summary>Adds to the app's services.</summary>
    void Surround(IServiceCollection services);

    /// <summary>Adds to the app's cluster.</summary>
    void Surround(JobMasterClusterConfig config);
}
