using Kind = JobMaster.Recurring.NaturalCronTokenKind;

namespace JobMaster.Recurring;

/// <summary>Splits an expression into tokens. Outside brackets, a comma separates like a space.</summary>
internal sealed class NaturalCronLexer(string text)
{
    private readonly List<NaturalCronToken> tokens = [];
    private int position;
    private int depth;
    private bool afterComma;

    public static List<NaturalCronToken> Read(string text)
    {
        var lexer = new NaturalCronLexer(text);
        while (lexer.position < text.Length)
        {
            lexer.ReadNext();
        }

        return lexer.tokens;
    }

    private void ReadNext()
    {
        var symbol = text[position];
        if (symbol is ' ' or '\t' or '\r' or '\n' || (symbol == ',' && depth == 0))
        {
            afterComma |= symbol == ',';
            position++;
        }
        else if (char.IsAsciiDigit(symbol))
        {
            ReadNumber();
        }
        else if (char.IsAsciiLetter(symbol))
        {
            ReadWord(position);
        }
        else if (symbol == '@' && position + 1 < text.Length && char.IsAsciiLetter(text[position + 1]))
        {
            ReadKeyword();
        }
        else
        {
            ReadSymbol(symbol);
        }
    }

    private void ReadNumber()
    {
        var start = position;
        var number = 0L;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            number = Math.Min((number * 10) + (text[position++] - '0'), int.MaxValue);
        }

        Add(new NaturalCronToken(Kind.Number, text[start..position], start) { Number = (int)number });
    }

    private NaturalCronToken ReadWord(int start)
    {
        while (position < text.Length && char.IsAsciiLetter(text[position]))
        {
            position++;
        }

        var word = text[start..position];
        var known = tokens is [.., { Kind: Kind.Number } number] && number.Position + number.Text.Length == start
            ? NaturalCronVocabulary.FindOrdinal(word, number.Number) ?? NaturalCronVocabulary.Find(word)
            : NaturalCronVocabulary.Find(word);
        var token = Add((known ?? new NaturalCronToken(Kind.Unknown, word, start)) with { Text = word, Position = start });
        if (token.Kind == Kind.Zone)
        {
            ReadZoneId();
        }

        return token;
    }

    private void ReadKeyword()
    {
        var start = position++;
        if (!ReadWord(start + 1).BeginsRule)
        {
            // Only rule keywords may have the sign.
            tokens.Add(new NaturalCronToken(Kind.Unknown, text[start..position], start));
        }
    }

    private void ReadZoneId()
    {
        while (position < text.Length && text[position] is ' ' or '\t' or '\r' or '\n' or ',')
        {
            position++;
        }

        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] is '/' or '_' or '-' or '+'))
        {
            position++;
        }

        tokens.Add(new NaturalCronToken(Kind.ZoneId, text[start..position], start));
    }

    private void ReadSymbol(char symbol)
    {
        depth += symbol switch { '[' => 1, ']' => depth > 0 ? -1 : 0, _ => 0 };
        var kind = symbol switch
        {
            '[' => Kind.Open,
            ']' => Kind.Close,
            ',' => Kind.Comma,
            ':' => Kind.Colon,
            '-' => Kind.Minus,
            '+' => Kind.Plus,
            _ => Kind.Unknown,
        };
        Add(new NaturalCronToken(kind, symbol.ToString(), position++));
    }

    private NaturalCronToken Add(NaturalCronToken token)
    {
        var glued = tokens is [.., var last] && last.Position + last.Text.Length == token.Position;
        tokens.Add(token with { Glued = glued, AfterComma = afterComma });
        afterComma = false;
        return tokens[^1];
    }
}
