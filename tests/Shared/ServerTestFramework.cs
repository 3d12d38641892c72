using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace JobMaster.TestServers;

/// <summary>Skips, with the reason, the tests of classes whose server is not there; xunit 2 cannot skip a running test.</summary>
internal sealed class ServerTestFramework(IMessageSink messageSink) : XunitTestFramework(messageSink)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new ServerTestExecutor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);
}

/// <summary>Puts a skipped test case in the place of each that cannot run.</summary>
internal sealed class ServerTestExecutor(AssemblyName assemblyName, ISourceInformationProvider sourceInformation, IMessageSink diagnostics)
    : XunitTestFrameworkExecutor(assemblyName, sourceInformation, diagnostics)
{
    protected override void RunTestCases(
        IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
        base.RunTestCases(testCases.Select(OrSkipped), executionMessageSink, executionOptions);

    private IXunitTestCase OrSkipped(IXunitTestCase testCase)
    {
        var testClass = testCase.TestMethod.TestClass.Class;
        var reason = testClass.GetCustomAttributes(typeof(NeedsServerAttribute))
            .Concat(testClass.Assembly.GetCustomAttributes(typeof(NeedsServerAttribute)))
            .Select(attribute => TestServer.WhySkipped((string)attribute.GetConstructorArguments().Single()))
            .Concat(testCase.TestMethod.Method.GetCustomAttributes(typeof(NeedsOwnServerAttribute))
                .Select(attribute => TestServer.WhyNotOurs((string)attribute.GetConstructorArguments().Single())))
            .Concat(testClass.GetCustomAttributes(typeof(OnlyLongAttribute)).Select(_ => OnlyLongAttribute.WhySkipped))
            .FirstOrDefault(why => why is not null);

        return reason is null ? testCase : new SkippedTestCase(DiagnosticMessageSink, testCase, reason);
    }
}

/// <summary>A test that only says why it did not run.</summary>
internal sealed class SkippedTestCase : XunitTestCase
{
    public SkippedTestCase(IMessageSink diagnostics, IXunitTestCase original, string reason)
        : base(
            diagnostics, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, original.TestMethod, original.TestMethodArguments)
    {
        // The console prints names only, so the reason stands in the name. Reading the name initialises the case, which would clear the
        // reason.
        DisplayName = $"{DisplayName} ({reason})";
        SkipReason = reason;
    }

    [Obsolete("Called by the deserialiser.", error: true)]
    public SkippedTestCase()
    {
    }
}
