using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace JobMaster.Tests.Architecture;

/// <summary>What every test keeps to: it runs to its end, it asserts, and it waits for signals.</summary>
public sealed class TestRuleTests
{
    private const string WhereTestsWait = "JobMaster.Conformance/Eventually.cs";

    /// <summary>A test whose jobs take a while, because how much a worker claims ahead depends on that.</summary>
    private const string WhereJobsLast = "JobMaster.Conformance/Jobs/AdmissionJobsConformance.cs";

    private const string WhereRulesStand = "JobMaster.Tests/Architecture/TestRuleTests.cs";

    private static readonly string[] OwnConnections = ["application_name = '{", "datname = '{", "pg_terminate_backend({"];

    private static readonly TestSources Sources = TestSources.Read();

    [Fact]
    public void No_test_ends_early() =>
        EarlyEnds(Sources).ShouldBeEmpty("a test that cannot run is skipped with a reason, as by [NeedsServer] or [NeedsOwnServer]");

    [Fact]
    public void No_test_looks_at_the_environment_to_decide_what_it_does() =>
        (from test in Sources.Tests
         where TestSources.Calls(test.Method).Any(call => call.Name == "GetEnvironmentVariable")
         select test.Name).ShouldBeEmpty();

    [Fact]
    public void Every_test_asserts_something_on_every_way_through_it() =>
        Unasserting(Sources).ShouldBeEmpty("assert that the collection is not empty, or await what a callback is to do");

    [Fact]
    public void No_test_swallows_exceptions() => Swallowing(Sources).ShouldBeEmpty("use Should.Throw, or Record.Exception and look at it");

    [Fact]
    public void No_test_waits_by_the_clock_on_the_wall() =>
        Sleeping(Sources).ShouldBeEmpty($"await a signal, move a clock, or use {WhereTestsWait}");

    [Fact]
    public void Only_faults_between_processes_and_the_jobs_of_one_test_last_a_given_time() =>
        (from file in Sources.Files
         where !file.Path.StartsWith("JobMaster.Chaos/", StringComparison.Ordinal) && file.Path is not (WhereTestsWait or WhereJobsLast)
         where TestSources.Calls(file.Root).Any(call => call.Name == "LastsAsync")
         select file.Path).ShouldBeEmpty();

    [Fact]
    public void Suites_in_hostile_surroundings_run_beside_no_other() =>
        (from file in Sources.Files
         from suite in file.Root.DescendantNodes().OfType<ClassDeclarationSyntax>()
         where suite.Identifier.Text.EndsWith("Tests", StringComparison.Ordinal)
             && suite.BaseList?.ToString().Contains("Hostile<", StringComparison.Ordinal) == true
             && !suite.AttributeLists.ToString().Contains("[Collection(StarvedPoolTests.Name)]", StringComparison.Ordinal)
         select suite.Identifier.Text).ShouldBeEmpty(
            "their listeners throw at whatever the process does: [Collection(StarvedPoolTests.Name)]");

    [Fact]
    public void Tests_end_only_connections_of_their_own() =>
        EndingConnections(Sources).ShouldBeEmpty(
            "name the test's own: application_name = '{Fixture.Schema}', its database, or the process");

    [Fact]
    public void Connections_of_tests_are_unpooled() =>
        Pooled(Sources).ShouldBeEmpty("a pool hands out connections that another test's restart of the server has cut: add Pooling=false");

    [Theory]
    [InlineData("if (!IsThere) { return; } 1.ShouldBe(1);", true)]
    [InlineData("Run(() => { return; }); 1.ShouldBe(1);", false)]
    public void An_early_end_is_recognised(string body, bool isFound) => EarlyEnds(Test(body)).Any().ShouldBe(isFound);

    [Theory]
    [InlineData("1.ShouldBe(1);", false)]
    [InlineData("Helper();", false)]
    [InlineData("await task.Soon();", false)]
    [InlineData("foreach (var x in new[] { 1 }) { x.ShouldBe(1); }", false)]
    [InlineData("int[] all = [1]; foreach (var x in all) { x.ShouldBe(1); }", false)]
    [InlineData("if (a) { 1.ShouldBe(1); } else { 2.ShouldBe(2); }", false)]
    [InlineData("Check.One(c, Prop.ForAll(g, x => x.ShouldBe(1)));", false)]
    [InlineData("Calculate();", true)]
    [InlineData("foreach (var x in Read()) { x.ShouldBe(1); }", true)]
    [InlineData("if (a) { 1.ShouldBe(1); }", true)]
    [InlineData("list.ForEach(x => x.ShouldBe(1));", true)]
    [InlineData("try { Calculate(); } catch (IOException e) { e.ShouldBeNull(); }", true)]
    public void A_test_that_may_assert_nothing_is_recognised(string body, bool isFound) => Unasserting(Test(body)).Any().ShouldBe(isFound);

