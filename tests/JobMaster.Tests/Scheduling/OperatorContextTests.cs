namespace JobMaster.Tests.Scheduling;

public sealed class OperatorContextTests
{
    [Fact]
    public void It_keeps_who_why_and_through_what()
    {
        var context = new OperatorContext("ann@example.com", "Line one\r\nline two", "dashboard");
        (context.Name, context.Reason, context.Source).ShouldBe(("ann@example.com", "Line one\r\nline two", "dashboard"));
        context.ToString().ShouldBe("ann@example.com through dashboard: Line one\r\nline two");
        new OperatorContext("ann").ToString().ShouldBe("ann");
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(" ann", "it starts with a blank")]
    [InlineData("a\u200Bnn", "it has the invisible character \\u200B")]
    [InlineData(null, "it is null")]
    public void A_name_that_is_none_is_refused(string? name, string why) =>
        Should.Throw<ArgumentException>(() => new OperatorContext(name!)).Message.ShouldContain(why);

    [Fact]
    public void Texts_that_are_too_long_are_refused_with_their_length()
    {
        Should.Throw<ArgumentException>(() => new OperatorContext(new string('a', 201))).Message.ShouldContain("it has 201 characters");
        Should.Throw<ArgumentException>(
            () => new OperatorContext("ann", source: new string('a', 201))).Message.ShouldContain("The operator's source");
        Should.Throw<ArgumentException>(() => new OperatorContext("ann", new string('a', 2001))).Message.ShouldStartWith(
            "The reason has 2,001 characters; the limit is 2,000.");
        new OperatorContext(new string('a', 200), new string('b', 2000)).Reason!.Length.ShouldBe(2000);
    }

    /// <summary>The audit names who made a change and why, so each call that changes something takes both.</summary>
    [Fact]
    public void Every_call_that_changes_something_takes_the_operator() =>
        (from type in typeof(IJobMasterScheduler).Assembly.GetExportedTypes()
         where type.IsInterface && Changing.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal))
         from call in type.GetMethods()
         where typeof(Task).IsAssignableFrom(call.ReturnType)
             && !Reading.Any(start => call.Name.StartsWith(start, StringComparison.Ordinal))
             && !call.GetParameters().Any(parameter => Names(parameter.ParameterType))
         select $"{type.Name}.{call.Name}").Distinct().ShouldBe(
            ["IJobMasterScheduler.ScheduleAsync", "IJobMasterScheduler.ScheduleManyAsync"],
            "those two store jobs, which say themselves where they come from");

    private static readonly string[] Changing = ["Scheduler", "Cluster", "Controls", "Operations", "Failures"];

    private static readonly string[] Reading = ["Get", "Preview"];

    private static bool Names(Type parameter) =>
        parameter == typeof(OperatorContext) || parameter.GetProperties().Any(member => member.PropertyType == typeof(OperatorContext));
}
