using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>
/// One SQL statement of one store, with schema and prefix filled in. Compared by reference, so it can key prepared commands.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlStatement
{
    /// <summary>Creates a statement.</summary>
    /// <param name="name">The name of its file.</param>
    /// <param name="text">The text to send.</param>
    public SqlStatement(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Name = name;
        Text = text;
        Picked = SqlPickedWrite.Of(name, text);
        TakesToken = text.Contains("@token", StringComparison.Ordinal);
    }

    /// <summary>The name of its file, without extension.</summary>
    public string Name { get; }

    /// <summary>The text to send.</summary>
    public string Text { get; }

    /// <summary>The two parts of a statement that first picks rows and then writes them; null for any other.</summary>
    internal SqlPickedWrite? Picked { get; }

    /// <summary>Whether it marks the rows it writes with a number of this run, so that it can tell them from others.</summary>
    internal bool TakesToken { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
