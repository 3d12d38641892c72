namespace JobMaster.Benchmarks.Measuring;

/// <summary>One of several states that are compared.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Jobs">How many jobs a run of it takes.</param>
/// <param name="Run">Runs it with so many jobs.</param>
internal sealed record State(string Name, int Jobs, Func<int, Task<Cost>> Run);

/// <summary>
/// Several states run in turn, round after round, forwards and backwards, after a small run of each to warm up. A ratio is taken within
/// each round and its median given, so that a machine that is slower for a while slows both sides.
/// </summary>
internal sealed class Rounds
{
    private const int WarmUpShare = 10;
    private readonly List<Dictionary<string, Cost>> _rounds = [];

    public static async Task<Rounds> RunAsync(int runs, params IReadOnlyList<State> states)
    {
        foreach (var state in states)
        {
            await state.Run(Math.Max(1, state.Jobs / WarmUpShare));
        }

        var rounds = new Rounds();
        for (int run = 0; run < runs; run++)
        {
            var costs = new Dictionary<string, Cost>(StringComparer.Ordinal);
            foreach (var state in run % 2 == 0 ? states : states.Reverse())
            {
                costs.Add(state.Name, await state.Run(state.Jobs));
            }

            rounds._rounds.Add(costs);
        }

        return rounds;
    }

    /// <summary>Adds, in each round, what is known from the costs of its states under a name of its own.</summary>
    public void Derive(string name, Func<IReadOnlyDictionary<string, Cost>, Cost> of) =>
        _rounds.ForEach(round => round.Add(name, of(round)));

    public double Median(string state, Func<Cost, double> of) => Order.Median(_rounds.Select(round => of(round[state])));

    /// <summary>The median over the rounds of one state's figure divided by another's.</summary>
    public double Ratio(string state, string to, Func<Cost, double> of) =>
        Order.Median(_rounds.Select(round => of(round[state]) / of(round[to])));
}

/// <summary>Figures taken from an ordered set.</summary>
internal static class Order
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The smallest value that at least this share of all does not exceed.</summary>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * share) - 1, 0, sorted.Length - 1)];
    }
}
