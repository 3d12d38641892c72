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
                throw Invalid(isInJobs ? $"has '{part}' where the id of a job has to be" : $"has '{part}', which is no topic");
            }
        }

        return jobs.Count > MostJobs
            ? throw Invalid(FormattableString.Invariant($"has {jobs.Count} ids of jobs, and at most {MostJobs} are taken"))
            : whole.Count + jobs.Count == 0 ? throw Invalid("is missing")
            : new LiveTopics(whole, jobs);
    }

    private static ApiProblem Invalid(string what) => ApiProblem.BadRequest(
        "invalid-query",
        $"The query parameter 'topics' {what}. The topics are overview, lanes, operations and failures, each about the whole cluster, and "
        + $"last jobs: with 1 to {MostJobs} ids. Give one or more of them, separated by commas, such as topics=overview,lanes or "
        + "topics=overview,jobs:01a21bb4-4637-7b99-9eb2-48e225a40e2a.");
}

/// <summary>The topics that are about the whole cluster.</summary>
internal enum LiveTopic
{
    Overview,
    Lanes,
    Operations,
    Failures,
}
