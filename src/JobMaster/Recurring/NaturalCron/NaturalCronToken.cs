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

    // Tokens that are not words of the language.
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

/// <summary>A token with its meaning: a number, a unit, the number of a month or weekday, or a specially named day.</summary>
internal sealed record NaturalCronToken(NaturalCronTokenKind Kind, string Text, int Position)
{
    public int Number { get; init; }

    public NaturalCronUnit Unit { get; init; }

    public DaySpec Day { get; init; }

    /// <summary>Whether the token follows a comma outside of brackets.</summary>
    public bool AfterComma { get; init; }

    /// <summary>What to write instead of a word with more than one meaning.</summary>
    public string? Hint { get; init; }

    /// <summary>Whether the token directly follows the previous one.</summary>
    public bool Glued { get; init; }

    public bool BeginsRule => Kind <= NaturalCronTokenKind.Zone;
}
