namespace JobMaster.Recurring;

/// <summary>What can be wrong, in the order it is looked for; only the first group found is reported.</summary>
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

/// <summary>One thing that is wrong with an expression; the message names the value and the fix.</summary>
internal sealed record NaturalCronProblem(NaturalCronProblemKind Kind, int Position, string Message);
