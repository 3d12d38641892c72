using Kind = JobMaster.Recurring.NaturalCronTokenKind;
using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>Splits tokens into rules, each from its keyword to the next, and parses them.</summary>
internal sealed class NaturalCronParser(string text, IReadOnlyList<NaturalCronToken> tokens, List<NaturalCronProblem> problems)
{
    private readonly NaturalCronSyntax syntax = new();

    public NaturalCronSyntax Parse()
    {
        var start = 0;
        for (var end = 1; end <= tokens.Count; end++)
        {
            if (end == tokens.Count || tokens[end].BeginsRule)
            {
                ParseRule(start, end);
                start = end;
            }
        }

        return syntax;
    }

    private void ParseRule(int start, int end)
    {
        var keyword = tokens[start];
        var items = new NaturalCronItemParser(text, tokens, start + 1, end, problems);
        var complete = keyword.Kind switch
        {
            Kind.Every => ParseEvery(keyword, items),
            Kind.Frequency => AddEvery(keyword, 1, keyword.Unit, items),
            Kind.At => ParseAt(keyword, items),
            Kind.Between => ParseBetween(keyword, items),
            Kind.Upto or Kind.From => ParseBound(keyword, items),
            Kind.Zone => AddZone(items),
            _ => items.Fail(keyword, "does not belong to a rule; begin it with every, at, on, in, between, from, upto or tz"),
        };
        if (complete && !items.AtEnd)
        {
            items.Fail(items.Current, "is not expected here; begin a rule with every, at, on, in, between, from, upto or tz");
        }
    }

    private bool ParseEvery(NaturalCronToken keyword, NaturalCronItemParser items)
    {
        var isNegative = items.Current.Kind == Kind.Minus && items.Peek(1).Kind == Kind.Number && items.Take(Kind.Minus);
        var count = items.Current;
        var interval = items.Take(Kind.Number) ? isNegative ? -count.Number : count.Number : 1;
        var unit = items.Current;
        if (count.Number == int.MaxValue)
        {
            items.Fail(count, "is too large; use a smaller number with a larger unit");
        }

        if (items.Take(Kind.Unit))
        {
            return AddEvery(keyword, interval, unit.Unit, items);
        }

        if (unit.Kind == Kind.Weekday && count == unit)
        {
            syntax.Every.Add(new(keyword.Position, 1, Unit.Week, items.Parse(Unit.None)));
            return true;
        }

        syntax.Every.Add(new(keyword.Position, 1, Unit.None, null));
        return items.Fail(unit, "is not a unit; write 'every 5 minutes' or 'every monday'");
    }

    private bool AddEvery(NaturalCronToken keyword, int interval, Unit unit, NaturalCronItemParser items)
    {
        var anchored = items.Take(Kind.Anchor);
        var anchor = anchored ? items.Parse(unit) : null;
        syntax.Every.Add(new(keyword.Position, interval, unit, anchor));
        return !anchored || anchor is not null;
    }

    private bool ParseAt(NaturalCronToken keyword, NaturalCronItemParser items)
    {
        var unit = items.Current is { Kind: Kind.Unit } word && items.Peek(1).Kind == Kind.Open && items.Take(Kind.Unit)
            ? word.Unit
            : Unit.None;
        var list = new List<NaturalCronItem>();
        var complete = items.Current.Kind == Kind.Open
            ? ParseList(items, () => Add(list, items.Parse(unit)))
            : Add(list, items.Parse(Unit.None));
        syntax.At.Add(new(keyword.Position, list));
        return complete;
    }

    private bool ParseBetween(NaturalCronToken keyword, NaturalCronItemParser items)
    {
        var ranges = new List<(NaturalCronItem?, NaturalCronItem?)>();
        var complete = items.Current.Kind == Kind.Open
            ? ParseList(items, () => ParseRange(items, ranges))
            : ParseRange(items, ranges);
        syntax.Ranges.Add(new(keyword.Position, Kind.Between, ranges));
        return complete;
    }

    private static bool ParseRange(NaturalCronItemParser items, List<(NaturalCronItem?, NaturalCronItem?)> ranges)
    {
        // "hr 10 and 20": the unit applies to both ends.
        var unit = items.Current is { Kind: Kind.Unit } word ? word.Unit : Unit.None;
        if (items.Parse(Unit.None) is not { } from)
        {
            return false;
        }

        if (!items.Take(Kind.And))
        {
            return items.Fail(items.Current, "is where 'and' is missing; write 'between 9am and 5pm'");
        }

        if (items.Parse(unit) is not { } upto)
        {
            return false;
        }

        ranges.Add((from, upto));
        return true;
    }

    private bool ParseBound(NaturalCronToken keyword, NaturalCronItemParser items)
    {
        if (items.Parse(Unit.None) is not { } bound)
        {
            return false;
        }

        syntax.Ranges.Add(new(keyword.Position, keyword.Kind, [keyword.Kind == Kind.From ? (bound, null) : (null, bound)]));
        return true;
    }

    private bool AddZone(NaturalCronItemParser items)
    {
        var zone = items.Current;
        if (syntax.Zones.Count > 0)
        {
            items.Fail(zone, "is a second zone; keep one");
        }

        syntax.Zones.Add(zone);
        return items.Take(Kind.ZoneId);
    }

    private static bool ParseList(NaturalCronItemParser items, Func<bool> parseEntry)
    {
        items.Take(Kind.Open);
        do
        {
            if (!parseEntry())
            {
                return false;
            }
        }
        while (items.Take(Kind.Comma));

        return items.Take(Kind.Close) || items.Fail(items.Current, "is not expected in a list; separate its entries with commas");
    }

    private static bool Add(List<NaturalCronItem> list, NaturalCronItem? item)
    {
        if (item is not null)
        {
            list.Add(item);
        }

        return item is not null;
    }
}
