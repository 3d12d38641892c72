namespace JobMaster.Recurring;

/// <summary>An expression with things to know about its meaning.</summary>
internal interface INotedExpr
{
    IReadOnlyList<string> Notes { get; }
}
