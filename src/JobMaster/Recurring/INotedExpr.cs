namespace JobMaster.Recurring;

/// <summary>An expression with notes about its meaning.</summary>
internal interface INotedExpr
{
    IReadOnlyList<string> Notes { get; }
}
