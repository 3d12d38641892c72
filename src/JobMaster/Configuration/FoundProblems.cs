namespace JobMaster.Configuration;

/// <summary>Turns the problems that a check found into one exception that names all of them.</summary>
internal static class FoundProblems
{
    /// <exception cref="JobMasterConfigurationException">There is a problem.</exception>
    public static void ThrowIfAny(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new JobMasterConfigurationException(
                problems.Count == 1 ? problems[0] : $"{problems.Count} problems:\n- " + string.Join("\n- ", problems));
        }
    }
}
