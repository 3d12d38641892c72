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
        Name = name;
        Text = text;
    }

    /// <summary>The name of its file, without extension.</summary>
    public string Name { get; }

    /// <summary>The text to send.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
