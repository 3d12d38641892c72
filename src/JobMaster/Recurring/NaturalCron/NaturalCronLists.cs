using Kind = JobMaster.Recurring.NaturalCronTokenKind;
using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>
/// Puts values listed with <c>and</c> and commas into brackets. Gives <c>every monday and friday</c>, <c>every january</c> and <c>every
/// noon</c> their unit, and gives bare numbers of a range the only hours they can mean.
/// </summary>
internal static class NaturalCronLists
{
    public static List<NaturalCronToken> Bracket(List<NaturalCronToken> tokens)
    {
        var output = new List<NaturalCronToken>(tokens.Count);
        var everyUnit = tokens.SkipWhile(token => token.Kind != Kind.Every).FirstOrDefault(token => token.Kind == Kind.Unit)?.Unit
            ?? tokens.Find(token => token.Kind == Kind.Frequency)?.Unit ?? Unit.None;
        for (var start = 0; start < tokens.Count;)
        {
            var end = start + 1;
            while (end < tokens.Count && !tokens[end].BeginsRule)
            {
                end++;
            }

            output.AddRange(tokens[start].Kind switch
            {
                Kind.Every => Every(tokens[start..end]),
                Kind.At => List(tokens[start..end]),
                Kind.Between => Hours(tokens[start..end], everyUnit),
                _ => tokens[start..end],
            });
            start = end;
        }

        return output;
    }

    private static List<NaturalCronToken> Every(List<NaturalCronToken> rule)
    {
        var hasCount = rule is [_, { Kind: Kind.Number } count, ..] && rule.ElementAtOrDefault(2)?.Kind is Kind.Weekday && count.Number > 0;
        var values = rule[(hasCount ? 2 : 1)..];
        if (values is not [var first, ..]
            || UnitOf(values) is not (not Unit.None and var unit)
            || (!hasCount && values is [{ Kind: Kind.Weekday }]))
        {
            return rule;
        }

        var head = rule[..(hasCount ? 2 : 1)];
        head.Add(first with { Kind = Kind.Unit, Unit = unit });
        return values is [{ Kind: Kind.Weekday }]
            ? [.. head, first with { Kind = Kind.Anchor }, first]
            : [.. head, .. List([first with { Kind = Kind.At }, .. values])];
    }

    /// <summary>The unit in which values right after <c>every</c> recur; none if they do not share one.</summary>
    private static Unit UnitOf(List<NaturalCronToken> values) => values switch
    {
        [{ Kind: Kind.Weekday }, ..] => Unit.Week,
        [{ Kind: Kind.Clock }, ..] => Unit.Day,
        [{ Kind: Kind.Month }, ..] => Unit.Year,
        [{ Kind: Kind.Special }, ..] or [{ Kind: Kind.Number }, { Kind: Kind.Ordinal }, ..]
            or [{ Kind: Kind.First or Kind.Last }, { Kind: Kind.Unit, Unit: Unit.Day }, ..]
            when values.TrueForAll(value => value.Kind != Kind.Unit || value.Unit == Unit.Day) =>
            values.Exists(value => value.Kind == Kind.Month) ? Unit.Year : Unit.Month,
        _ => Unit.None,
    };

    private static List<NaturalCronToken> List(List<NaturalCronToken> rule)
    {
        if (rule.Exists(token => token.Kind is Kind.Open or Kind.Close) || rule.Count < 3)
        {
            return rule;
        }

        var items = new List<NaturalCronToken>();
        var isList = false;
        for (var at = 1; at < rule.Count; at++)
        {
            var token = rule[at];
            var isSeparator = token.Kind is Kind.And or Kind.Comma && at > 1 && at < rule.Count - 1;
            if (!isSeparator && at > 1 && token.AfterComma
                && rule[at - 1].Kind is not (Kind.And or Kind.Comma) && KindOf(rule, at) == KindOf(rule, 1))
            {
                items.Add(token with { Kind = Kind.Comma });
                isList = true;
            }

            // "a, b, and c" has one separator between b and c.
            if (!isSeparator || items[^1].Kind != Kind.Comma)
            {
                items.Add(isSeparator ? token with { Kind = Kind.Comma } : token);
            }

            isList |= isSeparator;
        }

        return isList ? [rule[0], rule[1] with { Kind = Kind.Open }, .. items, rule[^1] with { Kind = Kind.Close }] : rule;
    }

    /// <summary>The kind of the value at a position: only values of one kind make a list.</summary>
    private static Kind KindOf(List<NaturalCronToken> rule, int at)
    {
        var next = at + 1 < rule.Count ? rule[at + 1].Kind : Kind.Unknown;
        return rule[at].Kind switch
        {
            Kind.Number when next is Kind.Colon or Kind.Am or Kind.Pm => Kind.Clock,
            Kind.Number when next == Kind.Ordinal => Kind.Special,
            Kind.First or Kind.Last => Kind.Special,
            var kind => kind,
        };
    }

    // If "every" counts days or more, the numbers could also be days of the month.
    private static List<NaturalCronToken> Hours(List<NaturalCronToken> rule, Unit everyUnit) =>
        everyUnit is Unit.Second or Unit.Minute or Unit.Hour
        && rule is [_, { Kind: Kind.Number } first, { Kind: Kind.And }, { Kind: Kind.Number } last]
            ? MayBeHalfDay(first) && MayBeHalfDay(last)
                ? [rule[0], first with { Kind = Kind.Unknown, Hint = NaturalCronHints.Hours(rule[0], first, last) }, .. rule[2..]]
                : [rule[0], first with { Kind = Kind.Unit, Unit = Unit.Hour }, .. rule[1..]]
            : rule;

    /// <summary>Whether a bare hour may be am or pm: <c>9</c>, but not <c>0</c>, <c>09</c> or <c>17</c>.</summary>
    private static bool MayBeHalfDay(NaturalCronToken hour) => hour.Number is >= 1 and <= 12 && hour.Text[0] != '0';
}
