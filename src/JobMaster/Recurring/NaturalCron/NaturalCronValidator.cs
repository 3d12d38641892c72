using Kind = JobMaster.Recurring.NaturalCronTokenKind;
using Problem = JobMaster.Recurring.NaturalCronProblemKind;
using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>Checks an expression group by group; see <see cref="NaturalCronProblemKind"/> for the order.</summary>
internal sealed class NaturalCronValidator(List<NaturalCronProblem> problems)
{
    /// <summary>Longer texts are refused unread: no schedule needs them, and work grows with length.</summary>
    public const int LongestExpression = 2_000;

    private const int MostGuesses = 3;

    public void CheckLength(string text)
    {
        if (text.Length > LongestExpression)
        {
            Add(
                Problem.UnknownToken, LongestExpression,
                $"The text is {text.Length} characters long; position {LongestExpression} is the limit. Write a shorter one.");
        }
    }

    public void CheckTokens(IReadOnlyList<NaturalCronToken> tokens)
    {
        var zonesAreKnown = true;
        foreach (var (at, token) in tokens.Index())
        {
            if (token.Kind is Kind.Unknown or Kind.To or Kind.Nth)
            {
                // A problem that follows from an unknown word is not reported separately.
                if (problems.Count > 0 && (NaturalCronHints.IsMinor(token) || (token.Glued && tokens[at - 1].Kind == Kind.Unknown)))
                {
                    continue;
                }

                var what = token.Hint is null ? "is not a word of the language" : "has more than one meaning";
                Add(Problem.UnknownToken, token.Position, $"'{token.Text}' at position {token.Position} {what}; "
                    + $"{NaturalCronHints.For(tokens, at, mayGuess: problems.Count < MostGuesses)}.");
            }
            else if (token.Kind == Kind.ZoneId && zonesAreKnown && !ZoneIds.TryFind(token.Text, out _))
            {
                // The search for an unknown zone is slow, so only the first is reported.
                zonesAreKnown = false;
                Add(
                    Problem.UnknownToken, token.Position,
                    $"Time zone '{token.Text}' at position {token.Position} is not known; write an IANA id such as Europe/Lisbon.");
            }
        }
    }

    public void CheckBrackets(IReadOnlyList<NaturalCronToken> tokens)
    {
        NaturalCronToken? open = null;
        foreach (var token in tokens)
        {
            if ((token.Kind == Kind.Open && open is not null) || (token.Kind == Kind.Close && open is null))
            {
                Add(
                    Problem.Bracket, token.Position,
                    $"'{token.Text}' at position {token.Position} has no partner; write lists as [a, b], not nested.");
            }

            open = token.Kind switch { Kind.Open => token, Kind.Close => null, _ => open };
        }

        if (open is not null)
        {
            Add(Problem.Bracket, open.Position, $"'[' at position {open.Position} is not closed; add ']'.");
        }
    }

    public void CheckRules(NaturalCronSyntax syntax)
    {
        if (syntax.Every.Count == 0 && syntax.At.Count == 0)
        {
            Add(Problem.NoRule, 0, "No rule at position 0 says when; add 'every …', 'at …', 'on …' or 'in …'.");
        }

        foreach (var every in syntax.Every.Skip(1))
        {
            Add(Problem.DuplicateEvery, every.Position, $"The rule at position {every.Position} is a second 'every'; keep one.");
        }

        if (syntax.Every is [var rule, ..])
        {
            CheckUnitOfEvery(syntax, rule);
            CheckPositive(rule);
        }
        else
        {
            CheckNoRangeWithoutEvery(syntax);
        }

        CheckOneRulePerUnit(syntax);
    }

    private void CheckUnitOfEvery(NaturalCronSyntax syntax, NaturalCronSyntax.EveryRule every)
    {
        foreach (var at in syntax.At)
        {
            if (every.Unit != Unit.Week && (at.Units & every.Unit) != Unit.None)
            {
                Add(
                    Problem.UnitOfEvery, at.Position,
                    $"The rule at position {at.Position} names the {Name(every.Unit)} as 'every' does; drop one, or anchor 'every' with " +
                    "AnchoredOn.");
            }
            else if (every is { Unit: Unit.Week, Anchor: not null } && (at.Units & Unit.Week) != Unit.None)
            {
                Add(
                    Problem.AnchoredWeekList, at.Position,
                    $"The rule at position {at.Position} names weekdays, but the week is anchored on one; drop the anchor.");
            }
        }
    }

    private void CheckOneRulePerUnit(NaturalCronSyntax syntax)
    {
        var seen = Unit.None;
        foreach (var at in syntax.At)
        {
            if ((seen & at.Units) != Unit.None)
            {
                Add(
                    Problem.DuplicateUnit, at.Position,
                    $"The rule at position {at.Position} repeats the {Name(seen & at.Units)} of another; put the values in one list, as " +
                    "'on [mon, fri]'.");
            }

            seen |= at.Units;
        }
    }

    private void CheckNoRangeWithoutEvery(NaturalCronSyntax syntax)
    {
        foreach (var range in syntax.Ranges.Where(range => range.Kind == Kind.Between))
        {
            Add(
                Problem.BetweenNeedsEvery, range.Position,
                $"'between' at position {range.Position} needs an 'every'; write 'every day between …'.");
        }
    }

    private void CheckPositive(NaturalCronSyntax.EveryRule every)
    {
        if (every.Interval <= 0)
        {
            Add(
                Problem.EveryNotPositive, every.Position,
                $"'every' at position {every.Position} has an interval of {every.Interval}; use 1 or more.");
        }
    }

    private static string Name(Unit units) => units.ToString().ToLowerInvariant().Replace(", ", " and ", StringComparison.Ordinal);

    private void Add(Problem kind, int position, string message) => problems.Add(new NaturalCronProblem(kind, position, message));
}
