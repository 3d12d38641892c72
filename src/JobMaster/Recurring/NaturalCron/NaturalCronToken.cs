namespace JobMaster.Recurring;

internal enum NaturalCronTokenKind
{
    // Rule keywords: each begins a rule.
    Every,
    Frequency,
    At,
    Between,
    Upto,
    From,
    Zone,

    // Words inside a rule.
    Anchor,
    And,
    Unit,
    Month,
    Weekday,
    Special,
    First,
    Last,
    Closest,
    Am,
    Pm,
    Ordinal,
    Clock,
    Nth,
    To,
    Until,

    // Everything that is not a word of the language.
    Number,
    ZoneId,
    Open,
    Close,
    Comma,
    Colon,
    Minus,
    Plus,
    Unknown,
}

/// <summary>
/// A token with its meaning: a number, the unit of a unit word, the number of a month or weekday, the day a special word names.
/// </summary>
internal sealed record NaturalCronToken(NaturalCronTokenKind Kind, string Text, int Position)
{
    public int Number { get; init; }

    public NaturalCronUnit Unit { get; init; }

    public DaySpec Day { get; init; }

    /// <summary>Whether a comma outside of brackets stands before it.</summary>
    public bool AfterComma { get; init; }

    /// <summary>What to write instead, of a word that has more than one meaning.</summary>
    public string? Hint { get; init; }

    /// <summary>Whether nothing separates it from the token before.</summary>
    public bool Glued { get; init; }

    public bool BeginsRule => Kind <= NaturalCronTokenKind.Zone;
}
