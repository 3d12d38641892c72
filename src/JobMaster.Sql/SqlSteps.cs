namespace JobMaster.Sql;

/// <summary>
/// A statement for databases that cannot return what they write. The first step selects and locks rows; the second writes those, whose
/// first columns it takes as <c>@picked</c>. A line between them says which of the two answers: <c>-- then write</c> the first,
/// <c>-- then read</c> the second.
/// </summary>
/// <param name="Pick">Selects the rows.</param>
/// <param name="Change">Writes them; not run when there are none.</param>
/// <param name="IsAnsweredByPick">Whether the rows selected are the answer, not those that the second step returns.</param>
internal sealed record SqlSteps(SqlStatement Pick, SqlStatement Change, bool IsAnsweredByPick)
{
    private const string ThenWrite = "\n-- then write\n";
    private const string ThenRead = "\n-- then read\n";

    /// <summary>The steps in a text; null if it has one only.</summary>
    public static SqlSteps? Of(string name, string text)
    {
        string[] parts = text.Split(ThenWrite);
        bool isAnsweredByPick = parts.Length == 2;
        parts = isAnsweredByPick ? parts : text.Split(ThenRead);
        return parts.Length == 2
            ? new SqlSteps(new SqlStatement(name, parts[0]), new SqlStatement(name, parts[1]), isAnsweredByPick)
            : null;
    }
}
