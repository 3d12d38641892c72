using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JobMaster.Tests.Architecture;

/// <summary>The sources of the tests, read for the rules that they themselves keep.</summary>
internal sealed class TestSources
{
    /// <summary>Programs, not tests: time is what the benchmarks measure, and the chaos node is the app under test.</summary>
    private static readonly string[] Programs = ["JobMaster.Benchmarks", "JobMaster.Chaos.Node"];

    /// <summary>
    /// Calls that fail a test by themselves, apart from those named Should…: they throw when what is awaited does not come.
    /// </summary>
    private static readonly HashSet<string> Asserting = new(StringComparer.Ordinal) { "Soon", "EnsureSuccessStatusCode" };

    private readonly HashSet<string> _asserting;

    private TestSources(IReadOnlyList<(string Path, SyntaxNode Root)> files)
    {
        Files = files;
        _asserting = FindAsserting([.. files.SelectMany(file => file.Root.DescendantNodes())]);
    }

    public IReadOnlyList<(string Path, SyntaxNode Root)> Files { get; }

    /// <summary>Every test, with its name for a message.</summary>
    public IEnumerable<(string Name, MethodDeclarationSyntax Method)> Tests =>
        from file in Files
        from method in file.Root.DescendantNodes().OfType<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
        select ($"{file.Path}: {method.Identifier.Text}", method);

    public static TestSources Read()
    {
        var tests = Path.Combine(Repository.Root, "tests");
        return new TestSources([.. Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(tests, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" || Programs.Contains(part)))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(tests, path))).GetRoot()))]);
    }

    /// <summary>The same rules on a piece of code.</summary>
    public static TestSources Of(string members) => new([("code", CSharpSyntaxTree.ParseText($"class C {{ {members} }}").GetRoot())]);

    /// <summary>Whether the test checks something on every way through it.</summary>
    public bool AlwaysAsserts(MethodDeclarationSyntax test) =>
        Calls(test).Where(call => _asserting.Contains(call.Name)).Any(call => IsAlwaysReached(call.Node, test))
        || test.DescendantNodes().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax && IsAlwaysReached(node, test));

    public static IEnumerable<(string Name, SyntaxNode Node)> Calls(SyntaxNode within) =>
        within.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(call => (NameOf(call.Expression), (SyntaxNode)call));

    /// <summary>The function that a statement belongs to.</summary>
    public static SyntaxNode FunctionOf(SyntaxNode node) =>
        node.Ancestors().First(ancestor =>
            ancestor is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax
                or AccessorDeclarationSyntax);

    private static HashSet<string> FindAsserting(IReadOnlyList<SyntaxNode> nodes)
    {
        var bodies = nodes.OfType<MethodDeclarationSyntax>().Select(method => (Name: method.Identifier.Text, Body: (SyntaxNode)method))
            .Concat(
                nodes.OfType<LocalFunctionStatementSyntax>().Select(local => (Name: local.Identifier.Text, Body: (SyntaxNode)local)))
                    .ToList();
        var found = new HashSet<string>(Asserting, StringComparer.Ordinal);
        found.UnionWith(nodes.OfType<InvocationExpressionSyntax>().Select(call => call.Expression).Where(IsAssertion).Select(NameOf));
        found.UnionWith(
            bodies.Where(pair => pair.Body.DescendantNodes().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax))
                .Select(pair => pair.Name));
        int before;
        do
        {
            before = found.Count;
            found.UnionWith(bodies.Where(pair => Calls(pair.Body).Any(call => found.Contains(call.Name))).Select(pair => pair.Name));
        }
        while (found.Count > before);
        return found;
    }

    private static bool IsAssertion(ExpressionSyntax called) =>
        NameOf(called).StartsWith("Should", StringComparison.Ordinal)
            || called is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Assert" or "Should" } };

    private static string NameOf(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.Text,
        SimpleNameSyntax name => name.Identifier.Text,
        _ => "",
    };

    private static bool IsAlwaysReached(SyntaxNode node, SyntaxNode test)
    {
        for (var (child, parent) = (node, node.Parent); parent is not null && child != test; (child, parent) = (parent, parent.Parent))
        {
            var isSkippable = parent switch
            {
                IfStatementSyntax branch => child != branch.Condition && branch.Else is null,
                ForEachStatementSyntax loop => child == loop.Statement && !HasElements(loop.Expression, test),
                WhileStatementSyntax loop => child == loop.Statement && loop.Condition.ToString() != "true",
                CatchClauseSyntax or SwitchSectionSyntax or SwitchExpressionArmSyntax or ConditionalAccessExpressionSyntax => true,
                ConditionalExpressionSyntax choice => child != choice.Condition,
                AnonymousFunctionExpressionSyntax => !IsRun(parent),
                LocalFunctionStatementSyntax => true,
                _ => false,
            };
            if (isSkippable)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the call that a lambda is given to is one that runs it.</summary>
    private static bool IsRun(SyntaxNode lambda) =>
        lambda.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && call.Expression.ToString() is "Prop.ForAll" or "Parallel.For";

    /// <summary>
    /// Whether a collection is written out before our eyes, here or where its variable is declared, so that it cannot be empty unseen.
    /// </summary>
    private static bool HasElements(ExpressionSyntax collection, SyntaxNode test) => collection switch
    {
        CollectionExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax
            or BaseObjectCreationExpressionSyntax => true,
        CastExpressionSyntax cast => HasElements(cast.Expression, test),
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Enum" or "Enumerable" } },
        } => true,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Split" } } => true,
        IdentifierNameSyntax name => test.SyntaxTree.GetRoot().DescendantNodes().OfType<VariableDeclaratorSyntax>()
            .Any(variable =>
                variable.Identifier.Text == name.Identifier.Text && variable.Initializer?.Value is { } value and not IdentifierNameSyntax
                    && HasElements(value, test)),
        _ => false,
    };
}
