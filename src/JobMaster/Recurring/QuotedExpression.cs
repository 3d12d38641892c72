namespace JobMaster.Recurring;

/// <summary>An expression as error messages show it: the message stays readable for any text of a user.</summary>
internal static class QuotedExpression
{
    private const int Longest = 200;

    public static string Of(string expression) => expression.Length <= Longest ? $"'{expression}'" : $"'{expression[..Longest]}…'";
}
