namespace JobMaster.TestServers;

/// <summary>
/// The tests of this class run with <c>tests/run.sh --long</c> only: they repeat on one more provider what the default run shows on others.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnlyLongAttribute : Attribute
{
    /// <summary>Why the tests are to be skipped; null when they are to run.</summary>
    public static string? WhySkipped =>
        Environment.GetEnvironmentVariable("JOBMASTER_LONG") == "1" ? null : "runs with tests/run.sh --long";
}
