namespace JobMaster.Sql;

/// <summary>
/// A statement in two parts, for databases that cannot return the rows they write. The first part selects and locks rows. The second writes
/// these rows; it gets their first columns as <c>@picked</c>. The line between the parts says which one returns the result: <c>-- then
/// write</c> the first, <c>-- then read</c> the second.
/// </summary>
/// <param name="Pick">Selects the rows.</param>
/// <param name="Change">Writes the rows; not run if there are none.</param>
/// <param name="IsAnsweredByPick">Whether the selected rows are the result, and not the rows that the second part returns.</param>
internal sealed record SqlPickedWrite(SqlStatement Pick, SqlStatement Change, bool IsAnsweredByPick)
{
    private const string ThenWrite = "\n-- then write\n";
    private const string ThenRead = "\n-- then read\n";

    /// <summary>Splits a text into its two parts; null if it has only one.</summary>
    public static SqlPickedWrite? Of(string name, string text)
    {
        string[] parts = text.Split(ThenWrite);
        bool isAnsweredByPick = parts.Length == 2;
        parts = isAnsweredByPick ? parts : text.Split(ThenRead);
        return parts.Length == 2
            ? new SqlPickedWrite(new SqlStatement(name, parts[0]), new SqlStatement(name, parts[1]), isAnsweredByPick)
            : null;
    }
}
