using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>Jobs as columns: of each, one value if all jobs have the same, beside an empty array; else an array, beside null. A single job has values only.</summary>
internal sealed class JobColumns
{
    private readonly IReadOnlyList<NewJob> _jobs;

    public JobColumns(IReadOnlyList<NewJob> jobs)
    {
        _jobs = jobs;
        Arguments.Add(jobs.Count == 1
            ? SqlArgument.Id("id", jobs[0].Id)
            : new SqlArgument("ids", SqlArgumentKind.Native, Column(static job => job.Id)));
    }

    public List<SqlArgument> Arguments { get; } = new(32);

    public JobColumns Add<T>(string name, SqlArgumentKind kind, Func<NewJob, T> value)
    {
        var first = value(_jobs[0]);
        bool isUniform = true;
        for (int i = 1; i < _jobs.Count && isUniform; i++)
        {
            isUniform = EqualityComparer<T>.Default.Equals(first, value(_jobs[i]));
        }

        Arguments.Add(new SqlArgument(name, kind, isUniform ? first : null));
        if (_jobs.Count > 1)
        {
            Arguments.Add(new SqlArgument(name + "_each", SqlArgumentKind.Native, isUniform ? Array.Empty<T>() : Column(value)));
        }

        return this;
    }

    private T[] Column<T>(Func<NewJob, T> value)
    {
        var column = new T[_jobs.Count];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = value(_jobs[i]);
        }

        return column;
    }
}
