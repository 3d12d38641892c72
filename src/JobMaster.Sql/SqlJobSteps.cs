using System.Runtime.InteropServices;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// The steps of one kind of move. They run in the order of the list in every transaction, so they lock in one order. Each gets the jobs
/// that it concerns, and does not run if there are none.
/// </summary>
internal sealed class SqlJobSteps(IReadOnlyList<ISqlJobStep> steps)
{
    /// <summary>Whether a step has something to do for the job.</summary>
    public bool Concern(in MovedJob job)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i].Concerns(job))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a step has something to do for one of the jobs that become live.</summary>
    public bool Concern(IReadOnlyList<NewJob> jobs, bool run)
    {
        for (int i = 0; i < jobs.Count; i++)
        {
            if (Concern(MovedJob.Entering(jobs[i], run)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Runs the steps for jobs that have just moved.</summary>
    public async ValueTask RunAsync(SqlCommands commands, List<MovedJob> jobs, CancellationToken cancellationToken)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            var concerned = Concerned(steps[i], jobs);
            if (concerned is not null)
            {
                await steps[i].RunAsync(commands, concerned, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The jobs that concern the step: all as they are, some in a list of their own, null for none.</summary>
    private static List<MovedJob>? Concerned(ISqlJobStep step, List<MovedJob> jobs)
    {
        int count = 0;
        foreach (ref readonly var job in CollectionsMarshal.AsSpan(jobs))
        {
            count += step.Concerns(job) ? 1 : 0;
        }

        return count == 0 ? null : count == jobs.Count ? jobs : Select(step, jobs);
    }

    /// <summary>A method of its own, because the lambda allocates where it is declared, even if it does not run.</summary>
    private static List<MovedJob> Select(ISqlJobStep step, List<MovedJob> jobs) => jobs.FindAll(job => step.Concerns(job));
}
