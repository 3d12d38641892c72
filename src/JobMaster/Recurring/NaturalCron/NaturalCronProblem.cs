namespace JobMaster.Recurring;

/// <summary>The kinds of problems, in the order of the checks; only the first kind found is reported.</summary>
internal enum NaturalCronProblemKind
{
    UnknownToken,
    Bracket,
    NoRule,
    DuplicateEvery,
    UnitOfEvery,
    AnchoredWeekList,
    DuplicateUnit,
    BetweenNeedsEvery,
    InvalidValue,
    EveryNotPositive,
}

/// <summary>One problem of an expression; the message names the value and the fix.</summary>
internal sealed record NaturalCronProblem(NaturalCronProblemKind Kind, int Position, string Message);
