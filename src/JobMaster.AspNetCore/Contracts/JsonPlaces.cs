using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace JobMaster.AspNetCore.Contracts;

/// <summary>Finds places in the text of a body, as JSON paths.</summary>
internal static class JsonPlaces
{
    /// <summary>Names that a path has in brackets, as the reader of bodies writes them.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create(". '/\"[]()\t\n\r\f\b\\\u0085\u2028\u2029");

    /// <summary>The place of the value, or of the object whose member name it is, that starts at a byte.</summary>
    public static string At(ReadOnlySpan<byte> body, long start)
    {
        var walk = new Walk();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read() && reader.TokenStartIndex < start)
        {
            walk.Take(ref reader);
        }

        return walk.PathOf(reader.TokenType);
    }

    /// <summary>The place of the first member that its object has twice; null for none.</summary>
    public static string? OfDuplicate(ReadOnlySpan<byte> body)
    {
        var walk = new Walk();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (!walk.Take(ref reader))
                {
                    return walk.PathOf(JsonTokenType.Null);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Text that is not JSON has another problem.
        }

        return null;
    }

    private sealed class Walk
    {
        private readonly Stack<Level> _levels = new();

        /// <summary>Takes the current token; false if it is the name of a member that the object has already.</summary>
        public bool Take(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var level = _levels.Peek();
                    level.Name = reader.GetString()!;
                    return level.Seen!.Add(level.Name);
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _levels.Pop();
                    return true;
            }

            Next();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                _levels.Push(new Level(reader.TokenType == JsonTokenType.StartArray ? null : new HashSet<string>(StringComparer.Ordinal)));
            }

            return true;
        }

        /// <summary>The place of a token that was not taken.</summary>
        public string PathOf(JsonTokenType token)
        {
            if (token != JsonTokenType.PropertyName)
            {
                Next();
            }

            var levels = token == JsonTokenType.PropertyName ? _levels.Skip(1) : _levels;
            return "$" + string.Concat(levels.Reverse().Select(level => level.Place));
        }

        /// <summary>Counts a value of an array.</summary>
        private void Next()
        {
            if (_levels.TryPeek(out var level) && level.Seen is null)
            {
                level.Index++;
            }
        }
    }

    private sealed class Level(HashSet<string>? seen)
    {
        /// <summary>The names in an object; null for an array.</summary>
        public HashSet<string>? Seen => seen;

        public string Name { get; set; } = "";

        public int Index { get; set; } = -1;

        public string Place => seen is null ? string.Create(CultureInfo.InvariantCulture, $"[{Index}]")
            : Name.AsSpan().ContainsAny(Special) ? $"['{Name}']"
            : $".{Name}";
    }
}
