using JobMaster.Conformance.Jobs;

namespace JobMaster.TestCollections;

/// <summary>
/// Tests that leave the process no free pool thread. Each runs by itself, after all others: beside them, any test could time out.
/// </summary>
[Xunit.CollectionDefinition(StarvedPoolTests.Name, DisableParallelization = true)]
public sealed class StarvedPool;