    [Theory]
    [InlineData("try { A(); } catch { } 1.ShouldBe(1);", true)]
    [InlineData("try { A(); } catch (Exception e) { B(e); } 1.ShouldBe(1);", true)]
    [InlineData("try { A(); } catch (Exception e) { e.ShouldBeNull(); }", false)]
    [InlineData("try { A(); } catch { throw; }", false)]
    public void A_swallowed_exception_is_recognised(string body, bool isFound) => Swallowing(Test(body)).Any().ShouldBe(isFound);

    [Theory]
    [InlineData("await Task.Delay(100);", true)]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), token);", true)]
    [InlineData("Thread.Sleep(1);", true)]
    [InlineData("SpinWait.SpinUntil(() => a);", true)]
    [InlineData("await timer.WaitForNextTickAsync();", true)]
    [InlineData("await Task.Delay(Timeout.Infinite, token);", false)]
    [InlineData("await Task.Delay(TimeSpan.FromHours(1), _host.Clock, token);", false)]
    public void A_sleep_is_recognised(string body, bool isFound) => Sleeping(Test(body)).Any().ShouldBe(isFound);

    [Theory]
    [InlineData("E(\"select pg_terminate_backend(pid) from pg_stat_activity\");", true)]
    [InlineData("E(\"select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle'\");", true)]
    [InlineData("E($\"select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{s}'\");", false)]
    [InlineData("E($\"select pg_terminate_backend({process})\");", false)]
    public void An_end_of_connections_of_others_is_recognised(string body, bool isFound) =>
        EndingConnections(Test(body)).Any().ShouldBe(isFound);

    [Theory]
    [InlineData("new NpgsqlConnection(place);", true)]
    [InlineData("new NpgsqlConnection(place + \";Pooling=false\");", false)]
    [InlineData("options.UseNpgsql(place);", true)]
    public void A_pooled_connection_is_recognised(string body, bool isFound) => Pooled(Test(body)).Any().ShouldBe(isFound);

    private static TestSources Test(string body) =>
        TestSources.Of($"[Fact] public async Task T() {{ {body} }} void Helper() => 1.ShouldBe(1);");

    private static IEnumerable<string> EarlyEnds(TestSources sources) =>
        from test in sources.Tests
        where test.Method.DescendantNodes().OfType<ReturnStatementSyntax>().Any(end => TestSources.FunctionOf(end) == test.Method)
        select test.Name;

    private static IEnumerable<string> Unasserting(TestSources sources) =>
        from test in sources.Tests
        where !sources.AlwaysAsserts(test.Method)
        select test.Name;

    private static IEnumerable<string> Swallowing(TestSources sources) =>
        from test in sources.Tests
        from handler in test.Method.DescendantNodes().OfType<CatchClauseSyntax>()
        where handler.Declaration is null or { Type: IdentifierNameSyntax { Identifier.Text: "Exception" } }
        where !handler.Block.DescendantNodes().Any(node => node is ThrowStatementSyntax)
            && !TestSources.Calls(handler.Block).Any(call => call.Name.StartsWith("Should", StringComparison.Ordinal))
        select test.Name;

    private static IEnumerable<string> EndingConnections(TestSources sources) =>
        from file in sources.Files
        from text in file.Root.DescendantNodes().OfType<ExpressionSyntax>()
        where text is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax
        let sql = text.ToString()
        where sql.Contains("select pg_terminate_backend(", StringComparison.Ordinal) && file.Path != WhereRulesStand
        where !OwnConnections.Any(own => sql.Contains(own, StringComparison.Ordinal))
        select $"{file.Path}: {sql}";

    private static IEnumerable<string> Pooled(TestSources sources) =>
        from file in sources.Files
        from call in file.Root.DescendantNodes().OfType<ExpressionSyntax>()
        where call is ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.Text: "NpgsqlConnection" } }
            || (
                call is InvocationExpressionSyntax invocation
                    && invocation.Expression.ToString().EndsWith(".UseNpgsql", StringComparison.Ordinal))
        where !call.ToString().Contains("Pooling", StringComparison.Ordinal)
        select $"{file.Path}: {call}";

    private static IEnumerable<string> Sleeping(TestSources sources) =>
        from file in sources.Files
        where file.Path != WhereTestsWait
        from call in file.Root.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where IsSleep(call)
        select $"{file.Path}: {call}";

    /// <summary>To wait for a token for ever, and for a clock that the test moves, is no sleep.</summary>
    private static bool IsSleep(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments;
        return call.Expression.ToString() switch
        {
            "Task.Delay" => !arguments[0].ToString().Contains("Infinite", StringComparison.Ordinal)
                && !arguments.Any(argument =>
                    argument.ToString().Contains("clock", StringComparison.OrdinalIgnoreCase) || argument.ToString() == "time"),
            "Thread.Sleep" or "SpinWait.SpinUntil" => true,
            var other =>
                other.EndsWith(".SpinOnce", StringComparison.Ordinal) || other.EndsWith(".WaitForNextTickAsync", StringComparison.Ordinal),
        };
    }
}
