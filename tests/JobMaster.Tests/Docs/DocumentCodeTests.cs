namespace JobMaster.Tests.Docs;

/// <summary>A reader who copies code out of the documents gets code that compiles.</summary>
public sealed class DocumentCodeTests
{
    public static TheoryData<string> Pages =>
        [.. Documents.All.Select(path => Path.GetRelativePath(Documents.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)
        .Where(path => path != "docs/testing.md")]; // That page shows a file of these very tests.

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_block_of_code_compiles(string page) => new DocumentCode(page).Errors().ShouldBeEmpty();
}
