namespace JobMaster.Execution;

/// <summary>
/// Makes the stored text of an error: as much as an operator needs, within a size limit. The exception's type belongs to the app and may
/// throw when its text is read.
/// </summary>
internal static class ErrorText
{
    public const int MaxLength = 16_000;

    public static string Of(Exception error) => Read(error, static error => error.ToString());

    public static string MessageOf(Exception error) => Read(error, static error => error.Message);

    public static string Cut(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "…";

    private static string Read(Exception error, Func<Exception, string> read)
    {
        try
        {
            return Cut(read(error));
        }
        catch (Exception failure)
        {
            return $"{error.GetType()}: the exception has no text, because it throws {failure.GetType()} when asked for one.";
        }
    }
}
