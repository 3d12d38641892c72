using System.Text.Json;

namespace JobMaster.Values;

/// <summary>Shortens stored JSON for error messages.</summary>
internal static class JsonExcerpt
{
    private const int MaxLength = 60;
    private const int MaxNames = 20;

    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "JSON null",
        JsonValueKind.True or JsonValueKind.False => $"the boolean {value.GetRawText()}",
        JsonValueKind.Number => $"the number {Shorten(value.GetRawText())}",
        JsonValueKind.String => $"the string {Shorten(value.GetRawText())}",
        JsonValueKind.Array => $"the array {Shorten(value.GetRawText())}",
        _ => $"the object {Shorten(value.GetRawText())}",
    };

    public static string Shorten(string text)
    {
        if (text.Length <= MaxLength)
        {
            return text;
        }

        int length = char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return string.Concat(text.AsSpan(0, length), "…");
    }

    public static string Names(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
        {
            return "none";
        }

        string listed = string.Join(", ", names.Take(MaxNames).Select(static name => $"'{Shorten(name)}'"));
        return names.Count > MaxNames ? $"{listed} and {names.Count - MaxNames} more" : listed;
    }

    public static string TypeName(Type type) => type.IsConstructedGenericType ? type.ToString() : type.FullName ?? type.Name;
}
