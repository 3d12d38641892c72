using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace JobMaster.AspNetCore.Tests.Fuzz;

/// <summary>Calls of one operation of the document with values of all kinds.</summary>
internal sealed class FuzzCalls(FuzzValues values)
{
    /// <param name="method">The method.</param>
    /// <param name="path">The path of the document.</param>
    /// <param name="operation">What the document says of the operation.</param>
    public HttpRequestMessage Make(string method, string path, JsonElement operation)
    {
        var query = new List<string>();
        var headers = new List<(string Name, string Value)>();
        foreach (var parameter in Parameters(operation))
        {
            string name = parameter.GetProperty("name").GetString()!;
            var schema = parameter.GetProperty("schema");
            switch (parameter.GetProperty("in").GetString())
            {
                case "path":
                    string value = name == "clusterId" && !values.Odds(1, 20) ? "default" : values.Parameter(schema);

                    // No server takes a null in a path.
                    value = value.Replace("\0", "", StringComparison.Ordinal);
                    path = path.Replace($"{{{name}}}", Escaped(value), StringComparison.Ordinal);
                    break;
                case "query" when values.Odds(1, 3):
                    query.Add($"{name}={Escaped(values.Parameter(schema))}");
                    break;
                case "header" when values.Odds(1, 2):
                    headers.Add((name, values.Parameter(schema)));
                    break;
                default:
                    break;
            }
        }

        if (values.Odds(1, 25))
        {
            query.Add(values.Pick<string>(["nonsense=1", "limit=1&limit=2", "cursor=AAAA", "offset=7", "%00=1", "=", "&&", "limit=%ff"]));
        }

        var request = new HttpRequestMessage(
            new HttpMethod(method.ToUpperInvariant()),
            path.TrimStart('/') + (query.Count == 0 ? "" : $"?{string.Join('&', query)}"));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, new string([.. value.Where(one => one is > ' ' and < '\x7f')]));
        }

        if (operation.TryGetProperty("requestBody", out var body))
        {
            request.Content = Content(body.GetProperty("content").GetProperty("application/json"));
        }

        return request;
    }

    private static JsonElement.ArrayEnumerator Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : default;

    private ByteArrayContent? Content(JsonElement media)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(
            values.Odds(1, 6) ? media.GetProperty("example").GetRawText() : values.JsonOf(media.GetProperty("schema"), depth: 0));
        if (values.Odds(1, 12))
        {
            bytes = values.Pick<byte[]>(
            [
                [], [0], [0xff, 0xfe, 0x7b, 0x00], [0xef, 0xbb, 0xbf, .. bytes], bytes[..(bytes.Length / 2)], [.. bytes, .. bytes],
                "{\"reason\":\"\xff\"}"u8.ToArray(), [0x7b, 0x22, 0x72, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d],
                Encoding.UTF8.GetBytes(new string('[', 5_000)), Encoding.UTF8.GetBytes($"{{\"reason\":\"{new string('x', 300_000)}\"}}"),
            ]);
        }

        if (values.Odds(1, 15) && bytes.Length == 0)
        {
            return null;
        }

        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = values.Odds(1, 25)
            ? new MediaTypeHeaderValue("text/plain")
            : new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>Percent-encoded byte by byte, so that halves of surrogate pairs and dots arrive as they are.</summary>
    private static string Escaped(string value) =>
        string.Concat(Encoding.UTF8.GetBytes(value).Select(one => char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)':'
            ? $"{(char)one}"
            : $"%{one:X2}"));
}
