using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks.Measures;

/// <summary>Something to find out about a provider; <c>docs/benchmarks.md</c> says what each figure means.</summary>
internal interface IMeasure
{
    string Name { get; }

    /// <summary>Whether it takes so long that it is only taken when asked for.</summary>
    bool IsBig => false;

    Task RunAsync(MeasureContext context);
}

/// <summary>What a measure works with.</summary>
/// <param name="Provider">What is measured.</param>
/// <param name="Scale">How much work.</param>
/// <param name="Report">Where the figures go.</param>
internal sealed record MeasureContext(IBenchmarkProvider Provider, BenchmarkScale Scale, Report Report)
{
    /// <summary>The name of the place that big searched tables are kept in for further runs; null to remove them.</summary>
    public string? Keep { get; init; }

    /// <summary>The kept place, else a new one.</summary>
    public Task<IBenchmarkPlace> PlaceAsync() => Keep is null ? Provider.CreateAsync() : Provider.KeepAsync(Keep);
}
