using JobMaster.AspNetCore.Calls;

namespace JobMaster.AspNetCore.Live;

/// <summary>The topics of a listener.</summary>
/// <param name="Whole">The topics about the whole cluster.</param>
/// <param name="Jobs">Single jobs.</param>
internal sealed record LiveTopics(IReadOnlySet<LiveTopic> Whole, IReadOnlySet<Guid> Jobs)
{
    public const int MostJobs = 200;

    private const string JobsPrefix = "jobs:";

    /// <summary>Reads <c>overview,lanes,jobs:id,id</c>.</summary>
    /// <exception cref="ApiProblem">400.</exception>
    public static LiveTopics Read(string? text)
    {
        var (whole, jobs, isInJobs) = (new HashSet<LiveTopic>(), new HashSet<Guid>(), false);
        foreach (string part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            isInJobs |= part.StartsWith(JobsPrefix, StringComparison.OrdinalIgnoreCase);
            string word = part.StartsWith(JobsPrefix, StringComparison.OrdinalIgnoreCase) ? part[JobsPrefix.Length..] : part;
            if (isInJobs && Guid.TryParse(word, out var id))
            {
                jobs.Add(id);
            }
            else if (!isInJobs && char.IsAsciiLetter(word[0]) && Enum.TryParse<LiveTopic>(word, ignoreCase: true, out var topic))
            {
                whole.Add(topic);
            }
            else
            {
                throw Invalid($"has '{part}'");
            }
        }

        return jobs.Count > MostJobs ? throw Invalid(FormattableString.Invariant($"has {jobs.Count} jobs"))
            : whole.Count + jobs.Count == 0 ? throw Invalid("is missing")
            : new LiveTopics(whole, jobs);
    }

    private static ApiProblem Invalid(string what) => ApiProblem.BadRequest(
        "invalid-query",
        $"The query parameter 'topics' {what}; give some of overview, lanes, operations, failures, and last jobs: with at most {MostJobs} "
        + "ids, separated by commas, such as overview,jobs:01a2….");
}

/// <summary>The topics that are about the whole cluster.</summary>
internal enum LiveTopic
{
    Overview,
    Lanes,
    Operations,
    Failures,
}
