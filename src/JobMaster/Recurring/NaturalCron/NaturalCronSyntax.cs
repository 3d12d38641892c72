using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>The rules of an expression as they were written.</summary>
internal sealed class NaturalCronSyntax
{
    public List<EveryRule> Every { get; } = [];

    public List<AtRule> At { get; } = [];

    public List<RangeRule> Ranges { get; } = [];

    public List<NaturalCronToken> Zones { get; } = [];

    /// <summary>Whether the expression uses words outside the grammar, so that the canonical form differs.</summary>
    public bool IsEnglish { get; set; }

    /// <summary><c>every N unit</c>, a frequency word, or <c>every monday</c>, which is a week anchored on Monday.</summary>
    internal sealed record EveryRule(int Position, int Interval, Unit Unit, NaturalCronItem? Anchor);

    /// <summary><c>at</c>, <c>on</c> or <c>in</c>: one of the items must hold.</summary>
    internal sealed record AtRule(int Position, IReadOnlyList<NaturalCronItem> Items)
    {
        public Unit Units { get; } = Items.Aggregate(Unit.None, (units, item) => units | item.Units);
    }

    /// <summary>
    /// <c>between</c>, <c>from</c> or <c>upto</c>: one of the ranges must hold; a missing bound is the bound of the cycle.
    /// </summary>
    internal sealed record RangeRule(
        int Position, NaturalCronTokenKind Kind, IReadOnlyList<(NaturalCronItem? From, NaturalCronItem? Upto)> Ranges);
}
