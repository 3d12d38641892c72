using System.Globalization;

namespace JobMaster.Chaos;

/// <summary>
/// How long the suite runs and what its choices start from. The seed is printed by every run and repeats its choices, though not the
/// machine's own timing.
/// </summary>
internal static class ChaosSettings
{
    public const double HeartbeatTimeout = 2;

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("JOBMASTER_LONG") == "1";

    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(IsLong ? 15 : 2);

    public static int Seed { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("JOBMASTER_CHAOS_SEED"), CultureInfo.InvariantCulture, out var seed)
        ? seed
        : Random.Shared.Next();
}
