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
internal sealed record MeasureContext(IBenchmarkProvider Provider, BenchmarkScale Scale, Report Report);
