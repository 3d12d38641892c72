using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>The committed records hold every statement of the provider, and say when the text of one has changed.</summary>
public sealed partial class CoverageTests
{
    /// <summary>Asks where a transaction of the driver is, which only the driver can make.</summary>
    private const string NeedsTheDriver = "read_place";

    [Fact]
    public void Every_statement_is_in_a_record()
    {
        var sent = Directory.EnumerateFiles(SentRecord.ThisDirectory(), "*.txt")
            .Where(file => !file.EndsWith("statements.txt", StringComparison.Ordinal))
            .SelectMany(File.ReadLines)
            .SelectMany(line => Name().Matches(line.StartsWith(' ') || line.StartsWith('=') ? "" : line).Select(match => match.Value))
            .ToHashSet(StringComparer.Ordinal);
        Statements.Files.Except(sent).ShouldBe([NeedsTheDriver], SentRecord.HowToAccept);
    }

    [Fact]
    public void A_statement_says_what_was_reviewed()
    {
        string file = Path.Combine(SentRecord.ThisDirectory(), "statements.txt");
        string actual = string.Concat(Statements.All.OrderBy(statement => statement.Key, StringComparer.Ordinal)
            .Select(statement => $"{statement.Key} {Fingerprint(statement.Value)}\n"));
        if (SentRecord.IsToBeAccepted)
        {
            File.WriteAllText(file, actual);
        }

        actual.Split('\n').Except(File.ReadLines(file)).Where(line => line.Length > 0).ShouldBeEmpty(
            $"These statements, with their macros expanded, are not the ones of Sent/statements.txt. {SentRecord.HowToAccept}");
    }

    /// <summary>Of what the server reads: comments and how the lines are broken do not count.</summary>
    private static string Fingerprint(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Unread().Replace(text, " "))))[..16];

    [GeneratedRegex(@"(?:\s|--[^\n]*)+", RegexOptions.CultureInvariant)]
    private static partial Regex Unread();

    [GeneratedRegex(@"[\w/]+", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
