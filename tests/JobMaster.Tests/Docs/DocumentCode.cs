using System.Reflection;
using System.Text.RegularExpressions;
using JobMaster.Tests.Architecture;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JobMaster.Tests.Docs;

/// <summary>
/// The C# of one document. Each block stands for itself, save that it may use the types of those before it and what is <see cref="Given"/>.
/// </summary>
internal sealed partial class DocumentCode(string path)
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Text.Json.Nodes;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using JobMaster;
        global using JobMaster.Tests.Docs.Given;
        global using Microsoft.AspNetCore.Authentication.Cookies;
        global using Microsoft.AspNetCore.Authentication.JwtBearer;
        global using Microsoft.AspNetCore.Authentication.OpenIdConnect;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.Data.Sqlite;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using static JobMaster.Tests.Docs.Given.Things;
        """;

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Concat(Repository.Projects.Select(Repository.AssemblyFile))
            .DistinctBy(Path.GetFileName)
            .Select(file => MetadataReference.CreateFromFile(file))]);

    private readonly List<MemberDeclarationSyntax> _types = [];

    /// <summary>What the compiler says against the document's blocks, each with the line its block begins on.</summary>
    public IReadOnlyList<string> Errors()
    {
        var text = Repository.Read(path).ReplaceLineEndings("\n");
        return [
            .. Block().Matches(text)
                .SelectMany(block => Errors(block.Groups[1].Value, line: text[..block.Index].Count(letter => letter == '\n') + 1))];
    }

    /// <summary>The document's first block that holds this text, compiled as the body of a method that takes an app's builder.</summary>
    public Action<T> Run<T>(string text)
    {
        var code = Block().Matches(Repository.Read(path).ReplaceLineEndings("\n"))
            .First(block => block.Value.Contains(text, StringComparison.Ordinal)).Groups[1].Value;
        var method = $"public static class Block {{ public static void Run({typeof(T).FullName} builder) {{ {code} }} }}";
        var compilation = CSharpCompilation.Create(
            "Block", [CSharpSyntaxTree.ParseText(Usings, Parse), CSharpSyntaxTree.ParseText(method, Parse)], References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var assembly = new MemoryStream();
        compilation.Emit(assembly).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return Assembly.Load(assembly.ToArray()).GetType("Block")!.GetMethod("Run")!.CreateDelegate<Action<T>>();
    }

    private IEnumerable<string> Errors(string code, int line)
    {
        var last = LineComment().Replace(code, "").TrimEnd();
        var root = CSharpSyntaxTree.ParseText(last.EndsWith(';') || last.EndsWith('}') ? code : last + ";", Parse).GetCompilationUnitRoot();
        var types = root.Members.Where(member => member is BaseTypeDeclarationSyntax).ToList();
        var earlier = _types.Where(type => types.TrueForAll(own => NameOf(own) != NameOf(type))).ToList();
        var isProgram = root.Members.Any(member => member is GlobalStatementSyntax);
        var compilation = CSharpCompilation.Create(
            "Document",
            [
                CSharpSyntaxTree.ParseText(Usings, Parse),
                CSharpSyntaxTree.Create(SyntaxFactory.CompilationUnit().AddMembers([.. earlier]), Parse),
                root.SyntaxTree,
            ],
            References.Value,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable));
        _types.RemoveAll(type => !earlier.Contains(type));
        _types.AddRange(types);
        return compilation.GetDiagnostics()
            .Where(diagnostic =>
                diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id.StartsWith("CS86", StringComparison.Ordinal))
            .Select(diagnostic =>
                $"{path}, block of line {line}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)} " +
                $"({diagnostic.Id})");
    }

    private static string NameOf(MemberDeclarationSyntax type) => ((BaseTypeDeclarationSyntax)type).Identifier.ValueText;

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("//[^\n]*")]
    private static partial Regex LineComment();
}
