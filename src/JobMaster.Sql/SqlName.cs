using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>Validates the only text that is ever put into a statement: a schema name or a table prefix.</summary>
[Experimental("JM9001")]
public static class SqlName
{
    /// <summary>The longest name allowed, so that prefixed index names fit every database.</summary>
    public const int MaxLength = 32;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Returns the name if it is safe to put into a statement.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">The thing it names, for the message.</param>
    /// <exception cref="JobMasterConfigurationException">It is not safe.</exception>
    public static string Validated(string name, string what)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isValid = name.Length is > 0 and <= MaxLength && !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Allowed);
        return isValid
            ? name
            : throw new JobMasterConfigurationException(
                $"The {what} '{name}' cannot be used: give it 1 to {MaxLength} characters of A-Z, a-z, 0-9 and _, the first not a digit.");
    }
}
