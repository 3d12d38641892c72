namespace JobMaster.Recurring;

/// <summary>An expression as error messages show it: whatever a user types, the message stays readable.</summary>
internal static class QuotedExpression
{
    private const int Longest = 200;

    public static string Of(string expression) => expression.Length <= Longest ? $"'{expression}'" : $"'{expression[..Longest]}…'";
}
