using System.Globalization;

namespace JobMaster.Conformance.Surroundings;

/// <summary>
/// Decides when something goes wrong. Which of several threads asks first is not in its hands, so a seed repeats the odds rather than the
/// run.
/// </summary>
public sealed class HostileDice
{
    public const string Variable = "JOBMASTER_TEST_SEED";

    private readonly Lock _lock = new();
    private readonly Random _random;

    public HostileDice() => _random = new Random(Seed);

    public int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : Random.Shared.Next();

    public int Next(int limit)
    {
        lock (_lock)
        {
            return _random.Next(limit);
        }
    }

    /// <summary>Throws one time in three.</summary>
    public void MayThrow(string who)
    {
        if (Next(3) == 0)
        {
            throw new HostileException(who);
        }
    }
}

/// <summary>What hostile surroundings throw. Whoever finds it in an outcome has found a fault of the library.</summary>
public sealed class HostileException(string who) : Exception($"{who} throws at random.")
{
    public static bool IsNamedIn(string text) => text.Contains(nameof(HostileException), StringComparison.Ordinal);
}
