namespace JobMaster.Execution;

/// <summary>What is stored of an error: as much as an operator needs, and never so much that it burdens the store.</summary>
internal static class ErrorText
{
    public const int MaxLength = 16_000;

    public static string Of(Exception error)
    {
        try
        {
            return Cut(error.ToString());
        }
        catch (Exception failure)
        {
            // An exception of the app's own may fail to describe itself.
            return Cut($"{error.GetType()}, whose ToString failed with {failure.GetType()}.");
        }
    }

    public static string Cut(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "…";
}
