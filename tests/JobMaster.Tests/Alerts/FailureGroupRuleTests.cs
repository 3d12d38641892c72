using JobMaster.Alerts;

namespace JobMaster.Tests.Alerts;

/// <summary>What an alert tells of the error of a group of failed jobs.</summary>
public sealed class FailureGroupRuleTests
{
    [Theory]
    [InlineData("System.InvalidOperationException: hunter", "System.InvalidOperationException")]
    [InlineData("App.Mail+RefusedError: hunter", "App.Mail+RefusedError")]
    [InlineData("sk_live_hunter: refused by the bank", null)]
    [InlineData("eyJhbGci.hunter.x: refused", null)]
    [InlineData("hunter", null)]
    [InlineData(null, null)]
    public void Of_an_error_it_tells_the_type_of_the_exception_and_no_other_first_word(string? error, string? told) =>
        FailureGroupRule.TypeOf(error).ShouldBe(told);
}
