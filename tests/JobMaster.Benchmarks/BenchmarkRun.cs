using JobMaster.Benchmarks.Measures;
using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;

namespace JobMaster.Benchmarks;

/// <summary>Takes the measures one after the other and prints what they found.</summary>
internal static class BenchmarkRun
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        var report = new Report(options.Provider, options.IsJson);
        var context = new MeasureContext(
            BenchmarkProviders.Create(options.Provider, options.Connection, options.Master), options.Scale, report)
        { Keep = options.Keep };
        foreach (var measure in context.Provider.Measures.Where(IsWanted))
        {
            await Console.Error.WriteLineAsync($"{measure.Name} …");
            await measure.RunAsync(context);
        }

        report.PrintTable();

        bool IsWanted(IMeasure measure) =>
            options.Measures.Count > 0 ? options.Measures.Contains(measure.Name) : options.IsFull || !measure.IsBig;
    }
}
