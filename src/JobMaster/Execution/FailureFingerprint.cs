using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace JobMaster.Execution;

/// <summary>
/// The fingerprint that failures of one cause share: the type of the exception, its message with variable parts replaced, and the methods
/// of the app's own code at the top of the stack. The exception's type belongs to the app and may throw when its text is read.
/// </summary>
internal static partial class FailureFingerprint
{
    private const int Frames = 3;
    private const int LongestMessage = 500;
    private const int Length = 16;
    private static readonly string[] Foreign = ["System.", "Microsoft.", "JobMaster."];

    /// <summary>For a job that failed with an exception.</summary>
    public static string Of(Exception error)
    {
        var cause = error;
        while (cause is AggregateException or System.Reflection.TargetInvocationException && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return Hash($"{cause.GetType()}\n{Normalized(ErrorText.MessageOf(cause))}\n{string.Join('\n', OwnFrames(StackOf(cause)))}");
    }

    /// <summary>For a job that failed for a reason, without an exception.</summary>
    public static string Of(string reason) => Hash($"\n{Normalized(reason)}");

    /// <summary>The text with numbers, ids, quoted texts and addresses replaced.</summary>
    internal static string Normalized(string text)
    {
        var cut = text.Length <= LongestMessage ? text : text[..LongestMessage];
        try
        {
            return Variable().Replace(cut, "#");
        }
        catch (RegexMatchTimeoutException)
        {
            return "#";
        }
    }

    /// <summary>The first line of an error for people, with variable parts replaced.</summary>
    internal static string Title(string error)
    {
        var end = error.AsSpan().IndexOfAny('\r', '\n');
        return Normalized(end < 0 ? error : error[..end]);
    }

    /// <summary>The topmost methods that belong neither to the framework nor to this library, as far as the stack shows.</summary>
    internal static IEnumerable<string> OwnFrames(string? stack) =>
        (stack ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Method().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value)
            .Where(method => !Foreign.Any(start => method.StartsWith(start, StringComparison.Ordinal)))
            .Take(Frames)
            .Select(method => Number().Replace(method, "#"));

    private static string? StackOf(Exception error)
    {
        try
        {
            return error.StackTrace;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Length / 2));

    /// <summary>
    /// Quoted texts, web and mail addresses, paths, ids, hexadecimal numbers, host names with a port, and everything that contains a digit.
    /// A quote within a word, as in "can't", does not start a quoted text.
    /// </summary>
    [GeneratedRegex(
        """
        "[^"\r\n]*"|(?<!\w)'[^'\r\n]*'(?!\w)|`[^`\r\n]*`|«[^»\r\n]*»|“[^”\r\n]*”
        |\b[a-z][a-z0-9+.\-]*://[^\s"'<>]+
        |[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+
        |(?:[A-Za-z]:)?(?:[\\/][\w.\-]+){2,}
        |[{(\[]?\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b[})\]]?
        |\[[0-9a-f:.]*::?[0-9a-f:.]*\](?::\d+)?
        |\b[\w\-]+(?:\.[\w\-]+)+:\d+\b
        |\b[0-9a-f]{16,}\b
        |[+\-]?\b\w*\d[\w.,:+\-]*\b
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\p{L}+ ([^\s(]+)\(", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Method();

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
