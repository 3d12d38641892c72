namespace JobMaster.Conformance.Statements;

/// <summary>
/// Which writers meet one that is held. With <c>JOBMASTER_LONG=1</c> all that may matter, in each stage and after each statement; else each
/// pair of kinds once in a stage that the first is meant for, and once in one that it is not meant for. The first is then held after one of
/// its statements, which the second and the stage choose, so that each statement has its share of the meetings.
/// </summary>
internal sealed class GateMeetings(GateWriter first)
{
    private readonly HashSet<(bool IsMeant, string Kind)> _met = [];

    private static bool IsFull { get; } = Environment.GetEnvironmentVariable("JOBMASTER_LONG") == "1";

    private static List<string> Kinds { get; } = [.. GateWriters.All.Select(writer => writer.Kind).Distinct()];

    /// <summary>The stages in which the first is held; those it is meant for come before the others.</summary>
    public IEnumerable<GateStage> Stages =>
        first.Stages.Concat(IsFull || first.IsOfSeveralStatements ? Enum.GetValues<GateStage>().Except(first.Stages) : []);

    /// <summary>
    /// After which statements it is held while others must pass: a transaction keeps its locks to its end, so after the last it has them
    /// all.
    /// </summary>
    public static IEnumerable<int> PassedAfter(IReadOnlyList<string> statements) =>
        Enumerable.Range(1, statements.Count).Where(after => IsFull || after == statements.Count);

    /// <summary>The writers of other jobs that must pass.</summary>
    public IEnumerable<GateWriter> Passing => GateWriters.All
        .Where(second => !(first.HasCommonRow && second.HasCommonRow) && IsItsTurn(second))
        .DistinctBy(second => IsFull ? second.Name : second.Kind);

    /// <summary>Whether the two meet after a statement of the first.</summary>
    public bool Meets(GateStage stage, IReadOnlyList<string> statements, int after, GateWriter second) =>
        MayMatter(statements.Count, second, stage)
        && (IsFull || (IsItsTurn(second)
            && after == 1 + ((Kinds.IndexOf(second.Kind) + (int)stage) % statements.Count)
            && _met.Add((first.Stages.Contains(stage), second.Kind))));

    /// <summary>
    /// Whether the two may get into each other's way: one at least is meant for a job that stands so, and none does nothing in a single
    /// statement.
    /// </summary>
    private bool MayMatter(int statements, GateWriter second, GateStage stage) =>
        first.Stages.Contains(stage)
            ? second.Stages.Contains(stage) || second.IsOfSeveralStatements
            : second.Stages.Contains(stage) && statements > 1;

    /// <summary>The writers of one kind share the meetings with the others among them.</summary>
    private bool IsItsTurn(GateWriter second)
    {
        var alike = GateWriters.All.Where(writer => writer.Kind == first.Kind).ToList();
        return IsFull || Kinds.IndexOf(second.Kind) % alike.Count == alike.IndexOf(first);
    }
}
